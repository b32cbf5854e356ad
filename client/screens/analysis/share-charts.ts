/** Charts of shares: by week, by hour, of groups, of terms. Pure: from the reply to what is drawn, said and tabled. */
import type { AnalysedGroup, HourTally, Share, TermTally, WeekTally } from "../../../shared/api/analysis.ts";
import type { StatusCounts } from "../../../shared/attendance-share.ts";
import type { ChartSpec } from "../../components/chart/spec.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { count, extremes, height, hourName, percent, shareOf, shortDate, weekNumber } from "./figures.ts";

/** What every chart of one screen has in common. */
export interface ChartContext {
  readonly source: string;
  /** percent; null where several courses require different shares */
  readonly requiredPct: number | null;
}

interface Place {
  /** below the axis */
  readonly label: string;
  /** in the table and when it is said */
  readonly name: string;
  readonly counts: StatusCounts;
  readonly share: Share;
  /** further cells of its row, after the share */
  readonly cells?: readonly string[];
}

const isLow = ({ basisPoints }: Share, requiredPct: number | null) =>
  requiredPct !== null && basisPoints !== null && basisPoints < 100 * requiredPct;

/** One share a place, with its numbers behind it. */
function shareChart(
  of: Pick<ChartSpec, "key" | "title" | "summary" | "kind" | "wide"> & {
    readonly first: string;
    readonly columns?: readonly string[];
    readonly axis?: string;
  },
  places: readonly Place[],
  { source, requiredPct }: ChartContext,
): ChartSpec {
  const t = analysisTexts.value;
  const { status } = t;
  const { first, columns = [], axis = "", ...about } = of;
  return {
    ...about,
    unit: "percent",
    labels: places.map(({ label }) => label),
    series: [{ label: t.share, tone: "pen", values: places.map(({ share }) => height(share)) }],
    axes: { x: axis, y: "" },
    ...(requiredPct !== null && {
      limit: { value: requiredPct, label: t.required(percent(100 * requiredPct)) },
    }),
    marked: places.map(({ share }) => isLow(share, requiredPct)),
    markedLabel: t.belowRequired,
    points: places.map(({ name, share, counts: { present, late } }) =>
      [
        `${name}: ${shareOf(share)}`,
        `${count(present + late)} ${t.ofMeetings(share.of)}`,
        isLow(share, requiredPct) ? t.belowRequired : "",
      ]
        .filter(Boolean)
        .join(", "),
    ),
    columns: [first, t.share, ...columns, status.present, status.late, status.excused, status.absent],
    rows: places.map(({ name, share, counts: { present, late, excused, absent }, cells = [] }) => [
      name,
      shareOf(share, 2),
      ...cells,
      ...[present, late, excused, absent].map(count),
    ]),
    source,
  };
}

export function weekChart(weeks: readonly WeekTally[], context: ChartContext): ChartSpec {
  const t = analysisTexts.value;
  const found = extremes(weeks);
  const [low, high] = found ?? [];
  const summary =
    low && high
      ? weeks.length === 1
        ? t.weeks.one(weekNumber(low.week), shareOf(low.share))
        : t.weeks.summary(
            weekNumber(low.week),
            shareOf(low.share),
            weekNumber(high.week),
            shareOf(high.share),
          )
      : t.emptyTitle;
  const places = weeks.map(({ week, startsOn, counts, share, meetings }) => ({
    label: t.weekShort(weekNumber(week)),
    name: t.weekFrom(weekNumber(week), shortDate(startsOn)),
    counts,
    share,
    cells: [count(meetings)],
  }));
  return shareChart(
    {
      key: "weeks",
      title: t.weeks.title,
      summary,
      kind: "line",
      wide: true,
      first: t.week("").trim(),
      columns: [t.all.meetings],
    },
    places,
    context,
  );
}

export function hourChart(hours: readonly HourTally[], context: ChartContext): ChartSpec {
  const t = analysisTexts.value;
  const [low, high] = extremes(hours) ?? [];
  const summary =
    low && high
      ? hours.length === 1
        ? t.hours.one(hourName(low), shareOf(low.share))
        : t.hours.summary(hourName(low), shareOf(low.share), hourName(high), shareOf(high.share))
      : t.emptyTitle;
  const places = hours.map((hour) => ({
    label: hourName(hour),
    name: `${t.weekdays[hour.weekday - 1] ?? ""} ${hour.time}`,
    counts: hour.counts,
    share: hour.share,
    cells: [count(hour.meetings)],
  }));
  return shareChart(
    {
      key: "hours",
      title: t.hours.title,
      summary,
      kind: "bars",
      first: t.hours.hour,
      columns: [t.all.meetings],
    },
    places,
    context,
  );
}

export function groupChart(groups: readonly AnalysedGroup[], context: ChartContext): ChartSpec {
  const t = analysisTexts.value;
  const named = groups.map((group) => ({ ...group, shown: group.name ?? t.groups.none }));
  const [low, high] = extremes(named) ?? [];
  const summary =
    low && high
      ? t.groups.summary(low.shown, shareOf(low.share), high.shown, shareOf(high.share))
      : t.emptyTitle;
  const places = named.map(({ shown, counts, share, students, atRisk }) => ({
    label: shown,
    name: shown,
    counts,
    share,
    cells: [count(students), count(atRisk)],
  }));
  return shareChart(
    {
      key: "groups",
      title: t.groups.title,
      summary,
      kind: "bars",
      first: t.groups.group,
      columns: [t.all.students, t.groups.atRisk],
    },
    places,
    context,
  );
}

/** Terms beside each other: of one course, or of all of one's courses. */
export function termChart(
  terms: readonly (Pick<TermTally, "counts" | "share" | "meetings"> & {
    readonly name: string | null;
    readonly courses?: number;
  })[],
  title: string,
  context: ChartContext,
): ChartSpec {
  const t = analysisTexts.value;
  const named = terms.map((term) => ({ ...term, shown: term.name ?? t.terms.none }));
  const [low, high] = extremes(named) ?? [];
  const summary =
    low && high
      ? t.terms.summary(low.shown, shareOf(low.share), high.shown, shareOf(high.share))
      : t.emptyTitle;
  const withCourses = terms.some(({ courses }) => courses !== undefined);
  const places = named.map(({ shown, counts, share, meetings, courses }) => ({
    label: shown,
    name: shown,
    counts,
    share,
    cells: [count(meetings), ...(withCourses ? [count(courses ?? 0)] : [])],
  }));
  return shareChart(
    {
      key: "terms",
      title,
      summary,
      kind: "bars",
      first: t.terms.term,
      columns: [t.all.meetings, ...(withCourses ? [t.terms.courses] : [])],
    },
    places,
    context,
  );
}
