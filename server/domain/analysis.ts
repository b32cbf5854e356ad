/** The arithmetic of the analysis: weeks, trends, who is at risk and what would help. Integers throughout; no clock, no SQL. */
import type { Trend } from "../../shared/api/analysis.ts";
import {
  type AttendanceShare,
  attendanceShare,
  NO_COUNTS,
  type SharePolicy,
  type StatusCounts,
} from "../../shared/attendance-share.ts";
import { addDays, daysBetween, mondayOf } from "../../shared/dates.ts";

/** A trend is drawn through this many of the course's latest weeks. */
export const TREND_WEEKS = 6;
/** Less than this says nothing of a direction. */
const LEAST_WEEKS = 3;
const LEAST_MEETINGS = 4;
/** Falling: at least so many percentage points a week … */
export const FALLING_POINTS = 5;
/** … and at least two whole meetings lost, in hundredths: one bad day is no trend. */
export const FALLING_LOST = 200;

export const addCounts = (a: StatusCounts, b: StatusCounts): StatusCounts => ({
  present: a.present + b.present,
  late: a.late + b.late,
  excused: a.excused + b.excused,
  absent: a.absent + b.absent,
});
export const sumCounts = (all: readonly StatusCounts[]): StatusCounts => all.reduce(addCounts, NO_COUNTS);
export const countOf = ({ present, late, excused, absent }: StatusCounts): number =>
  present + late + excused + absent;

/** The share of several parts, each computed by its own course's policy. */
export function sumShares(parts: readonly AttendanceShare[]): AttendanceShare {
  const earned = parts.reduce((sum, part) => sum + part.earned, 0);
  const of = parts.reduce((sum, part) => sum + part.of, 0);
  return { earned, of, basisPoints: of === 0 ? null : Math.floor((200 * earned + of) / (2 * of)) };
}

/** Of those who came, who were not late: basis points, rounded half up; null when nobody came. */
export function onTimeShare({ present, late }: StatusCounts): number | null {
  const came = present + late;
  return came === 0 ? null : Math.floor((20_000 * present + came) / (2 * came));
}

/** The ISO 8601 week of a date: "2026-W47". A week belongs to the year of its Thursday. */
export function isoWeekOf(date: string): string {
  const monday = mondayOf(date);
  const year = addDays(monday, 3).slice(0, 4);
  const first = mondayOf(`${year}-01-04`);
  return `${year}-W${String(daysBetween(first, monday) / 7 + 1).padStart(2, "0")}`;
}

/** Whether a share, as it is shown, is below what a course requires. Without meetings it is not. */
export const isBelow = (share: AttendanceShare, requiredPct: number): boolean =>
  share.basisPoints !== null && share.basisPoints < 100 * requiredPct;

/**
 * How many meetings, attended without a miss, bring a share to what is required:
 * the least k with (earned + 100 k) ÷ (of + k) ≥ required, to the hundredth of a percent.
 * @returns null where no number of meetings does: everything was required, and something is lost
 */
export function neededToReach(share: AttendanceShare, requiredPct: number): number | null {
  if (!isBelow(share, requiredPct)) return 0;
  if (requiredPct >= 100) return null;
  const { earned, of } = share;
  return Math.ceil((200 * requiredPct * of - 200 * earned - of) / (20_001 - 200 * requiredPct));
}

/** What a student's meetings of one week came to. */
export interface StudentWeek {
  /** the date of its Monday */
  readonly monday: string;
  readonly counts: StatusCounts;
}

/**
 * The line of least squares through a student's meetings, with the number of the week as x and what was earned as y:
 * slope = (n·Σx·e − Σx·Σe) ÷ (n·Σx² − (Σx)²), each sum over meetings. Weeks without meetings that count leave a gap.
 * @param weeks in order of time
 */
export function trendOf(weeks: readonly StudentWeek[], policy: SharePolicy): Trend {
  const points = weeks
    .map(({ monday, counts }) => ({ monday, ...attendanceShare(counts, policy) }))
    .filter(({ of }) => of > 0);
  const first = points[0]?.monday ?? "";
  const sums = { n: 0, x: 0, e: 0, xx: 0, xe: 0 };
  for (const { monday, earned, of } of points) {
    const x = daysBetween(first, monday) / 7;
    sums.n += of;
    sums.x += of * x;
    sums.e += earned;
    sums.xx += of * x * x;
    sums.xe += x * earned;
  }
  const rise = sums.n * sums.xe - sums.x * sums.e;
  const run = sums.n * sums.xx - sums.x * sums.x;
  const lost = 100 * sums.n - sums.e;
  const enough = points.length >= LEAST_WEEKS && sums.n >= LEAST_MEETINGS;
  return {
    weeks: points.map(({ monday, earned, of }) => ({ week: isoWeekOf(monday), earned, of })),
    slope: enough ? Math.round((100 * rise) / run) + 0 : null,
    lost,
    falling: enough && rise <= -FALLING_POINTS * run && lost >= FALLING_LOST,
  };
}
