import { and, asc, desc, eq, isNotNull, isNull, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import {
  attendance,
  course,
  courseMember,
  meeting,
  request,
  requestAttachment,
  user,
} from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { eligible } from "./eligibility.ts";
import { isLocked } from "./lock.ts";

export type RequestRow = typeof request.$inferSelect;
/** Latest so many; the newest of what is open come first. */
const MOST = 500;
const teacher = alias(user, "deciding_teacher");

/** Meetings of a student that a request for dates is about, so far. */
const meetingsWithin = sql<number>`(select count(*) from ${meeting}
  join ${courseMember} on ${courseMember.courseId} = ${meeting.courseId} and ${courseMember.userId} = ${request.userId}
  where ${meeting.courseId} = ${request.courseId} and ${eligible()}
  and ${meeting.startsAt}::date between ${request.fromDate} and ${request.untilDate})`.mapWith(Number);

const views = (db: Db, where: SQL | undefined) =>
  db
    .select({
      request,
      courseName: course.name,
      student: { id: user.id, name: user.name, studentNumber: user.studentNumber },
      meeting: { id: about.id, title: about.title, startsAt: about.startsAt, endsAt: about.endsAt },
      status: attendance.status,
      meetings: meetingsWithin,
      decidedBy: teacher.name,
      attachment: {
        name: requestAttachment.name,
        contentType: requestAttachment.contentType,
        bytes: requestAttachment.bytes,
      },
    })
    .from(request)
    .innerJoin(course, eq(course.id, request.courseId))
    .innerJoin(user, eq(user.id, request.userId))
    .leftJoin(about, eq(about.id, request.meetingId))
    .leftJoin(attendance, and(eq(attendance.meetingId, request.meetingId), eq(attendance.userId, user.id)))
    .leftJoin(teacher, eq(teacher.id, request.decidedBy))
    .leftJoin(requestAttachment, eq(requestAttachment.requestId, request.id))
    .where(where)
    .orderBy(sql`${request.state} <> 'open'`, desc(request.createdAt), desc(request.id))
    .limit(MOST);
// not `meeting` itself: the count of meetings asks that one
const about = alias(meeting, "about");
export type RequestViewRow = Awaited<ReturnType<typeof views>>[number];

export const requestsOfStudent = (db: Db, userId: string) => views(db, eq(request.userId, userId));
export const requestsOfCourse = (db: Db, courseId: string) => views(db, eq(request.courseId, courseId));
export async function requestView(db: Db, id: string): Promise<RequestViewRow | null> {
  const [row] = await views(db, eq(request.id, id));
  return row ?? null;
}

/** A request with what its course makes of the caller. `member` null: no standing there now. */
export async function findRequestFor(db: Db, id: string, callerId: string) {
  const [row] = await db
    .select({ request, member: courseMember.role })
    .from(request)
    .leftJoin(
      courseMember,
      and(
        eq(courseMember.courseId, request.courseId),
        eq(courseMember.userId, callerId),
        isNull(courseMember.leftAt),
      ),
    )
    .where(eq(request.id, id));
  return row ?? null;
}

export async function lockRequest(tx: Db, id: string): Promise<RequestRow | null> {
  const [row] = await tx.select().from(request).where(eq(request.id, id)).for("update");
  return row ?? null;
}

/** Keeps the meetings of a request's dates from being closed until the transaction ends: either sees what the other did. */
export async function holdMeetings(
  tx: Db,
  { courseId, fromDate, untilDate }: Pick<RequestRow, "courseId" | "fromDate" | "untilDate">,
): Promise<void> {
  await tx
    .select({ id: meeting.id })
    .from(meeting)
    .where(
      and(
        eq(meeting.courseId, courseId),
        sql`${meeting.startsAt}::date between ${fromDate} and ${untilDate}`,
      ),
    )
    .orderBy(meeting.id)
    .for("share");
}

/** Whether the grades of a meeting are locked. */
export async function meetingLocked(db: Db, meetingId: string): Promise<boolean> {
  const [row] = await db
    .select({ locked: isLocked(meetingId) })
    .from(meeting)
    .where(eq(meeting.id, meetingId));
  return row?.locked ?? false;
}

type NewRequestRow = Pick<RequestRow, "kind" | "courseId" | "userId" | "reason"> &
  Partial<Pick<RequestRow, "meetingId" | "fromDate" | "untilDate" | "wanted">>;

/** @returns null when one of this kind about this meeting is open already */
export async function insertRequest(tx: Db, values: NewRequestRow): Promise<string | null> {
  const [row] = await tx
    .insert(request)
    .values({ id: uuidv7(), ...values })
    .onConflictDoNothing()
    .returning({ id: request.id });
  return row?.id ?? null;
}

/** How many of a student's requests in a course wait for an answer. */
export async function openRequests(db: Db, userId: string, courseId: string): Promise<number> {
  return db.$count(
    request,
    and(eq(request.userId, userId), eq(request.courseId, courseId), eq(request.state, "open")),
  );
}

export async function changeRequest(
  tx: Db,
  id: string,
  change: Partial<Pick<RequestRow, "state" | "answer" | "given" | "decidedBy" | "decidedAt">>,
): Promise<void> {
  await tx.update(request).set(change).where(eq(request.id, id));
}

/** The answers of a student that were not seen are seen now. */
export async function markAnswersSeen(db: Db, userId: string): Promise<void> {
  await db
    .update(request)
    .set({ seenAt: new Date() })
    .where(and(eq(request.userId, userId), isNotNull(request.decidedAt), isNull(request.seenAt)));
}

/** Open requests by course of those that someone teaches, and how many answers to the own ones were not seen. */
export async function requestsWaiting(db: Db, userId: string) {
  const byCourse = await db
    .select({ courseId: request.courseId, count: sql<number>`count(*)`.mapWith(Number) })
    .from(courseMember)
    .innerJoin(request, and(eq(request.courseId, courseMember.courseId), eq(request.state, "open")))
    .where(
      and(eq(courseMember.userId, userId), eq(courseMember.role, "teacher"), isNull(courseMember.leftAt)),
    )
    .groupBy(request.courseId);
  const answered = await db.$count(
    request,
    and(
      eq(request.userId, userId),
      isNull(request.seenAt),
      or(eq(request.state, "granted"), eq(request.state, "refused")),
    ),
  );
  return { byCourse, answered };
}

/** Keeps what is known of a request's document; an earlier one is replaced. @returns the lake name that is free now */
export async function keepAttachment(
  tx: Db,
  values: typeof requestAttachment.$inferInsert,
): Promise<string | null> {
  const [old] = await tx
    .select({ lakeName: requestAttachment.lakeName })
    .from(requestAttachment)
    .where(eq(requestAttachment.requestId, values.requestId));
  const { requestId, ...rest } = values;
  await tx
    .insert(requestAttachment)
    .values({ requestId, ...rest })
    .onConflictDoUpdate({ target: requestAttachment.requestId, set: rest });
  return old && old.lakeName !== values.lakeName ? old.lakeName : null;
}

export async function findAttachment(db: Db, requestId: string) {
  const [row] = await db.select().from(requestAttachment).where(eq(requestAttachment.requestId, requestId));
  return row ?? null;
}

/** A student's meeting of a course, with the status there; null: no such meeting, or not the student's. */
export async function studentMeeting(db: Db, meetingId: string, userId: string) {
  const [row] = await db
    .select({ meeting, status: attendance.status, expected: eligible() })
    .from(meeting)
    .innerJoin(
      courseMember,
      and(
        eq(courseMember.courseId, meeting.courseId),
        eq(courseMember.userId, userId),
        eq(courseMember.role, "student"),
      ),
    )
    .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, userId)))
    .where(eq(meeting.id, meetingId))
    .orderBy(asc(meeting.id));
  return row && (row.expected || row.status) ? row : null;
}
