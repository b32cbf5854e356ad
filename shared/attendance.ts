import * as v from "valibot";

/** What rules and teacher give to one student at one meeting; "expected" while nothing is decided yet. */
export const AttendanceStatus = v.picklist(["present", "late", "excused", "absent", "expected"]);
export type AttendanceStatus = v.InferOutput<typeof AttendanceStatus>;
