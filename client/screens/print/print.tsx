import { useSignal } from "@preact/signals";
import * as v from "valibot";
import { LARGE_REPORT_CELLS, type Report, ReportQuery } from "../../../shared/api/reports.ts";
import { api } from "../../api.ts";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PrintBar } from "../../components/print-bar.tsx";
import { place } from "../../components/router.tsx";
import { useLoad } from "../../components/use-load.ts";
import { useTitle } from "../../components/use-title.ts";
import { messages } from "../../i18n/i18n.ts";
import { Figures, SummaryTable } from "../reports/summary.tsx";
import { zoned } from "../reports/zoned.ts";
import type { ScreenProps } from "../routes.ts";
import { MarksTable } from "./marks-table.tsx";
import { MeetingsTable } from "./meetings-table.tsx";
import { OverviewTable } from "./overview-table.tsx";
import "../../styles/reports.css";
import "../../styles/print.css";

/** A report as it goes on paper: everything on one page, without the app around it. */
export function PrintReport({ params }: ScreenProps) {
  const courseId = params["id"] ?? "";
  const t = messages.value.reports.printed;
  useTitle(t.title);
  const asked = v.safeParse(ReportQuery, Object.fromEntries(place.value.query));
  const key = place.value.query.toString();
  const report = useLoad(
    async (signal) => (asked.success ? api.reports.get(courseId, asked.output, { signal }) : null),
    [courseId, key],
  );
  const back = place.value.path.startsWith("/record")
    ? `/record/report?course=${courseId}`
    : `/courses/${courseId}?tab=reports`;
  return (
    <main class="print-page" id="main">
      <PrintBar back={{ href: back, label: t.back }} print={t.print} />
      {asked.success ? (
        <Loadable from={report}>
          {(data) => data && <Sheets courseId={courseId} query={asked.output} report={data} />}
        </Loadable>
      ) : (
        <>
          <h1>{t.title}</h1>
          <Note tone="look">{messages.value.reports.until.error}</Note>
        </>
      )}
    </main>
  );
}

function Sheets(props: { courseId: string; query: ReportQuery; report: Report }) {
  const { courseId, query, report } = props;
  const { printed: t, figures, of } = messages.value.reports;
  const all = useSignal(false);
  const marks = useLoad(
    async (signal) => (all.value ? api.reports.marks(courseId, query, { signal }) : null),
    [all.value],
  );
  const at = zoned(report.timeZone);
  const day = (date: string) =>
    zoned("UTC")
      .stamp(`${date}T00:00:00Z`)
      .replace(/, 00:00$/, "");
  const facts: [string, string][] = [
    [t.of, report.scope.kind === "course" ? of.course : report.scope.name],
    [t.range, `${day(report.from)} – ${day(report.until)}`],
    [t.teachers, report.course.teachers.join(", ")],
    [t.required, `${report.policy.requiredPct} %`],
    [t.timeZone, report.timeZone],
    [figures.data, report.dataAt === null ? figures.noData : at.stamp(report.dataAt)],
  ];
  const small = report.students.length * report.meetings.length <= LARGE_REPORT_CELLS;
  return (
    <div class="stack stack-l">
      <header class="print-head">
        <p class="print-kind">{t.title}</p>
        <h1>{[report.course.name, report.course.code].filter(Boolean).join(" · ")}</h1>
        <dl class="print-facts">
          {facts.map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </header>
      <Figures report={report} />
      <SummaryTable report={report} />
      <MeetingsTable report={report} />
      <OverviewTable report={report} />
      {small && (
        <section class="stack">
          <label class="row no-print">
            <input
              type="checkbox"
              checked={all.value}
              onChange={(event) => (all.value = event.currentTarget.checked)}
            />
            {t.withDetail}
          </label>
          {marks.error.value !== null && <ProblemNote error={marks.error.value} onRetry={marks.reload} />}
          {all.value && marks.data.value && <MarksTable report={report} marks={marks.data.value} />}
        </section>
      )}
    </div>
  );
}
