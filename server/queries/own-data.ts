/** Everything that the database holds of one person, for that person. */
import { and, asc, desc, eq, getTableColumns, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as t from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const actor = alias(t.user, "own_actor");
const by = { name: actor.name, role: actor.role };
const agreer = alias(t.user, "own_agreer");
const first = { name: agreer.name, role: agreer.role };

/** The account, and where it is signed in. Never a password, not even its hash. */
export async function ownAccount(db: Db, userId: string) {
  const { user, session, account, calendarFeed } = t;
  const [person] = await db.select().from(user).where(eq(user.id, userId));
  const { id, createdAt, expiresAt, ipAddress, userAgent } = session;
  const [sessions, signIns, calendars] = await Promise.all([
    db
      .select({ id, createdAt, expiresAt, ipAddress, userAgent })
      .from(session)
      .where(eq(session.userId, userId)),
    db
      .select({ provider: account.providerId, createdAt: account.createdAt, changedAt: account.updatedAt })
      .from(account)
      .where(eq(account.userId, userId)),
    db
      .select({ createdAt: calendarFeed.createdAt, revokedAt: calendarFeed.revokedAt })
      .from(calendarFeed)
      .where(eq(calendarFeed.userId, userId)),
  ]);
  return { ...person, signIns, sessions, calendars };
}

export const ownConsents = (db: Db, userId: string) =>
  db.select().from(t.consent).where(eq(t.consent.userId, userId)).orderBy(asc(t.consent.givenAt));

export const ownDevices = (db: Db, userId: string) =>
  db.select().from(t.device).where(eq(t.device.userId, userId)).orderBy(asc(t.device.createdAt));

/** Enrolments with what the phone said of each photo; who decided by name. */
export async function ownEnrolments(db: Db, userId: string) {
  const { enrolment, enrolmentPhoto } = t;
  const rows = await db
    .select({ ...getTableColumns(enrolment), decidedBy: by, agreedBy: first })
    .from(enrolment)
    .leftJoin(actor, eq(actor.id, enrolment.decidedBy))
    .leftJoin(agreer, eq(agreer.id, enrolment.agreedBy))
    .where(eq(enrolment.userId, userId))
    .orderBy(asc(enrolment.createdAt));
  const { enrolmentId, pose, claim, photoId } = enrolmentPhoto;
  const photos = await db
    .select({ enrolmentId, pose, claim, photoId })
    .from(enrolmentPhoto)
    .innerJoin(enrolment, eq(enrolment.id, enrolmentId))
    .where(eq(enrolment.userId, userId));
  return rows.map((row) =>
    Object.assign(row, { photos: photos.filter((photo) => photo.enrolmentId === row.id) }),
  );
}

/** Check-ins exactly as they were signed, with what became of them and what the server measured. */
export async function ownCheckIns(db: Db, userId: string) {
  const { entry, verificationResult, meeting, course } = t;
  const rows = await db
    .select({ ...getTableColumns(entry), courseName: course.name, carrier: by })
    .from(entry)
    .leftJoin(meeting, eq(meeting.id, entry.meetingId))
    .leftJoin(course, eq(course.id, meeting.courseId))
    .leftJoin(actor, eq(actor.id, entry.carrierId))
    .where(eq(entry.userId, userId))
    .orderBy(asc(entry.capturedMs), asc(entry.hash));
  const checks = await db
    .select(getTableColumns(verificationResult))
    .from(verificationResult)
    .innerJoin(entry, eq(entry.hash, verificationResult.entryHash))
    .where(eq(entry.userId, userId))
    .orderBy(asc(verificationResult.at));
  return rows.map(({ carrierId: _, ...row }) =>
    Object.assign(row, { verifications: checks.filter(({ entryHash }) => entryHash === row.hash) }),
  );
}

/** Meetings where somebody or something said something of this person's attendance. */
export const ownAttendance = (db: Db, userId: string) =>
  db
    .selectDistinctOn([t.mark.meetingId], {
      meetingId: t.mark.meetingId,
      courseName: t.course.name,
      title: t.meeting.title,
      startsAt: t.meeting.startsAt,
      endsAt: t.meeting.endsAt,
      status: t.attendance.status,
      source: t.attendance.source,
      reason: t.attendance.reason,
      updatedAt: t.attendance.updatedAt,
    })
    .from(t.mark)
    .innerJoin(t.meeting, eq(t.meeting.id, t.mark.meetingId))
    .innerJoin(t.course, eq(t.course.id, t.meeting.courseId))
    .leftJoin(
      t.attendance,
      and(eq(t.attendance.meetingId, t.mark.meetingId), eq(t.attendance.userId, userId)),
    )
    .where(eq(t.mark.userId, userId))
    .orderBy(t.mark.meetingId);

/** Requests with what was answered, and what is known of a document that came along. */
export const ownRequests = (db: Db, userId: string) =>
  db
    .select({
      ...getTableColumns(t.request),
      courseName: t.course.name,
      decidedBy: by,
      document: {
        name: t.requestAttachment.name,
        contentType: t.requestAttachment.contentType,
        bytes: t.requestAttachment.bytes,
        sha256: t.requestAttachment.sha256,
        lakeName: t.requestAttachment.lakeName,
      },
    })
    .from(t.request)
    .innerJoin(t.course, eq(t.course.id, t.request.courseId))
    .leftJoin(actor, eq(actor.id, t.request.decidedBy))
    .leftJoin(t.requestAttachment, eq(t.requestAttachment.requestId, t.request.id))
    .where(eq(t.request.userId, userId))
    .orderBy(asc(t.request.createdAt));

export const ownCourses = (db: Db, userId: string) =>
  db
    .select({
      ...getTableColumns(t.courseMember),
      name: t.course.name,
      code: t.course.code,
      group: t.courseGroup.name,
    })
    .from(t.courseMember)
    .innerJoin(t.course, eq(t.course.id, t.courseMember.courseId))
    .leftJoin(t.courseGroup, eq(t.courseGroup.id, t.courseMember.groupId))
    .where(eq(t.courseMember.userId, userId))
    .orderBy(asc(t.courseMember.joinedAt));

/** What was written down with this person as its subject, or done by this person about nobody else. */
export const ownAudit = (db: Db, userId: string) =>
  db
    .select({ id: t.audit.id, at: t.audit.at, action: t.audit.action, detail: t.audit.detail, by })
    .from(t.audit)
    .leftJoin(actor, eq(actor.id, t.audit.actorId))
    .where(eq(t.audit.subjectId, userId))
    .orderBy(desc(t.audit.at));

export const ownDeletions = (db: Db, userId: string) =>
  db
    .select()
    .from(t.deletionLog)
    .where(eq(t.deletionLog.subjectId, userId))
    .orderBy(asc(t.deletionLog.at), asc(t.deletionLog.id));

/** Reports that wait for this person, or that are about them alone. */
export const ownReports = (db: Db, userId: string) =>
  db
    .select({ ...getTableColumns(t.madeReport), courseName: t.course.name })
    .from(t.madeReport)
    .innerJoin(t.course, eq(t.course.id, t.madeReport.courseId))
    .where(or(eq(t.madeReport.userId, userId), eq(t.madeReport.studentId, userId)))
    .orderBy(asc(t.madeReport.createdAt));
