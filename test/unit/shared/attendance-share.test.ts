import { expect, test } from "vitest";
import { attendanceShare, NO_COUNTS } from "../../../shared/attendance-share.ts";

test.each([
  ["nothing held yet", NO_COUNTS, undefined, null],
  ["always there", { ...NO_COUNTS, present: 7 }, undefined, 10_000],
  ["two of three", { ...NO_COUNTS, present: 2, absent: 1 }, undefined, 6667],
  ["one of three", { ...NO_COUNTS, present: 1, absent: 2 }, undefined, 3333],
  ["late counts whole by default", { ...NO_COUNTS, late: 1, absent: 1 }, undefined, 5000],
  ["late counts half", { ...NO_COUNTS, late: 1 }, { lateWeightPct: 50, excused: "left_out" }, 5000],
  [
    "an exact half of a hundredth rounds up",
    { ...NO_COUNTS, late: 1, absent: 7 },
    { lateWeightPct: 1, excused: "left_out" },
    13,
  ],
  ["excused is left out", { ...NO_COUNTS, present: 1, excused: 3 }, undefined, 10_000],
  ["excused alone: nothing counts", { ...NO_COUNTS, excused: 3 }, undefined, null],
  [
    "excused as present",
    { ...NO_COUNTS, excused: 1, absent: 1 },
    { lateWeightPct: 100, excused: "present" },
    5000,
  ],
  [
    "excused as absent",
    { ...NO_COUNTS, present: 1, excused: 1 },
    { lateWeightPct: 100, excused: "absent" },
    5000,
  ],
] as const)("%s", (_what, counts, policy, basisPoints) => {
  expect(attendanceShare(counts, policy).basisPoints).toBe(basisPoints);
});
