import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { addMark } from "../../server/queries/marks.ts";
import { createCourse } from "../../server/queries/courses.ts";
import { MadeReport, Report, ReportMarks, Reports } from "../../shared/api/reports.ts";
import { attendanceShare } from "../../shared/attendance-share.ts";
import { until } from "../support/classroom.ts";
import { parseCsv } from "../support/office.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const RANGE = "from=2026-03-01&until=2026-04-05";
/** Mondays at 10:15 in Madrid, across the begin of summer time (29 March 2026); one cancelled, one not yet held. */
const STARTS = [
  "2026-03-09T09:15Z",
  "2026-03-16T09:15Z",
  "2026-03-23T09:15Z",
  "2026-03-30T08:15Z",
  "2026-04-05T21:30Z",
];

let test: TestServices;
let teacher: Person;
let student: Person;
let joinedLate: Person;
let course: string;
const meetings: string[] = [];

beforeAll(async () => {
  test = await createTestServices({ jobs: true, config: { timeZone: "Europe/Madrid" } });
  const { db } = test.services;
  teacher = await newPerson(test, "teacher", { name: "Marta Ruiz", language: "es" });
  student = await newPerson(test, "student", { name: "Ana Pérez", studentNumber: "007" });
  joinedLate = await newPerson(test, "student", { name: "Zoë Late" });
  course = await db.transaction((tx) =>
    createCourse(tx, {
      name: "Álgebra",
      code: "MAT-1",
      termId: null,
      createdBy: teacher.id,
      creatorTeaches: true,
    }),
  );
  const joinedAt = new Date("2026-02-01T00:00Z");
  await db.insert(tables.courseMember).values([
    { courseId: course, userId: student.id, role: "student", joinedAt },
    { courseId: course, userId: joinedLate.id, role: "student", joinedAt, eligibleFrom: "2026-03-20" },
  ]);
  for (const [i, start] of STARTS.entries()) {
    const startsAt = new Date(start);
    const endsAt = new Date(startsAt.getTime() + 90 * 60_000);
    const held = i < 4 && i !== 1 ? { openedAt: startsAt, closedAt: endsAt } : {};
    const cancelled = i === 1 ? { cancelledAt: startsAt, cancelReason: "Strike" } : {};
    const id = crypto.randomUUID();
    await db
      .insert(tables.meeting)
      .values({ id, courseId: course, startsAt, endsAt, createdAt: joinedAt, ...held, ...cancelled });
    meetings.push(id);
  }
  const mark = (meeting: number, person: Person, status: "present" | "late" | "absent", by?: Person) =>
    db.transaction((tx) =>
      addMark(tx, {
        meetingId: meetings[meeting] ?? "",
        userId: person.id,
        status,
        source: by ? "manual" : "automatic",
        at: new Date("2026-04-01T08:00Z"),
        ...(by && { actorId: by.id, reason: "=1+1 seen in the room" }),
      }),
    );
  await mark(0, student, "present");
  await mark(2, student, "absent");
  await mark(3, student, "late", teacher);
  await mark(2, joinedLate, "present");
}, 60_000);
afterAll(() => test.close());

const get = (path: string, as: Person) => ask(test.app, "GET", path, { as });
const reportFor = async (as: Person, more = "") =>
  v.parse(Report, (await get(`/v1/courses/${course}/report?${RANGE}${more}`, as)).body);
const file = async (as: Person, path: string) => {
  const response = await test.app.request(path, { headers: { cookie: as.cookie } });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe("a course's report", () => {
  it("says who was there of all meetings of the dates, in the university's time zone", async () => {
    const report = await reportFor(teacher);
    // 23:30 on 5 April in Madrid is still within the range; it has not been held
    expect(report.totals).toMatchObject({ meetings: 4, taken: 3, cancelled: 1 });
    expect(report.students.map(({ name, cells }) => [name, cells])).toEqual([
      ["Ana Pérez", "PxAL."],
      ["Zoë Late", "-xP?."],
    ]);
    const counts = { present: 1, late: 1, excused: 0, absent: 1 };
    expect(report.students[0]?.share).toEqual(attendanceShare(counts));
    expect(report.students[1]).toMatchObject({
      unsettled: 1,
      notApplicable: 1,
      share: { of: 1, basisPoints: 10_000 },
    });
    expect(report.dataAt).toBe("2026-04-01T08:00:00.000Z");
    expect(report.meetings[1]).toMatchObject({ state: "cancelled", cancelReason: "Strike" });
  });

  it("says of each mark where it comes from", async () => {
    const { body } = await get(`/v1/courses/${course}/report/marks?${RANGE}`, teacher);
    const marks = v.parse(ReportMarks, body);
    expect(marks.length).toBe(10);
    expect(marks[3]).toMatchObject({
      cell: "L",
      source: "manual",
      by: "Marta Ruiz",
      reason: "=1+1 seen in the room",
    });
    expect(marks[2]).toMatchObject({ cell: "A", source: "automatic", by: null });
  });

  it("is given to a student about that student alone", async () => {
    const report = await reportFor(student, `&student=${student.id}`);
    expect(report.students.map(({ name }) => name)).toEqual(["Ana Pérez"]);
    expect(report.scope).toEqual({ kind: "student", name: "Ana Pérez" });
    const others = await get(`/v1/courses/${course}/report?${RANGE}&student=${joinedLate.id}`, student);
    const whole = await get(`/v1/courses/${course}/report?${RANGE}`, student);
    expect([others.status, whole.status]).toEqual([403, 403]);
  });

  it("of a group or student that is not of this course is not found, and of dates the wrong way round is refused", async () => {
    const nobody = await get(`/v1/courses/${course}/report?${RANGE}&student=${teacher.id}`, teacher);
    const group = await get(`/v1/courses/${course}/report?${RANGE}&group=${crypto.randomUUID()}`, teacher);
    const backwards = await get(`/v1/courses/${course}/report?from=2026-04-02&until=2026-04-01`, teacher);
    expect([nobody.status, group.status, backwards.status]).toEqual([404, 404, 400]);
    expect(backwards.body).toMatchObject({ error: { fields: ["until"] } });
  });

  it("comes as a file in the reader's language, twice the same bytes, and that is written down", async () => {
    const path = `/v1/courses/${course}/report/file?${RANGE}&format=csv_detail`;
    const [first, second] = [await file(teacher, path), await file(teacher, path)];
    expect(first.bytes.equals(second.bytes)).toBe(true);
    expect(first.response.headers.get("content-disposition")).toBe(
      'attachment; filename="informe-de-asistencia_MAT-1_detalle_2026-03-01_2026-04-05.csv"',
    );
    const [head, , , , late] = parseCsv(first.bytes.toString("utf8"), ";");
    expect(head?.[0]).toBe("Estudiante");
    expect(late?.slice(3, 6)).toEqual(["2026-03-30 10:15", "2026-03-30 11:45", "UTC+02:00"]);
    expect(late?.[10]).toBe("'=1+1 seen in the room");
    const english = await file(teacher, `${path}&language=en`);
    expect(english.bytes.toString("utf8")).toContain("Student");
    const audited = await test.services.db
      .select()
      .from(tables.audit)
      .where(eq(tables.audit.action, "report_fetched"));
    expect(audited.map(({ actorId, subjectId }) => [actorId, subjectId])).toContainEqual([
      teacher.id,
      course,
    ]);
  });
});

describe("a report made in the background", () => {
  const settled = (as: Person, id: string) =>
    until(async () => {
      const made = v.parse(MadeReport, (await get(`/v1/reports/${id}`, as)).body);
      return made.state === "waiting" || made.state === "making" ? null : made;
    });
  const order = async (as: Person, more: Record<string, unknown> = {}) =>
    ask(test.app, "POST", "/v1/reports", {
      as,
      body: { courseId: course, from: "2026-03-01", until: "2026-04-05", format: "xlsx", ...more },
    });

  it("is the same file as at once; it is unread until it is fetched, and gone when it is deleted", async () => {
    const { id } = v.parse(MadeReport, (await order(teacher)).body);
    const made = await settled(teacher, id);
    expect(made).toMatchObject({
      state: "ready",
      unread: true,
      done: 2,
      of: 2,
      language: "es",
      scheduled: false,
    });
    const at = await file(teacher, `/v1/courses/${course}/report/file?${RANGE}&format=xlsx`);
    const kept = await file(teacher, `/v1/reports/${id}/file`);
    expect(kept.bytes.equals(at.bytes)).toBe(true);
    expect(kept.bytes.length).toBe(made.bytes);
    const list = v.parse(Reports, (await get("/v1/reports", teacher)).body);
    expect(list.reports.find((one) => one.id === id)?.unread).toBe(false);
    await ask(test.app, "DELETE", `/v1/reports/${id}`, { as: teacher });
    expect((await get(`/v1/reports/${id}`, teacher)).status).toBe(404);
    const parts = await test.services.db
      .select()
      .from(tables.reportPart)
      .where(eq(tables.reportPart.reportId, id));
    expect(parts).toEqual([]);
  });

  it("that was cancelled is not made", async () => {
    const values = { courseId: course, userId: teacher.id, from: "2026-03-01", until: "2026-04-05" };
    const id = crypto.randomUUID();
    await test.services.db
      .insert(tables.madeReport)
      .values({ id, ...values, format: "pdf", language: "en", expiresAt: new Date(Date.now() + 60_000) });
    await ask(test.app, "POST", `/v1/reports/${id}/cancel`, { as: teacher });
    await test.services.queue.send(test.services.db, "make_report", { reportId: id });
    const { id: next } = v.parse(MadeReport, (await order(teacher, { format: "csv" })).body);
    await settled(teacher, next);
    expect(await settled(teacher, id)).toMatchObject({ state: "cancelled", bytes: null });
    expect((await file(teacher, `/v1/reports/${id}/file`)).response.status).toBe(409);
  });

  it("is not made for somebody who may not read it any more", async () => {
    const other = await newPerson(test, "teacher");
    const id = crypto.randomUUID();
    const values = { courseId: course, userId: other.id, from: "2026-03-01", until: "2026-04-05" };
    await test.services.db
      .insert(tables.madeReport)
      .values({ id, ...values, format: "pdf", language: "en", expiresAt: new Date(Date.now() + 60_000) });
    await test.services.queue.send(test.services.db, "make_report", { reportId: id });
    expect(await settled(other, id)).toMatchObject({ state: "cancelled" });
  });
});
