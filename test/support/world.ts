import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { newCode } from "../../server/domain/codes.ts";
import { issueSecret } from "../../server/queries/secrets.ts";
import { DEFAULT_POLICY } from "../../shared/api/course.ts";
import { newPerson, type Person } from "./people.ts";
import type { TestServices } from "./services.ts";
import { storedCheckIn, storedConsent, storedEnrolment, storedRequest } from "./stored.ts";

/** Everybody who may ask, as seen from one course. */
export interface Cast {
  readonly student: Person;
  /** a student of another course */
  readonly stranger: Person;
  /** a student's account that assists in the course */
  readonly assistant: Person;
  readonly teacher: Person;
  /** teaches another course */
  readonly foreignTeacher: Person;
  readonly administrator: Person;
}

export async function newCast(test: TestServices): Promise<Cast> {
  return {
    student: await newPerson(test, "student"),
    stranger: await newPerson(test, "student"),
    assistant: await newPerson(test, "student"),
    teacher: await newPerson(test, "teacher"),
    foreignTeacher: await newPerson(test, "teacher"),
    administrator: await newPerson(test, "administrator"),
  };
}

const HOUR_MS = 3_600_000;

async function newCourse(
  { services: { db } }: TestServices,
  members: [Person, "student" | "teacher" | "assistant"][],
) {
  const id = uuidv7();
  const joinCode = newCode(8);
  const createdBy = members.find(([, role]) => role === "teacher")?.[0].id ?? "";
  await db.insert(tables.course).values({ id, name: "Algebra", joinCode, policy: DEFAULT_POLICY, createdBy });
  const rows = members.map(([person, role]) => ({ courseId: id, userId: person.id, role }));
  await db.insert(tables.courseMember).values(rows);
  return { id, joinCode };
}

async function newMeeting(
  { services: { db } }: TestServices,
  courseId: string,
  open: boolean,
): Promise<string> {
  const id = uuidv7();
  const startsAt = new Date();
  await db.insert(tables.meeting).values({
    id,
    courseId,
    startsAt,
    endsAt: new Date(startsAt.getTime() + HOUR_MS),
    openedAt: open ? startsAt : null,
  });
  return id;
}

/** A term and a room that nobody uses; a group and a slot of the course, without meetings. */
async function newTimetable({ services: { db } }: TestServices, courseId: string) {
  const [term, room, group, slot] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await db
    .insert(tables.term)
    .values({ id: term, name: `Term ${term}`, startsOn: "2030-01-07", endsOn: "2030-06-30" });
  await db.insert(tables.room).values({ id: room, name: `Room ${room}` });
  await db.insert(tables.courseGroup).values({ id: group, courseId, name: "A" });
  await db.insert(tables.slot).values({
    id: slot,
    courseId,
    weekday: 1,
    startsAt: "10:00",
    endsAt: "12:00",
    from: "2030-01-07",
    until: "2030-01-28",
  });
  return { term, room, group, slot };
}

/** A report that is ready, and a schedule for others; written directly. */
async function newReport({ services: { db } }: TestServices, courseId: string, userId: string) {
  const [id, scheduleId] = [uuidv7(), uuidv7()];
  const of = { courseId, userId, format: "csv" } as const;
  await db.insert(tables.madeReport).values({
    id,
    ...of,
    from: "2026-09-01",
    until: "2026-09-30",
    language: "en",
    state: "ready",
    fileName: "report.csv",
    bytes: 6,
    expiresAt: new Date(Date.now() + HOUR_MS),
  });
  await db.insert(tables.reportPart).values({ reportId: id, n: 0, bytes: Buffer.from("report") });
  await db
    .insert(tables.reportSchedule)
    .values({ id: scheduleId, ...of, every: "week", nextOn: "2100-01-04" });
  return { report: id, reportSchedule: scheduleId };
}

/** The cast's course with a meeting that is open, another with one that is planned, and what lies in them. */
export async function newWorld(test: TestServices, cast: Cast) {
  const { db } = test.services;
  const members: [Person, "student" | "teacher" | "assistant"][] = [
    [cast.student, "student"],
    [cast.assistant, "assistant"],
    [cast.teacher, "teacher"],
  ];
  const userId = cast.student.id;
  const sessionId = uuidv7();
  const expiresAt = new Date(Date.now() + HOUR_MS);
  // what does not need another is written beside it: a test makes many worlds
  const ofCourse = async () => {
    const course = await newCourse(test, members);
    const openMeeting = await newMeeting(test, course.id, true);
    const [timetable, report, checkIn, request] = await Promise.all([
      newTimetable(test, course.id),
      newReport(test, course.id, cast.teacher.id),
      storedCheckIn(test, { userId, meetingId: openMeeting, state: "review", code: "evidence" }),
      storedRequest(test, { courseId: course.id, userId }),
    ]);
    return {
      ...timetable,
      ...report,
      course: course.id,
      joinCode: course.joinCode,
      openMeeting,
      checkIn,
      request,
    };
  };
  const ofIdle = async () => {
    const { id } = await newCourse(test, members);
    return { idleCourse: id, plannedMeeting: await newMeeting(test, id, false) };
  };
  const [course, idle, enrolment, invitation] = await Promise.all([
    ofCourse(),
    ofIdle(),
    storedEnrolment(test, userId),
    issueSecret(db, {
      purpose: "invitation",
      email: `${randomBytes(6).toString("hex")}@example.edu`,
      role: "teacher",
      validForMs: HOUR_MS,
    }),
    newCourse(test, [
      [cast.stranger, "student"],
      [cast.foreignTeacher, "teacher"],
    ]),
    storedConsent(test, userId),
    db
      .insert(tables.session)
      .values({ id: sessionId, userId, token: randomBytes(32).toString("base64url"), expiresAt }),
  ]);
  return {
    ...course,
    ...idle,
    enrolment,
    session: sessionId,
    invitation: invitation.row.id,
    student: cast.student,
  };
}
export type World = Awaited<ReturnType<typeof newWorld>>;
