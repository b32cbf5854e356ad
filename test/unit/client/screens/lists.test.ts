import { expect, test } from "vitest";
import { outlinePath } from "../../../../client/components/outline-path.ts";
import type { CheckInView } from "../../../../client/outbox/types.ts";
import { countsOf, listed, standingOf } from "../../../../client/screens/meeting/counts.ts";
import { timelineOf } from "../../../../client/screens/record/timeline.ts";
import { chooseMeetings, takesCheckIns } from "../../../../client/screens/today/choose-meetings.ts";
import type { LiveRow, StudentMeeting } from "../../../../shared/api/course.ts";
import type { RecordRow } from "../../../../shared/api/record.ts";
import { liveRow } from "../live-row.ts";

const row = (name: string, over: Partial<LiveRow> = {}) => liveRow({ userId: name, name, ...over });

test.each([
  [{ status: "present" }, "arrived"],
  [{ status: "late" }, "arrived"],
  [{ status: "excused" }, "arrived"],
  [{ status: "absent" }, "missing"],
  [{ status: "expected" }, "missing"],
  [{ status: "present", needsLook: true }, "look"],
] as const)("a row that is %o counts as %s", (over, standing) => {
  expect(standingOf(row("Ana", over))).toBe(standing);
});

test("the live list puts the teacher's questions first, then who is missing, each by name", () => {
  const rows = [
    row("Zoe", { status: "present" }),
    row("Óscar"),
    row("Olga"),
    row("Quim", { needsLook: true }),
  ];
  expect(listed(rows, "all", "", "es").map(({ name }) => name)).toEqual(["Quim", "Olga", "Óscar", "Zoe"]);
  expect(listed(rows, "missing", "ósc", "es").map(({ name }) => name)).toEqual(["Óscar"]);
  expect(countsOf(rows)).toEqual({ all: 4, arrived: 1, missing: 2, look: 1 });
});

const view = (h: string, over: Partial<CheckInView> = {}): CheckInView => ({
  h,
  seq: 1,
  meetingId: "m1",
  courseName: "Algebra",
  title: null,
  capturedAt: 1000,
  state: "phone",
  detail: "queued",
  code: null,
  attendance: null,
  grade: null,
  note: null,
  trouble: null,
  photoKept: true,
  photoErased: false,
  pendingBytes: 9,
  ...over,
});
const recorded = (over: Partial<RecordRow> = {}): RecordRow => ({
  meetingId: "m1",
  courseId: "c1",
  contestable: true,
  asked: null,
  courseName: "Algebra",
  title: null,
  startsAt: "1970-01-01T00:00:02.000Z",
  endsAt: "1970-01-01T01:00:00.000Z",
  status: "expected",
  source: null,
  reason: null,
  checkIn: null,
  ...over,
});

test("a check-in of this phone stands once in the timeline, with what the teacher made of it", () => {
  const items = timelineOf(
    [view("h1", { state: "disputed", detail: "rejected", code: "face_mismatch" })],
    [recorded({ status: "present", source: "manual", reason: "Seen in the room" })],
  );
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({
    state: "disputed",
    status: "present",
    byTeacher: true,
    reason: "Seen in the room",
  });
});

test("a mark without a check-in stands in the timeline; a meeting where nothing happened does not", () => {
  const items = timelineOf(
    [],
    [recorded({ status: "absent", source: "manual" }), recorded({ meetingId: "m2" })],
  );
  expect(items).toMatchObject([{ state: null, status: "absent", byTeacher: true }]);
});

const meeting = (id: string, state: StudentMeeting["state"], startsAt: string): StudentMeeting => ({
  id,
  courseId: "c",
  courseName: "Algebra",
  title: null,
  roomCode: "none",
  startsAt,
  endsAt: startsAt.replace("T0", "T1"),
  openedAt: state === "planned" ? null : startsAt,
  closedAt: state === "closed" ? startsAt.replace("T0", "T1") : null,
  state,
  status: "expected",
  rules: null,
  excuse: null,
});

test("an open meeting is shown large before a planned one; ended ones are not shown", () => {
  const now = Date.parse("2026-11-23T08:30:00Z");
  const planned = meeting("planned", "planned", "2026-11-23T09:00:00Z");
  const open = meeting("open", "open", "2026-11-23T08:20:00Z");
  const closed = meeting("closed", "closed", "2026-11-23T07:00:00Z");
  const chosen = chooseMeetings([closed, planned, open], now);
  expect(chosen.large.map(({ id }) => id)).toEqual(["open"]);
  expect(chosen.later.map(({ id }) => id)).toEqual(["planned"]);
  expect(chooseMeetings([closed, planned], now).large.map(({ id }) => id)).toEqual(["planned"]);
});

test("a planned meeting takes check-ins by the phone's clock: the phone may not know yet that it was opened", () => {
  const planned = meeting("planned", "planned", "2026-11-23T09:00:00Z");
  const at = (time: string) => takesCheckIns(planned, Date.parse(`2026-11-23T${time}:00Z`));
  expect([at("08:44"), at("08:46"), at("09:30"), at("19:01")]).toEqual([false, true, true, false]);
  const later = meeting("later", "planned", "2026-11-23T09:30:00Z");
  const chosen = chooseMeetings([later, planned], Date.parse("2026-11-23T09:20:00Z"));
  expect(chosen.large.map(({ id }) => id)).toEqual(["planned", "later"]);
});

test("the outline of a face closes over its thirty-six points and leaves the eyes out", () => {
  const points = Array.from({ length: 76 }, (_, i) => i / 76);
  const path = outlinePath(points, 100, 100);
  expect(path.match(/[ML]/g)).toHaveLength(36);
  expect(path.endsWith("Z")).toBe(true);
  expect(outlinePath([], 100, 100)).toBe("");
});
