import { describe, expect, it } from "vitest";
import { courseWith, listOfRoster, listWith, meetingsWith } from "../../../../client/actions/overlay.ts";
import type { ActionRow } from "../../../../client/store/action-row.ts";
import type { TeacherAction } from "../../../../shared/api/actions.ts";
import type { Course, Meeting } from "../../../../shared/api/course.ts";

const id = (n: number) => `018f6a00-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [course, meeting, ana, bea] = [id(1), id(2), id(3), id(4)];
const at = (minute: number) => Date.UTC(2026, 10, 22, 10, minute);
const planned: Meeting = {
  id: meeting,
  courseId: course,
  courseName: "Algebra",
  title: null,
  startsAt: new Date(at(0)).toISOString(),
  endsAt: new Date(at(59)).toISOString(),
  openedAt: null,
  closedAt: null,
  state: "planned",
};
const student = (userId: string, name: string) => ({
  userId,
  name,
  email: "",
  studentNumber: null,
  role: "student" as const,
  joinedAt: planned.startsAt,
  enrolment: null,
});
const list = listOfRoster(planned, [
  student(ana, "Ana"),
  student(bea, "Bea"),
  { ...student(id(5), "Tomás"), role: "teacher" },
]);
const row = (action: TeacherAction, over: Partial<ActionRow> = {}): ActionRow => ({
  id: action.id,
  uid: id(9),
  courseId: course,
  courseName: "Algebra",
  name: null,
  action,
  state: "waiting",
  code: null,
  answeredAt: null,
  ...over,
});
const open = row({ id: id(20), kind: "open", at: at(1), meetingId: meeting });
const close = row({ id: id(21), kind: "close", at: at(50), meetingId: meeting });
const mark = (n: number, status: "present" | "absent", base: string[] = [], userId = ana) =>
  row({
    id: id(n),
    kind: "mark",
    at: at(n - 25),
    meetingId: meeting,
    userId,
    status,
    reason: "seen",
    base,
    seen: at(0),
  });
const made: Extract<TeacherAction, { kind: "create" }> = {
  id: id(40),
  kind: "create",
  at: at(5),
  meetingId: id(41),
  courseId: course,
  title: "Rings",
  startsAt: planned.startsAt,
  endsAt: planned.endsAt,
};

describe("a list on a device without network", () => {
  it("is the roster's students, of whom nothing is known", () => {
    expect(list.rows.map(({ name, status }) => [name, status])).toEqual([
      ["Ana", "expected"],
      ["Bea", "expected"],
    ]);
  });

  it("shows what was done on it, and which marks are only here", () => {
    const shown = listWith(list, [open, mark(30, "present"), close]);
    expect(shown.list.meeting).toMatchObject({ state: "closed", openedAt: new Date(at(1)).toISOString() });
    expect(shown.list.rows.map(({ status }) => status)).toEqual(["present", "expected"]);
    expect([...shown.kept]).toEqual([ana]);
  });

  it("shows a later mark that answers an earlier one alone, and two that do not as a conflict", () => {
    const answered = listWith(list, [mark(30, "present"), mark(31, "absent", [id(30)])]).list.rows[0];
    expect(answered).toMatchObject({ status: "absent", needsLook: false });
    const beside = listWith(list, [mark(30, "present"), mark(31, "absent")]).list.rows[0];
    expect(beside).toMatchObject({ status: "present", needsLook: true });
    expect(beside?.words).toHaveLength(2);
  });

  it("shows a mark that was taken back on it as if it had not been, sent or not", () => {
    const undo = (n: number, marked: string) =>
      row({ id: id(n), kind: "undo", at: at(n - 25), meetingId: meeting, userId: ana, mark: marked });
    const both = [mark(30, "present"), mark(31, "absent", [id(30)]), undo(32, id(31))];
    expect(listWith(list, both).list.rows[0]).toMatchObject({ status: "present", words: [{ id: id(30) }] });
    const told = listWith(list, [mark(30, "present")]).list;
    const gone = listWith(told, [undo(32, id(30))]);
    expect(gone.list.rows[0]).toMatchObject({
      status: "expected",
      source: null,
      words: [],
      needsLook: false,
    });
    expect([...gone.kept]).toEqual([ana]);
    const closed = { ...told, meeting: { ...told.meeting, state: "closed" as const } };
    expect(listWith(closed, [undo(32, id(30))]).list.rows[0]).toMatchObject({ status: "absent" });
  });

  it("shows the latest head count of it", () => {
    const count = (n: number, people: number | null) =>
      row({ id: id(n), kind: "count", at: at(n - 25), meetingId: meeting, people });
    expect(listWith(list, [count(30, 41), count(31, 39)]).list.headCount).toBe(39);
    expect(listWith(list, [count(30, 41), count(31, null)]).list.headCount).toBeNull();
  });

  it("does not show a mark twice of which the server has told already", () => {
    const told = listWith(list, [mark(30, "present")]).list;
    expect(listWith(told, [mark(30, "present")]).list.rows[0]?.words).toHaveLength(1);
  });

  it("is not changed by what the server has taken or refused, nor by another meeting's", () => {
    const others = [
      { ...open, state: "taken" as const },
      { ...mark(30, "present"), state: "refused" as const },
      row({ id: id(22), kind: "open", at: at(1), meetingId: id(77) }),
    ];
    expect(listWith(list, others).list).toEqual(list);
  });
});

describe("a course on a device without network", () => {
  const algebra: Course = {
    id: course,
    name: "Algebra",
    code: null,
    role: "teacher",
    policy: { roomCode: "none", lateAfterMin: 10, syncWithinMin: 60 },
    joinCode: null,
    students: 2,
    teachers: [],
    openMeetingId: null,
  };

  it("has the meetings that were made, opened and closed on it", () => {
    const closing = row({ id: id(42), kind: "close", at: at(30), meetingId: id(41) });
    const meetings = meetingsWith([planned], algebra, [open, row(made), closing]);
    expect(meetings.map(({ state, title }) => [state, title])).toEqual([
      ["open", null],
      ["closed", "Rings"],
    ]);
  });

  it("leads to the meeting that is open as far as it knows", () => {
    expect(courseWith(algebra, [row(made)]).openMeetingId).toBe(id(41));
    expect(courseWith(algebra, [open, close]).openMeetingId).toBeNull();
  });
});
