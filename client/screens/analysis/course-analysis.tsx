import { useMemo } from "preact/hooks";
import type { AnalysedStudent, CourseAnalysis } from "../../../shared/api/analysis.ts";
import { api } from "../../api.ts";
import { ChartFigure, ChartTable } from "../../components/chart/chart.tsx";
import { EmptyCard, Note } from "../../components/feedback.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PicturePeople } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { language } from "../../i18n/i18n.ts";
import "../../styles/chart.css";
import { arrivalChart, meetingChart, spreadChart } from "./count-charts.ts";
import { count, shareOf, signed, stampIn } from "./figures.ts";
import { courseItems, Glance } from "./glance.tsx";
import { RiskList } from "./risk-list.tsx";
import { groupChart, hourChart, termChart, weekChart } from "./share-charts.ts";

/** What the marks of a course amount to: first what a teacher wants to know, then the charts, then everybody. */
export function CourseAnalysisView({ courseId }: { courseId: string }) {
  const analysis = useLoad((signal) => api.courses.analysis(courseId, { signal }), [courseId]);
  return <Loadable from={analysis}>{(of) => <Picture of={of} />}</Loadable>;
}

function Picture({ of }: { of: CourseAnalysis }) {
  const t = analysisTexts.value;
  const charts = useMemo(() => chartsOf(of), [of, language.value]);
  if (of.total.meetings === 0) {
    return (
      <EmptyCard picture={<PicturePeople />} title={t.emptyTitle}>
        <p>{t.emptyText}</p>
      </EmptyCard>
    );
  }
  return (
    <div class="stack stack-l">
      <Glance items={courseItems(of)} />
      {of.total.unsettled > 0 && (
        <Note tone="look" title={t.glance.unsettled(of.total.unsettled)}>
          <p>{t.glance.unsettledText}</p>
        </Note>
      )}
      <RiskList of={of} />
      <section class="stack" aria-labelledby="charts">
        <h2 id="charts">{t.charts}</h2>
        <div class="chart-grid">
          {charts.map((spec) => (
            <ChartFigure key={spec.key} spec={spec} />
          ))}
        </div>
      </section>
      <div class="stack">
        <h2>{t.all.title}</h2>
        <ChartTable spec={everybody(of)} />
        <p class="muted small">{t.counted}</p>
      </div>
    </div>
  );
}

function chartsOf(of: CourseAnalysis) {
  const t = analysisTexts.value;
  const source = t.source(of.name, stampIn(of.at, of.timeZone), of.timeZone);
  const context = { source, requiredPct: of.requiredPct };
  const terms = of.terms.map(({ termName, ...term }) => Object.assign({ name: termName }, term));
  return [
    weekChart(of.weeks, context),
    hourChart(of.hours, context),
    meetingChart(of, context),
    spreadChart(of, context),
    arrivalChart(of, context),
    ...(of.groups.length > 0 ? [groupChart(of.groups, context)] : []),
    ...(terms.length > 0 ? [termChart(terms, t.terms.titleCourse, context)] : []),
  ];
}

/** Everybody in one table, by the order of risk. */
function everybody({ students, groups }: CourseAnalysis) {
  const t = analysisTexts.value;
  const { status } = t;
  const withGroups = groups.length > 0;
  const nameOf = new Map(groups.map(({ groupId, name }) => [groupId, name ?? "–"]));
  const row = (student: AnalysedStudent) => [
    student.name,
    ...(withGroups ? [nameOf.get(student.groupId) ?? "–"] : []),
    shareOf(student.share, 2),
    count(student.share.of),
    count(student.counts.present),
    count(student.counts.late),
    count(student.counts.excused),
    count(student.counts.absent),
    count(student.unsettled),
    count(student.notApplicable),
    student.trend.slope === null ? "–" : signed(student.trend.slope),
  ];
  return {
    title: t.all.title,
    summary: t.counted,
    columns: [
      t.all.name,
      ...(withGroups ? [t.all.group] : []),
      t.share,
      t.all.count,
      status.present,
      status.late,
      status.excused,
      status.absent,
      t.all.unsettled,
      t.all.notApplicable,
      t.all.trend,
    ],
    rows: students.map(row),
  };
}
