import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { consentText } from "../../server/domain/consent-text.ts";
import { enrolmentLakeName } from "../../server/domain/enrolment.ts";
import { newCode } from "../../server/domain/codes.ts";
import { issueSecret } from "../../server/queries/secrets.ts";
import { DEFAULT_POLICY } from "../../shared/api/course.ts";
import { POSES } from "../../shared/api/enrolment.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { newPerson, type Person } from "./people.ts";
import type { TestServices } from "./services.ts";

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

const randomHash = () => randomBytes(32).toString("base64url");
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

/** A student's check-in as stored, with a photo in the lake; written directly, signed by nobody. */
export async function storedCheckIn(
  { services: { db, lake } }: TestServices,
  of: {
    userId: string;
    meetingId: string;
    state: "pending" | "accepted" | "review" | "rejected";
    code?: string;
    receivedAt?: Date;
  },
): Promise<string> {
  const [known] = await db.select().from(tables.device).where(eq(tables.device.userId, of.userId)).limit(1);
  const did = known?.did ?? uuidv7();
  if (!known) {
    const genesis = randomHash();
    const jwk = { kty: "EC" as const, crv: "P-256" as const, x: randomHash(), y: randomHash() };
    const device = {
      did,
      userId: of.userId,
      kid: randomHash(),
      jwk,
      inst: uuidv7(),
      headHash: genesis,
      genesis,
    };
    await db.insert(tables.device).values(device);
  }
  const [hash, photoHash] = [randomHash(), randomHash()];
  await db.insert(tables.entry).values({
    hash,
    did,
    seq: randomBytes(4).readUInt32BE() >>> 1,
    prev: randomHash(),
    userId: of.userId,
    meetingId: of.meetingId,
    jws: "not.signed.here",
    capturedMs: Date.now(),
    photoHash,
    embeddingHash: randomHash(),
    state: of.state,
    code: of.code ?? null,
    ...(of.receivedAt && { receivedAt: of.receivedAt }),
  });
  const lakeName = `checkins/${did}/${photoHash}`;
  await lake.put(lakeName, utf8("photo of a check-in"));
  await db.insert(tables.blob).values({ hash: photoHash, did, bytes: 19, lakeName });
  return hash;
}

/** An enrolment whose photos are here and which waits for a person's look; written directly. */
export async function storedEnrolment(
  { services: { db, lake } }: TestServices,
  userId: string,
): Promise<string> {
  await db.delete(tables.enrolment).where(eq(tables.enrolment.userId, userId));
  const id = uuidv7();
  await db.insert(tables.enrolment).values({ id, userId, status: "awaiting" });
  const made = await Promise.all(
    POSES.map(async (pose) => {
      const h = await sha256(utf8(`${id} ${pose}`));
      const lakeName = enrolmentLakeName(id, pose, h);
      await lake.put(lakeName, utf8(`photo of pose ${pose}`));
      const photo = { h, n: 20, ct: "image/jpeg" as const, w: 640, h2: 480 };
      return { pose, photo, lakeName, photoId: uuidv7() };
    }),
  );
  const of = { userId, kind: "enrolment" as const };
  await db.insert(tables.photo).values(
    made.map(({ photo: { h, ct, n, w, h2 }, lakeName, photoId }) => ({
      id: photoId,
      ...of,
      sha256: h,
      contentType: ct,
      bytes: n,
      width: w,
      height: h2,
      lakeName,
    })),
  );
  const lmk = [2200, 2000, 4200, 2000, 3200, 3000, 2400, 3800, 4000, 3800];
  const claims = made.map(({ pose, photo, photoId }) => {
    const emb = { h: randomHash(), d: 512, mid: "arcface-mbf", md: randomHash() };
    return { enrolmentId: id, pose, claim: { pose, photo, lmk, emb }, photoId };
  });
  await db.insert(tables.enrolmentPhoto).values(claims);
  const embedding = Buffer.alloc(2048, 1);
  await db.insert(tables.template).values(
    made.flatMap(({ photoId }) => {
      const anchor = { userId, photoId, kind: "anchor" as const, modelId: "arcface-mbf", embedding };
      const modelDigest = randomHash();
      return (["device", "server"] as const).map((aligner) =>
        Object.assign({ id: uuidv7(), aligner, modelDigest }, anchor),
      );
    }),
  );
  return id;
}

/** Writes down that a person agreed to the text in force. */
export async function storedConsent({ services: { db } }: TestServices, userId: string): Promise<void> {
  const { version, language, sha256: textHash } = await consentText("en");
  await db.insert(tables.consent).values({ id: uuidv7(), userId, version, language, textHash });
}

/** An open request to be excused between two dates, with a document; written directly. */
export async function storedRequest(
  { services: { db, lake } }: TestServices,
  of: { courseId: string; userId: string },
): Promise<string> {
  const id = uuidv7();
  const [fromDate, untilDate] = ["2026-11-23", "2026-11-24"];
  await db
    .insert(tables.request)
    .values({ id, kind: "excuse", ...of, fromDate, untilDate, reason: "a trip" });
  const lakeName = `requests/${id}`;
  const bytes = utf8("%PDF-1.7 a document");
  await lake.put(lakeName, bytes);
  await db.insert(tables.requestAttachment).values({
    requestId: id,
    name: "note.pdf",
    contentType: "application/pdf",
    bytes: bytes.byteLength,
    sha256: await sha256(bytes),
    lakeName,
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
    db.insert(tables.session).values({ id: sessionId, userId, token: randomHash(), expiresAt }),
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
