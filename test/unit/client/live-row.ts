import type { LiveRow } from "../../../shared/api/course.ts";

/** A student of whom nothing is known yet; `over` says more. */
export const liveRow = (over: Partial<LiveRow> = {}): LiveRow => ({
  userId: "u",
  name: "Ana",
  studentNumber: null,
  groupId: null,
  excuse: null,
  contested: false,
  status: "expected",
  source: null,
  reason: null,
  needsLook: false,
  words: [],
  checkIn: null,
  ...over,
});
