/** Charts that count: statuses by meeting, students by their share, arrivals by minute. Pure, as share-charts.ts. */
import type { CourseAnalysis } from "../../../shared/api/analysis.ts";
import type { ChartSpec } from "../../components/chart/spec.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { count, dayIn, extremes, percent, shareOf, shortDate } from "./figures.ts";
import type { ChartContext } from "./share-charts.ts";

const STATUSES = ["present", "late", "excused", "absent"] as const;

export function meetingChart({ meetings, timeZone }: CourseAnalysis, { source }: ChartContext): ChartSpec {
  const t = analysisTexts.value;
  const [low] = extremes(meetings) ?? [];
  return {
    key: "meetings",
    title: t.byMeeting.title,
    summary: low ? t.byMeeting.summary(dayIn(low.startsAt, timeZone), shareOf(low.share)) : t.emptyTitle,
    kind: "stack",
    unit: "count",
    labels: meetings.map(({ startsAt }) =>
      shortDate(new Intl.DateTimeFormat("sv-SE", { timeZone }).format(new Date(startsAt))),
    ),
    series: STATUSES.map((status) => ({
      label: t.status[status],
      tone: status,
      values: meetings.map(({ counts }) => counts[status]),
    })),
    axes: { x: "", y: t.all.students },
    points: meetings.map(
      ({ startsAt, counts, share }) =>
        `${dayIn(startsAt, timeZone)}: ${shareOf(share)}; ${STATUSES.map((status) => `${t.status[status]} ${count(counts[status])}`).join(", ")}`,
    ),
    columns: [
      t.byMeeting.meeting,
      t.share,
      ...STATUSES.map((status) => t.status[status]),
      t.byMeeting.unsettled,
    ],
    rows: meetings.map(({ startsAt, title, counts, share, unsettled }) => [
      [dayIn(startsAt, timeZone), title].filter(Boolean).join(" · "),
      shareOf(share, 2),
      ...STATUSES.map((status) => count(counts[status])),
      count(unsettled),
    ]),
    source,
  };
}

const BINS = 10;
const BIN_POINTS = 10_000 / BINS;

/** Students in ten bins of ten percent; the last one holds 100 %, too. */
export function spreadChart(
  { students, requiredPct }: Pick<CourseAnalysis, "students" | "requiredPct">,
  { source }: ChartContext,
): ChartSpec {
  const t = analysisTexts.value;
  const shares = students.flatMap(({ share: { basisPoints } }) =>
    basisPoints === null ? [] : [basisPoints],
  );
  const bins = Array.from({ length: BINS }, (_, bin) => ({
    from: bin * BIN_POINTS,
    students: shares.filter((share) => Math.min(BINS - 1, Math.floor(share / BIN_POINTS)) === bin).length,
  }));
  const name = (from: number) => t.spread.bin(count(from / 100), count((from + BIN_POINTS) / 100));
  const below = students.filter((student) => student.below).length;
  return {
    key: "spread",
    title: t.spread.title,
    summary: t.spread.summary(below, shares.length, percent(100 * requiredPct)),
    kind: "bars",
    unit: "count",
    labels: bins.map(({ from }) => name(from)),
    series: [{ label: t.spread.students, tone: "pen", values: bins.map((bin) => bin.students) }],
    axes: { x: t.spread.x, y: t.spread.students },
    // a bin that the limit runs through is not wholly below it
    marked: bins.map(({ from }) => from + BIN_POINTS <= 100 * requiredPct),
    markedLabel: t.belowRequired,
    points: bins.map((bin) => `${name(bin.from)}: ${t.students(bin.students)}`),
    columns: [t.spread.x, t.spread.students],
    rows: bins.map((bin) => [name(bin.from), count(bin.students)]),
    source,
  };
}

const STEP_MIN = 5;
const LAST_MIN = 60;

/** Arrivals in steps of five minutes; all before the start in one, and all from an hour on in one. */
export function arrivalChart(
  { arrivals }: Pick<CourseAnalysis, "arrivals">,
  { source }: ChartContext,
): ChartSpec {
  const t = analysisTexts.value;
  const steps = Array.from({ length: LAST_MIN / STEP_MIN + 2 }, (_, step) => {
    const from = (step - 1) * STEP_MIN;
    const within = (minute: number) =>
      Math.min(LAST_MIN, Math.max(-STEP_MIN, Math.floor(minute / STEP_MIN) * STEP_MIN)) === from;
    const students = arrivals.minutes
      .filter(({ minute }) => within(minute))
      .reduce((sum, arrival) => sum + arrival.students, 0);
    return { from, students };
  });
  const name = (from: number) =>
    from < 0
      ? t.arrivals.before
      : from === LAST_MIN
        ? t.arrivals.from(count(from))
        : t.arrivals.bin(count(from), count(from + STEP_MIN - 1));
  const lastUsed = steps.findLastIndex(({ students }) => students > 0);
  const shown = steps.slice(0, Math.max(5, lastUsed + 1));
  const summary = [
    arrivals.onTime === null ? t.emptyTitle : t.arrivals.summary(percent(arrivals.onTime)),
    arrivals.unknown > 0 ? t.arrivals.unknown(arrivals.unknown) : "",
  ];
  return {
    key: "arrivals",
    title: t.arrivals.title,
    summary: summary.filter(Boolean).join(" "),
    kind: "bars",
    unit: "count",
    labels: shown.map(({ from }) => name(from)),
    series: [{ label: t.arrivals.arrivals, tone: "pen", values: shown.map(({ students }) => students) }],
    axes: { x: t.arrivals.x, y: t.arrivals.arrivals },
    points: shown.map(({ from, students }) =>
      from < 0 ? t.arrivals.pointBefore(count(students)) : t.arrivals.point(name(from), count(students)),
    ),
    columns: [t.arrivals.x, t.arrivals.arrivals],
    rows: shown.map(({ from, students }) => [name(from), count(students)]),
    source,
  };
}
