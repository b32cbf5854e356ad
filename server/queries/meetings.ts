import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, courseMember, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

export type MeetingRow = typeof meeting.$inferSelect;

/** A meeting, its course's name and what one person is in that course; null when there is no such meeting. */
export async function findMeetingFor(db: Db, meetingId: string, userId: string) {
  const [row] = await db
    .select({ meeting, courseName: course.name, member: courseMember.role })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .leftJoin(
      courseMember,
      and(eq(courseMember.courseId, course.id), eq(courseMember.userId, userId), isNull(courseMember.leftAt)),
    )
    .where(eq(meeting.id, meetingId));
  return row ?? null;
}

/** Meetings of a course, the latest first. */
export const listMeetings = (db: Db, courseId: string) =>
  db
    .select({ meeting, courseName: course.name })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(eq(meeting.courseId, courseId))
    .orderBy(desc(meeting.startsAt), desc(meeting.id));

/** A new meeting; with `openedBy` it is open from the start. */
export async function createMeeting(
  db: Db,
  values: { courseId: string; title: string | null; startsAt: Date; endsAt: Date; openedBy?: string },
): Promise<MeetingRow> {
  const opened = values.openedBy === undefined ? {} : { openedAt: new Date() };
  const [row] = await db
    .insert(meeting)
    .values({ id: uuidv7(), ...values, ...opened })
    .returning();
  if (!row) throw new Error("a meeting was not stored");
  return row;
}

/** The meeting, locked until the transaction ends. */
export async function lockMeeting(tx: Db, meetingId: string): Promise<MeetingRow | null> {
  const [row] = await tx.select().from(meeting).where(eq(meeting.id, meetingId)).for("update");
  return row ?? null;
}

/** The id of the course's open meeting, or null. */
export async function openMeetingOf(db: Db, courseId: string): Promise<string | null> {
  const [row] = await db
    .select({ id: meeting.id })
    .from(meeting)
    .where(and(eq(meeting.courseId, courseId), isNotNull(meeting.openedAt), isNull(meeting.closedAt)))
    .limit(1);
  return row?.id ?? null;
}

/** Opens a planned meeting, or a closed one again; the first opening time stays. */
export async function setOpen(tx: Db, meetingId: string, openedBy: string): Promise<MeetingRow> {
  const [row] = await tx
    .update(meeting)
    .set({ openedAt: sql`coalesce(${meeting.openedAt}, now())`, closedAt: null, openedBy })
    .where(eq(meeting.id, meetingId))
    .returning();
  if (!row) throw new Error("the meeting vanished under its lock");
  return row;
}

export async function setClosed(tx: Db, meetingId: string, at: Date): Promise<MeetingRow> {
  const [row] = await tx.update(meeting).set({ closedAt: at }).where(eq(meeting.id, meetingId)).returning();
  if (!row) throw new Error("the meeting vanished under its lock");
  return row;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Meetings of the courses in which someone is a student now, from `daysBack` ago to `daysAhead`, in order of time. */
export const studentMeetings = (db: Db, userId: string, now: Date, daysBack: number, daysAhead: number) =>
  db
    .select({ meeting, courseName: course.name })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .innerJoin(courseMember, and(eq(courseMember.courseId, course.id), eq(courseMember.userId, userId)))
    .where(
      and(
        eq(courseMember.role, "student"),
        isNull(courseMember.leftAt),
        gt(meeting.endsAt, new Date(now.getTime() - daysBack * DAY_MS)),
        lt(meeting.startsAt, new Date(now.getTime() + daysAhead * DAY_MS)),
      ),
    )
    .orderBy(asc(meeting.startsAt), asc(meeting.id));
