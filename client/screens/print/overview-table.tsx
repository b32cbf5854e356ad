import { type Report, ReportCell } from "../../../shared/api/reports.ts";
import { TableFrame } from "../../components/table-frame.tsx";
import { messages } from "../../i18n/i18n.ts";
import { zoned } from "../reports/zoned.ts";

const cellsOf = (text: string): ReportCell[] =>
  [...text].flatMap((letter) => ReportCell.options.find((cell) => cell === letter) ?? []);

/** meetings side by side: more do not fit across a page */
const ACROSS = 16;

/** Students down, meetings across, a letter in each cell. */
export function OverviewTable({ report }: { report: Report }) {
  const { printed: t, columns } = messages.value.reports;
  const at = zoned(report.timeZone);
  if (report.meetings.length === 0 || report.students.length === 0) return null;
  const starts = Array.from({ length: Math.ceil(report.meetings.length / ACROSS) }, (_, i) => i * ACROSS);
  return (
    <section class="stack">
      <h2>{t.overview}</h2>
      <p class="muted small">
        {ReportCell.options.map((cell) => `${t.letters[cell]} ${t.cells[cell]}`).join(" · ")}
      </p>
      {starts.map((from) => (
        <TableFrame key={from} label={t.overview}>
          <table class="table overview-table">
            <thead>
              <tr>
                <th scope="col">{columns.student}</th>
                {report.meetings.slice(from, from + ACROSS).map((meeting, i) => (
                  <th key={from + i} scope="col" class="letter">
                    {at.short(meeting.startsAt)}
                    <span class="block">{at.year(meeting.startsAt)}</span>
                    <span class="block">{at.time(meeting.startsAt)}</span>
                    <span class="block">{at.time(meeting.endsAt)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {report.students.map((student) => (
                <tr key={student.id}>
                  <th scope="row">{student.name}</th>
                  {cellsOf(student.cells.slice(from, from + ACROSS)).map((cell, i) => (
                    <td key={from + i} class="letter" data-cell={cell}>
                      <span aria-hidden="true">{t.letters[cell]}</span>
                      <span class="hidden-text">{t.cells[cell]}</span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ))}
    </section>
  );
}
