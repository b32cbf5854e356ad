import type { Report } from "../../../shared/api/reports.ts";
import { Badge } from "../../components/feedback.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { TableFrame } from "../../components/table-frame.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { arithmetic, ruleText, shareText } from "./numbers.ts";
import { zoned } from "./zoned.ts";

/** Four figures of a report and how they come about. */
export function Figures({ report }: { report: Report }) {
  const t = messages.value.reports.figures;
  const { totals, policy, students } = report;
  const below = students.filter((student) => student.below).length;
  const tiles = [
    {
      label: t.taken,
      value: t.takenOf(totals.taken, totals.meetings),
      note: totals.cancelled > 0 ? t.cancelled(totals.cancelled) : "",
    },
    { label: t.share, value: shareText(totals.share), note: arithmetic(totals, policy.share) },
    {
      label: t.students,
      value: format.number(students.length),
      note: below > 0 ? t.below(below, policy.requiredPct) : "",
    },
    {
      label: t.data,
      value: report.dataAt === null ? t.noData : zoned(report.timeZone).stamp(report.dataAt),
      note: "",
    },
  ];
  return (
    <div class="stack">
      <dl class="figures">
        {tiles.map(({ label, value, note }) => (
          <div key={label} class="figure">
            <dt>{label}</dt>
            <dd>
              <strong>{value}</strong>
              <span class="muted small block">{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted small">{ruleText(policy.share)}</p>
    </div>
  );
}

const COUNTS = ["present", "late", "excused", "absent", "unsettled", "notApplicable"] as const;

/** A row a student, as the documents have it. */
export function SummaryTable({ report }: { report: Report }) {
  const t = messages.value.reports;
  const { policy, totals } = report;
  if (report.students.length === 0) return <p class="muted">{t.none}</p>;
  return (
    <TableFrame label={t.preview}>
      <table class="table table-cards table-tight report-table">
        <thead>
          <tr>
            <th scope="col">{t.columns.student}</th>
            <th scope="col">{t.columns.number}</th>
            <th scope="col">{t.columns.group}</th>
            {COUNTS.map((key) => (
              <th key={key} scope="col" class="amount">
                {t.columns[key]}
              </th>
            ))}
            <th scope="col" class="amount">
              {t.columns.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {report.students.map((student) => (
            <tr key={student.id}>
              <th scope="row">{student.name}</th>
              <td class="nowrap" data-label={t.columns.number}>
                {student.studentNumber}
              </td>
              <td data-label={t.columns.group}>{student.group}</td>
              {COUNTS.map((key) => (
                <td key={key} class="amount" data-label={t.columns[key]}>
                  {student[key]}
                </td>
              ))}
              <td class="amount" data-label={t.columns.share}>
                <strong>{shareText(student.share)}</strong>
                <span class="muted small block">{arithmetic(student, policy.share)}</span>
                {student.below && (
                  <Badge tone="bad" icon={<IconWarn size={14} />}>
                    {t.columns.below(policy.requiredPct)}
                  </Badge>
                )}
              </td>
            </tr>
          ))}
          <tr class="sum">
            <th scope="row" colSpan={3}>
              {t.all}
            </th>
            {COUNTS.map((key) => (
              <td key={key} class="amount" data-label={t.columns[key]}>
                {totals[key]}
              </td>
            ))}
            <td class="amount" data-label={t.columns.share}>
              <strong>{shareText(totals.share)}</strong>
            </td>
          </tr>
        </tbody>
      </table>
    </TableFrame>
  );
}
