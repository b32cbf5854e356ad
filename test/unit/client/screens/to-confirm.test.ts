import { expect, test } from "vitest";
import { allToConfirm, toConfirm } from "../../../../client/screens/meeting/to-confirm.ts";
import type { LiveList, LiveRow } from "../../../../shared/api/course.ts";
import { liveRow } from "../live-row.ts";

const START = "2026-11-23T09:00:00.000Z";
const at = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();
const checkIn: NonNullable<LiveRow["checkIn"]> = {
  h: "h",
  st: "review",
  code: "to_confirm",
  grade: "E1",
  capturedAt: at(3),
  receivedAt: at(4),
  sampled: false,
  carrier: null,
};
const row = (over: Partial<LiveRow> = {}) => liveRow({ needsLook: true, checkIn, ...over });
const list = (rows: LiveRow[], over: Partial<LiveList> = {}): LiveList => ({
  meeting: {
    id: "m",
    courseId: "c",
    courseName: "Algebra",
    title: null,
    startsAt: START,
    endsAt: at(60),
    openedAt: START,
    closedAt: null,
    state: "open",
  },
  rows,
  groups: [],
  rules: { lateAfterMin: 10, absentAfterMin: 30, closeAfterMin: 15 },
  headCount: null,
  lockedOn: null,
  ...over,
});
const word = (id: string, status: "present" | "absent") => ({
  id,
  status,
  reason: null,
  at: START,
  by: null,
});

test.each<[string, LiveRow, Partial<LiveList>, "present" | "late" | null]>([
  ["a check-in without a face as present", row(), {}, "present"],
  ["one after the course's minute as late", row({ checkIn: { ...checkIn, capturedAt: at(10) } }), {}, "late"],
  [
    "none that the rules call too late: that is looked at",
    row({ checkIn: { ...checkIn, capturedAt: at(30) } }),
    {},
    null,
  ],
  ["as present where the rules are not known here", row(), { rules: null }, "present"],
  [
    "by the hour at which the meeting was opened",
    row({ checkIn: { ...checkIn, capturedAt: at(14) } }),
    { meeting: { ...list([]).meeting, openedAt: at(5) } },
    "present",
  ],
  ["none with a doubt", row({ checkIn: { ...checkIn, code: "time_late" } }), {}, null],
  ["none by someone whose face is in use", row({ checkIn: { ...checkIn, code: "face_expected" } }), {}, null],
  ["none that is confirmed already", row({ needsLook: false, status: "present" }), {}, null],
  ["none that a teacher refused", row({ checkIn: { ...checkIn, st: "rejected" } }), {}, null],
  ["none where teachers differ", row({ words: [word("1", "absent"), word("2", "present")] }), {}, null],
  ["nobody without a check-in", row({ checkIn: null }), {}, null],
])("one press confirms %s", (_what, given, over, status) => {
  expect(toConfirm(given, list([given], over))?.status ?? null).toBe(status);
});

test("one press for all leaves out what wants a look", () => {
  const rows = [
    row(),
    row({ userId: "v", checkIn: { ...checkIn, code: "code_wrong" } }),
    row({ userId: "w" }),
  ];
  expect(allToConfirm(list(rows)).map((found) => found.row.userId)).toEqual(["u", "w"]);
});
