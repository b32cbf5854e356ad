import type { Overview, OverviewCourse, TermTally } from "../../shared/api/analysis.ts";
import { attendanceShare, type SharePolicy, type StatusCounts } from "../../shared/attendance-share.ts";
import { isoWeekOf, onTimeShare, sumCounts, sumShares } from "./analysis.ts";
import { countsOf, requiredPctOf, sharePolicyOf } from "./analysis-course.ts";
import type { HeldOfCourse, OverviewCourseRow, TermFacts, TermRow } from "./analysis-facts.ts";

/**
 * The term that is shown when none was asked for: the one of `today` (the university's date), between terms the one before,
 * before the first one the first; null where there is none or no course is in any.
 */
export function termOfToday(terms: readonly TermRow[], today: string): TermRow | null {
  const begun = terms.filter(({ startsOn }) => startsOn <= today);
  const latest = (of: readonly TermRow[]) => of.toSorted((a, b) => (a.startsOn < b.startsOn ? 1 : -1))[0];
  return latest(begun.filter(({ endsOn }) => today <= endsOn)) ?? latest(begun) ?? terms.at(-1) ?? null;
}

/** Courses' share policies, each once, and which of them each course has. */
export function policiesOf(courses: readonly OverviewCourseRow[]) {
  const policies: SharePolicy[] = [];
  const places = courses.map((course) => {
    const own = sharePolicyOf(course.policy);
    const at = policies.findIndex(
      (known) => known.lateWeightPct === own.lateWeightPct && known.excused === own.excused,
    );
    return at === -1 ? policies.push(own) - 1 : at;
  });
  return { policies, places };
}

type Tallied = HeldOfCourse & { policy: SharePolicy };
/** Marks of several courses: counts added up, shares by each one's own policy. */
const tallyOf = (rows: readonly Tallied[]) => ({
  meetings: rows.reduce((sum, row) => sum + row.meetings, 0),
  counts: sumCounts(rows.map(countsOf)),
  share: sumShares(rows.map((row) => attendanceShare(countsOf(row), row.policy))),
});

function byKey<T>(rows: readonly T[], key: (row: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const known = found.get(key(row));
    if (known) known.push(row);
    else found.set(key(row), [row]);
  }
  return [...found];
}

/** What is left of a course without its latest week. */
const before = (of: HeldOfCourse, latest: StatusCounts): StatusCounts => ({
  present: of.present - latest.present,
  late: of.late - latest.late,
  excused: of.excused - latest.excused,
  absent: of.absent - latest.absent,
});

function overviewCourse(
  course: OverviewCourseRow,
  held: TermFacts["courses"][number] | undefined,
  people: { students: number; atRisk: number } | undefined,
): OverviewCourse {
  const policy = sharePolicyOf(course.policy);
  return {
    id: course.id,
    name: course.name,
    code: course.code,
    requiredPct: requiredPctOf(course.policy),
    students: people?.students ?? 0,
    atRisk: people?.atRisk ?? 0,
    ...tallyOf(held ? [{ ...held, policy }] : []),
    latest: held
      ? {
          week: isoWeekOf(held.monday),
          share: attendanceShare(countsOf(held.latest), policy),
          before: attendanceShare(before(held, held.latest), policy),
        }
      : null,
  };
}

/** The picture of some courses, from what the database says of them. */
export function overviewOf(
  about: { at: Date; timeZone: string; terms: readonly TermRow[]; others: boolean; termId: string | null },
  courses: readonly OverviewCourseRow[],
  facts: TermFacts,
): Overview {
  const { policies } = policiesOf(courses);
  const withPolicy = <T extends { policy: number }>(row: T) => {
    const policy = policies[row.policy];
    return policy ? [Object.assign({ courseId: "" }, row, { policy })] : [];
  };
  const weeks = facts.weeks.flatMap(withPolicy);
  const heldOf = new Map(facts.courses.map((row) => [row.courseId, row]));
  const peopleOf = new Map(facts.students.map((row) => [row.courseId, row]));
  const hours = facts.hours.flatMap(withPolicy);
  const total = tallyOf(weeks);
  const shown = courses.map((course) =>
    overviewCourse(course, heldOf.get(course.id), peopleOf.get(course.id)),
  );
  const share = ({ share: { basisPoints } }: OverviewCourse) => basisPoints ?? 10_001;
  return {
    at: about.at.toISOString(),
    timeZone: about.timeZone,
    terms: about.terms.map(({ id, name, startsOn, endsOn }) => ({ id, name, startsOn, endsOn })),
    others: about.others,
    termId: about.termId,
    total: {
      ...total,
      courses: courses.length,
      places: facts.students.reduce((sum, row) => sum + row.students, 0),
      atRisk: facts.students.reduce((sum, row) => sum + row.atRisk, 0),
      onTime: onTimeShare(total.counts),
    },
    weeks: byKey(weeks, ({ monday }) => monday).map(([monday, rows]) =>
      Object.assign({ week: isoWeekOf(monday), startsOn: monday }, tallyOf(rows)),
    ),
    hours: byKey(hours, ({ weekday, hour }) => `${weekday} ${String(hour).padStart(2, "0")}:00`).map(
      ([key, rows]) => Object.assign({ weekday: Number(key.slice(0, 1)), time: key.slice(2) }, tallyOf(rows)),
    ),
    courses: shown.toSorted((a, b) => b.atRisk - a.atRisk || share(a) - share(b)),
  };
}

/** All terms with courses beside each other, the earliest first; courses of no term last. */
export function termTallies(
  terms: readonly TermRow[],
  courses: readonly OverviewCourseRow[],
  totals: readonly HeldOfCourse[],
): TermTally[] {
  const totalOf = new Map(totals.map((row) => [row.courseId, row]));
  const parts = [...terms.toReversed().map(({ id, name }) => ({ id, name })), { id: null, name: null }];
  return parts.flatMap(({ id, name }) => {
    const inTerm = courses.filter(({ termId }) => termId === id);
    if (inTerm.length === 0) return [];
    const rows = inTerm.flatMap((course) => {
      const row = totalOf.get(course.id);
      return row ? [{ ...row, policy: sharePolicyOf(course.policy) }] : [];
    });
    return [{ termId: id, name, courses: inTerm.length, ...tallyOf(rows) }];
  });
}
