import type { Report, ReportMark } from "../../../shared/api/reports.ts";
import { TableFrame } from "../../components/table-frame.tsx";
import { messages } from "../../i18n/i18n.ts";
import { zoned } from "../reports/zoned.ts";

/** A row for each student at each meeting, with where it comes from. */
export function MarksTable({ report, marks }: { report: Report; marks: readonly ReportMark[] }) {
  const { printed: t, columns } = messages.value.reports;
  const at = zoned(report.timeZone);
  return (
    <>
      <h2>{t.detail}</h2>
      <TableFrame label={t.detail}>
        <table class="table table-cards report-table">
          <thead>
            <tr>
              <th scope="col">{columns.student}</th>
              {[t.start, t.status, t.source, t.by, t.reason, t.evidence, t.arrived].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {marks.map((mark) => {
              const meeting = report.meetings[mark.meeting];
              return (
                <tr key={`${mark.student} ${mark.meeting}`}>
                  <th scope="row">{report.students[mark.student]?.name}</th>
                  <td data-label={t.start}>{meeting && at.span(meeting.startsAt, meeting.endsAt)}</td>
                  <td data-label={t.status}>{t.cells[mark.cell]}</td>
                  <td data-label={t.source}>{mark.source && t.sources[mark.source]}</td>
                  <td data-label={t.by}>{mark.by}</td>
                  <td data-label={t.reason} class="break">
                    {mark.cell === "x" ? meeting?.cancelReason : mark.reason}
                  </td>
                  <td data-label={t.evidence}>{mark.grade}</td>
                  <td data-label={t.arrived}>{mark.arrivedAt && at.stamp(mark.arrivedAt)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}
