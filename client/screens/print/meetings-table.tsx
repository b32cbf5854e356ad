import type { Report } from "../../../shared/api/reports.ts";
import { TableFrame } from "../../components/table-frame.tsx";
import { messages } from "../../i18n/i18n.ts";
import { zoned } from "../reports/zoned.ts";

const COUNTS = ["present", "late", "excused", "absent", "unsettled", "notApplicable"] as const;

/** A row a meeting, the cancelled ones too. */
export function MeetingsTable({ report }: { report: Report }) {
  const { printed: t, columns } = messages.value.reports;
  const at = zoned(report.timeZone);
  if (report.meetings.length === 0) return null;
  return (
    <section class="stack">
      <h2>{t.meetings}</h2>
      <TableFrame label={t.meetings}>
        <table class="table table-cards report-table">
          <thead>
            <tr>
              <th scope="col">{t.start}</th>
              <th scope="col">{t.titleColumn}</th>
              <th scope="col">{columns.group}</th>
              <th scope="col">{t.room}</th>
              <th scope="col">{t.state}</th>
              {COUNTS.map((key) => (
                <th key={key} scope="col" class="amount">
                  {columns[key]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.meetings.map((meeting) => (
              <tr key={`${meeting.startsAt} ${meeting.group ?? ""} ${meeting.title ?? ""}`}>
                <th scope="row">{at.span(meeting.startsAt, meeting.endsAt)}</th>
                <td data-label={t.titleColumn}>{meeting.title}</td>
                <td data-label={columns.group}>{meeting.group}</td>
                <td data-label={t.room}>{meeting.room}</td>
                <td data-label={t.state}>
                  {[t.states[meeting.state], meeting.cancelReason].filter(Boolean).join(": ")}
                </td>
                {COUNTS.map((key) => (
                  <td key={key} class="amount" data-label={columns[key]}>
                    {meeting.state === "closed" ? meeting[key] : "–"}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
