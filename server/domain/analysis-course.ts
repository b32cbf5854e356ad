import type {
  AnalysedGroup,
  AnalysedStudent,
  CourseAnalysis,
  HourTally,
  WeekTally,
} from "../../shared/api/analysis.ts";
import type { CoursePolicy } from "../../shared/api/course.ts";
import {
  attendanceShare,
  DEFAULT_SHARE,
  type SharePolicy,
  type StatusCounts,
} from "../../shared/attendance-share.ts";

import { countOf, isBelow, isoWeekOf, neededToReach, onTimeShare, sumCounts, trendOf } from "./analysis.ts";
import type { CourseFacts, CourseOfTerm } from "./analysis-facts.ts";

export const DEFAULT_REQUIRED_PCT = 75;
export const sharePolicyOf = (policy: CoursePolicy): SharePolicy => policy.share ?? DEFAULT_SHARE;
export const requiredPctOf = (policy: CoursePolicy): number => policy.requiredPct ?? DEFAULT_REQUIRED_PCT;

/** The four counts of a row, and nothing else of it. */
export const countsOf = ({ present, late, excused, absent }: StatusCounts): StatusCounts => ({
  present,
  late,
  excused,
  absent,
});

const grouped = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const known = groups.get(key(row));
    if (known) known.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
};

const tallyOf = (rows: readonly StatusCounts[], policy: SharePolicy) => {
  const counts = sumCounts(rows);
  return { meetings: rows.length, counts, share: attendanceShare(counts, policy) };
};

/** By week, the earliest first. */
function weeksOf(meetings: CourseFacts["meetings"], policy: SharePolicy): WeekTally[] {
  const weeks = grouped(meetings, ({ monday }) => monday);
  return [...weeks].map(([monday, rows]) =>
    Object.assign({ week: isoWeekOf(monday), startsOn: monday }, tallyOf(rows, policy)),
  );
}

/** By weekday and time of the start, in the order of a week. */
function hoursOf(meetings: CourseFacts["meetings"], policy: SharePolicy): HourTally[] {
  const hours = grouped(meetings, ({ weekday, time }) => `${weekday} ${time}`);
  return [...hours]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]) => {
      const [first] = rows;
      return first ? [{ weekday: first.weekday, time: first.time, ...tallyOf(rows, policy) }] : [];
    });
}

/** Students, those at risk first: below what is required, then falling; the lowest share first. */
function studentsOf(facts: CourseFacts, rules: CoursePolicy): AnalysedStudent[] {
  const policy = sharePolicyOf(rules);
  const required = requiredPctOf(rules);
  const weeks = grouped(facts.weeks, ({ userId }) => userId);
  const unsettled = grouped(facts.unsettled, ({ userId }) => userId);
  const planned = (groupId: string | null) =>
    facts.planned
      .filter((of) => of.groupId === null || of.groupId === groupId)
      .reduce((sum, of) => sum + of.meetings, 0);
  const students = facts.students.map((row): AnalysedStudent => {
    const counts = countsOf(row);
    const share = attendanceShare(counts, policy);
    const open = unsettled.get(row.userId)?.length ?? 0;
    const own = weeks.get(row.userId) ?? [];
    return {
      userId: row.userId,
      name: row.name,
      studentNumber: row.studentNumber,
      groupId: row.groupId,
      counts,
      share,
      unsettled: open,
      notApplicable: Math.max(0, facts.meetings.length - countOf(counts) - open),
      trend: trendOf(
        own.map((week) => ({ monday: week.monday, counts: countsOf(week) })),
        policy,
      ),
      below: isBelow(share, required),
      needed: neededToReach(share, required),
      remaining: planned(row.groupId),
    };
  });
  const rank = ({ below, trend }: AnalysedStudent) => (below ? 0 : trend.falling ? 1 : 2);
  const share = ({ share: { basisPoints } }: AnalysedStudent) => basisPoints ?? 10_001;
  return students.toSorted((a, b) => rank(a) - rank(b) || share(a) - share(b));
}

const atRisk = ({ below, trend }: AnalysedStudent) => below || trend.falling;

function groupsOf(facts: CourseFacts, students: readonly AnalysedStudent[], policy: SharePolicy) {
  if (facts.groups.length === 0) return [];
  const parts: { id: string | null; name: string | null }[] = [...facts.groups];
  if (students.some(({ groupId }) => groupId === null)) parts.push({ id: null, name: null });
  return parts.map(({ id, name }): AnalysedGroup => {
    const members = students.filter(({ groupId }) => groupId === id);
    const counts = sumCounts(members.map((member) => member.counts));
    return {
      groupId: id,
      name,
      students: members.length,
      atRisk: members.filter(atRisk).length,
      counts,
      share: attendanceShare(counts, policy),
    };
  });
}

/** The picture of a course, from what the database says of it. */
export function analyseCourse(
  about: {
    id: string;
    name: string;
    rules: CoursePolicy;
    timeZone: string;
    at: Date;
  },
  facts: CourseFacts,
  terms: readonly CourseOfTerm[],
): CourseAnalysis {
  const policy = sharePolicyOf(about.rules);
  const students = studentsOf(facts, about.rules);
  const total = tallyOf(facts.meetings, policy);
  const unsettled = grouped(facts.unsettled, ({ meetingId }) => meetingId);
  const known = facts.arrivals.reduce((sum, arrival) => sum + arrival.students, 0);
  return {
    courseId: about.id,
    name: about.name,
    at: about.at.toISOString(),
    timeZone: about.timeZone,
    policy,
    requiredPct: requiredPctOf(about.rules),
    total: { ...total, unsettled: facts.unsettled.length, students: students.length },
    meetings: facts.meetings.map((row) => ({
      id: row.id,
      title: row.title,
      startsAt: new Date(row.startsMs).toISOString(),
      week: isoWeekOf(row.monday),
      weekday: row.weekday,
      time: row.time,
      groupId: row.groupId,
      counts: countsOf(row),
      unsettled: unsettled.get(row.id)?.length ?? 0,
      share: attendanceShare(countsOf(row), policy),
    })),
    weeks: weeksOf(facts.meetings, policy),
    hours: hoursOf(facts.meetings, policy),
    students,
    groups: groupsOf(facts, students, policy),
    arrivals: {
      minutes: [...facts.arrivals],
      unknown: Math.max(0, total.counts.present + total.counts.late - known),
      onTime: onTimeShare(total.counts),
    },
    terms: terms.map((row) => ({
      courseId: row.courseId,
      termName: row.termName,
      startsOn: row.startsOn,
      meetings: row.meetings,
      counts: countsOf(row),
      share: attendanceShare(countsOf(row), sharePolicyOf(row.policy)),
    })),
  };
}
