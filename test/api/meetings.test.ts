import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { attendance, courseMember, entry, mark, user } from "../../drizzle/schema.ts";
import { LiveList, LiveRow, Meeting, StudentMeetings } from "../../shared/api/course.ts";
import { AttendanceRecord } from "../../shared/api/record.ts";
import { codeOf, newPerson, type Person } from "../support/people.ts";
import { teaching } from "../support/teaching.ts";
import { storedCheckIn } from "../support/stored.ts";

const on = teaching();
const { get, post, student, newCourse } = on;
async function newOpenMeeting(members: readonly Person[] = on.students) {
  const course = await newCourse(members);
  const answer = await post(`/v1/courses/${course.id}/open`, on.teacher, { minutes: 60, title: "Rings" });
  return { course, meeting: v.parse(Meeting, answer.body) };
}
const listOf = async (id: string) =>
  v.parse(LiveList, (await get(`/v1/meetings/${id}/list`, on.teacher)).body);
const rowOf = async (id: string, person: Person) =>
  (await listOf(id)).rows.find((row) => row.userId === person.id);

describe("a meeting", () => {
  it("is planned, opened and closed, and shows on the student's timetable", async () => {
    const course = await newCourse();
    const times = {
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const planned = v.parse(
      Meeting,
      (await post(`/v1/courses/${course.id}/meetings`, on.teacher, times)).body,
    );
    expect(planned).toMatchObject({ ...times, state: "planned", courseName: "Algebra" });
    const opened = await post(`/v1/meetings/${planned.id}/open`, on.teacher);
    expect(v.parse(Meeting, opened.body).state).toBe("open");
    const mine = v.parse(StudentMeetings, (await get("/v1/me/meetings", student(0))).body);
    expect(mine.find(({ id }) => id === planned.id)).toMatchObject({ state: "open", status: "expected" });
    const closed = await post(`/v1/meetings/${planned.id}/close`, on.teacher);
    expect(v.parse(Meeting, closed.body).state).toBe("closed");
    expect((await post(`/v1/meetings/${planned.id}/close`, on.teacher)).status).toBe(409);
  });

  it("is opened once when two teachers open at the same moment", async () => {
    const course = await newCourse([]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => post(`/v1/courses/${course.id}/open`, on.teacher, { minutes: 60 })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200, 409, 409, 409, 409, 409,
    ]);
  });

  it.each([
    ["an end before its start", { startsAt: "2026-11-23T10:00:00Z", endsAt: "2026-11-23T09:00:00Z" }],
    ["words for a time", { startsAt: "tomorrow", endsAt: "later" }],
    ["a year out of reach", { startsAt: "275760-09-13T00:00:00Z", endsAt: "275760-09-14T00:00:00Z" }],
  ])("is not planned with %s", async (_what, body) => {
    const course = await newCourse([]);
    const answer = await post(`/v1/courses/${course.id}/meetings`, on.teacher, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, "bad_request"]);
  });

  it("closes with an automatic absent for those without a check-in, and for nobody whose face only failed", async () => {
    const late = await newPerson(on.test, "student", { name: "Dora" });
    const everyone = [...on.students, late];
    const { course, meeting } = await newOpenMeeting(everyone);
    const [failed, pending, absent] = [student(0), student(1), student(2)];
    await storedCheckIn(on.test, {
      userId: failed.id,
      meetingId: meeting.id,
      state: "rejected",
      code: "face_mismatch",
    });
    await storedCheckIn(on.test, {
      userId: pending.id,
      meetingId: meeting.id,
      state: "pending",
      code: "blob",
    });
    await storedCheckIn(on.test, {
      userId: absent.id,
      meetingId: meeting.id,
      state: "rejected",
      code: "meeting_not_open",
    });
    // she joined after the meeting's end
    await on.test.services.db
      .update(courseMember)
      .set({ joinedAt: new Date(Date.now() + 2 * 3_600_000) })
      .where(and(eq(courseMember.courseId, course.id), eq(courseMember.userId, late.id)));
    await post(`/v1/meetings/${meeting.id}/close`, on.teacher);
    expect(await rowOf(meeting.id, failed)).toMatchObject({ status: "expected", needsLook: true });
    expect(await rowOf(meeting.id, pending)).toMatchObject({ status: "expected", needsLook: true });
    expect(await rowOf(meeting.id, absent)).toMatchObject({
      status: "absent",
      source: "automatic",
      needsLook: false,
    });
    expect(await rowOf(meeting.id, late)).toBeUndefined();
    const record = v.parse(AttendanceRecord, (await get("/v1/me/record", absent)).body);
    expect(record.find(({ meetingId }) => meetingId === meeting.id)).toMatchObject({ status: "absent" });
  });

  it("opened again shows nobody as absent whom only its close had marked", async () => {
    const { meeting } = await newOpenMeeting();
    await post(`/v1/meetings/${meeting.id}/close`, on.teacher);
    expect((await rowOf(meeting.id, student(0)))?.status).toBe("absent");
    await post(`/v1/meetings/${meeting.id}/open`, on.teacher);
    expect(await rowOf(meeting.id, student(0))).toMatchObject({ status: "expected", source: null });
  });

  it("is listed by as many queries for three hundred students as for one", async () => {
    const { course, meeting } = await newOpenMeeting([student(0)]);
    const { db, sql } = on.test.services;
    const count = async () => {
      const queries: string[] = [];
      const before = sql.options.debug;
      sql.options.debug = (_connection, query) => queries.push(query);
      const { rows } = await listOf(meeting.id).finally(() => {
        sql.options.debug = before;
      });
      return { rows: rows.length, queries: queries.length };
    };
    const one = await count();
    const crowd = Array.from({ length: 299 }, (_, i) => ({
      id: uuidv7(),
      name: `Student ${i}`,
      email: `${course.id}-${i}@example.edu`,
    }));
    await db.insert(user).values(crowd);
    await db
      .insert(courseMember)
      .values(crowd.map(({ id }) => ({ courseId: course.id, userId: id, role: "student" as const })));
    // two of the session, one of the right to see it, one of the meeting and its rules, one of the rows
    expect(one).toEqual({ rows: 1, queries: 5 });
    expect(await count()).toEqual({ rows: 300, queries: 5 });
  });
});

describe("a teacher's mark", () => {
  it("stands with its reason, outranks the automatic one, and the latest counts", async () => {
    const { meeting } = await newOpenMeeting();
    const path = `/v1/meetings/${meeting.id}/marks`;
    await post(`/v1/meetings/${meeting.id}/close`, on.teacher);
    const present = await post(path, on.teacher, {
      userId: student(0).id,
      status: "present",
      reason: "I saw her",
    });
    expect(v.parse(LiveRow, present.body)).toMatchObject({
      status: "present",
      source: "manual",
      reason: "I saw her",
    });
    await post(path, on.teacher, { userId: student(0).id, status: "excused", reason: "doctor" });
    expect(await rowOf(meeting.id, student(0))).toMatchObject({ status: "excused", reason: "doctor" });
    const marks = await on.test.services.db
      .select()
      .from(mark)
      .where(and(eq(mark.meetingId, meeting.id), eq(mark.userId, student(0).id)));
    expect(marks.map(({ status }) => status).toSorted()).toEqual(["absent", "excused", "present"]);
  });

  it("answers a check-in that asked for a look", async () => {
    const { meeting } = await newOpenMeeting();
    const { id: userId } = student(0);
    await storedCheckIn(on.test, { userId, meetingId: meeting.id, state: "review", code: "face_doubtful" });
    expect(await rowOf(meeting.id, student(0))).toMatchObject({ status: "expected", needsLook: true });
    const body = { userId, status: "present", reason: "it is her" };
    const version = async () => {
      const [row] = await on.test.services.db.select().from(entry).where(eq(entry.meetingId, meeting.id));
      return row?.version ?? 0;
    };
    const before = await version();
    await post(`/v1/meetings/${meeting.id}/marks`, on.teacher, body);
    expect(await rowOf(meeting.id, student(0))).toMatchObject({ status: "present", needsLook: false });
    // the student's phone asks for what changed since the version that it knows
    expect(await version()).toBeGreaterThan(before);
  });

  it("is kept whole when thirty come at the same moment: the attendance is the last mark", async () => {
    const { meeting } = await newOpenMeeting();
    const userId = student(0).id;
    const statuses = ["present", "late", "excused", "absent"] as const;
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        post(`/v1/meetings/${meeting.id}/marks`, on.teacher, {
          userId,
          status: statuses[i % 4],
          reason: `${i}`,
        }),
      ),
    );
    const { db } = on.test.services;
    const marks = await db
      .select()
      .from(mark)
      .where(eq(mark.meetingId, meeting.id))
      .orderBy(mark.at, mark.id);
    const [row] = await db.select().from(attendance).where(eq(attendance.meetingId, meeting.id));
    expect(marks).toHaveLength(30);
    expect(row?.reason).toBe(marks.at(-1)?.reason);
  });

  it("is not put on somebody who is not on the list", async () => {
    const { meeting } = await newOpenMeeting([student(0)]);
    const body = { userId: student(1).id, status: "present", reason: "guest" };
    expect((await post(`/v1/meetings/${meeting.id}/marks`, on.teacher, body)).status).toBe(404);
  });

  it.each([
    ["no reason", { status: "present", reason: "" }],
    ["a status of its own", { status: "expected", reason: "x" }],
    ["a null character", { status: "present", reason: "a\u0000b" }],
    ["a book for a reason", { status: "present", reason: "x".repeat(501) }],
  ])("is refused with %s", async (_what, wrong) => {
    const { meeting } = await newOpenMeeting([student(0)]);
    const answer = await post(`/v1/meetings/${meeting.id}/marks`, on.teacher, {
      userId: student(0).id,
      ...wrong,
    });
    expect(answer.status).toBe(400);
  });
});
