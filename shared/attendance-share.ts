import * as v from "valibot";

/** How a course counts towards the share of attendance. */
export const SharePolicy = v.strictObject({
  /** a late arrival counts this much of a presence, in percent */
  lateWeightPct: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100)),
  /** an excused absence: as if the meeting had not been, as a presence, or as an absence */
  excused: v.picklist(["left_out", "present", "absent"]),
});
export type SharePolicy = v.InferOutput<typeof SharePolicy>;
export const DEFAULT_SHARE: SharePolicy = { lateWeightPct: 100, excused: "left_out" };
/** Students below this share are at risk where the course has no rule of its own, in percent. */
export const DEFAULT_REQUIRED_PCT = 75;

/** How many of a student's meetings, closed and not cancelled, have which status. A meeting without one does not count. */
export interface StatusCounts {
  readonly present: number;
  readonly late: number;
  readonly excused: number;
  readonly absent: number;
}
export const NO_COUNTS: StatusCounts = { present: 0, late: 0, excused: 0, absent: 0 };

/** The share of attendance with the numbers it is made of, to be shown with it. */
export interface AttendanceShare {
  /** hundredths of a meeting: 100 for each presence, `lateWeightPct` for each late arrival */
  readonly earned: number;
  /** meetings that count */
  readonly of: number;
  /** hundredths of a percent, rounded half up; null when no meeting counts */
  readonly basisPoints: number | null;
}

/** The one arithmetic of attendance: (present + late × weight [+ excused]) ÷ meetings that count, in integers. */
export function attendanceShare(counts: StatusCounts, policy: SharePolicy = DEFAULT_SHARE): AttendanceShare {
  const { present, late, excused, absent } = counts;
  const earned =
    100 * present + policy.lateWeightPct * late + (policy.excused === "present" ? 100 * excused : 0);
  const of = present + late + absent + (policy.excused === "left_out" ? 0 : excused);
  return { earned, of, basisPoints: of === 0 ? null : Math.floor((200 * earned + of) / (2 * of)) };
}
