import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, courseGroup, courseMember, meeting, room } from "../../drizzle/schema.ts";
import { DEFAULT_CLOSE_AFTER_MIN } from "../../shared/api/course.ts";
import { withDeed } from "../../shared/meeting-times.ts";
import type { Db } from "../context.ts";
import { concerns } from "./eligibility.ts";

export type MeetingRow = typeof meeting.$inferSelect;

/** A meeting with the names of its room and group: what is shown of it. */
export const shownMeeting = {
  ...getTableColumns(meeting),
  roomName: sql<string | null>`(select r.name from ${room} r where r.id = ${meeting.roomId})`,
  groupName: sql<string | null>`(select g.name from ${courseGroup} g where g.id = ${meeting.groupId})`,
};

/** A meeting, its course's name and what one person is in that course; null when there is no such meeting. */
export async function findMeetingFor(db: Db, meetingId: string, userId: string) {
  const [row] = await db
    .select({ meeting: shownMeeting, courseName: course.name, member: courseMember.role })
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
    .select({ meeting: shownMeeting, courseName: course.name })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(eq(meeting.courseId, courseId))
    .orderBy(desc(meeting.startsAt), desc(meeting.id));

/** A new meeting; with `openedBy` it is open from the start. */
export async function createMeeting(
  db: Db,
  values: Pick<MeetingRow, "courseId" | "title" | "startsAt" | "endsAt"> &
    Partial<Pick<MeetingRow, "roomId" | "groupId">> & { openedBy?: string },
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

/** The open meetings of a course: by the timetable there may be several, as of two groups. */
export const openMeetingsOf = (db: Db, courseId: string) =>
  db
    .select({ id: meeting.id, groupId: meeting.groupId })
    .from(meeting)
    .where(and(eq(meeting.courseId, courseId), isNotNull(meeting.openedAt), isNull(meeting.closedAt)));

const ms = (at: Date | null) => at?.getTime() ?? null;
const moment = (atMs: number | null) => (atMs === null ? null : new Date(atMs));

/**
 * Writes down that a meeting was opened or closed (shared/meeting-times.ts). The caller holds its lock.
 * @param actorId null: it closed by itself
 */
export async function turnMeeting(
  tx: Db,
  row: MeetingRow,
  deed: { kind: "open" | "close"; at: Date; actorId: string | null },
): Promise<MeetingRow> {
  const clock = {
    openedMs: ms(row.openedAt),
    reopenedMs: ms(row.reopenedAt),
    closedMs: ms(row.closedAt),
    closedItself: row.closedItself,
  };
  const { kind, at, actorId } = deed;
  const next = withDeed(clock, { kind, atMs: at.getTime(), itself: actorId === null });
  const first = kind === "open" && next.openedMs === at.getTime() && clock.openedMs !== next.openedMs;
  const [changed] = await tx
    .update(meeting)
    .set({
      openedAt: moment(next.openedMs),
      reopenedAt: moment(next.reopenedMs),
      closedAt: moment(next.closedMs),
      closedItself: next.closedItself,
      ...(first && { openedBy: actorId }),
    })
    .where(eq(meeting.id, row.id))
    .returning();
  if (!changed) throw new Error("the meeting vanished under its lock");
  return changed;
}

/** Writes down that the clock of the device that opened a meeting was unsure. The caller holds the meeting's lock. */
export const noteUnsureClock = (tx: Db, meetingId: string, clockToldAt: Date) =>
  tx.update(meeting).set({ clockToldAt }).where(eq(meeting.id, meetingId));

/** Ids of a course's meetings that are open, or lie within so many days back and ahead and take place. */
export async function meetingIdsAround(
  db: Db,
  courseId: string,
  { now, daysBack, daysAhead }: { now: Date; daysBack: number; daysAhead: number },
): Promise<string[]> {
  const near = and(
    isNull(meeting.cancelledAt),
    gt(meeting.endsAt, new Date(now.getTime() - daysBack * DAY_MS)),
    lt(meeting.startsAt, new Date(now.getTime() + daysAhead * DAY_MS)),
  );
  const open = and(isNotNull(meeting.openedAt), isNull(meeting.closedAt));
  const rows = await db
    .select({ id: meeting.id })
    .from(meeting)
    .where(and(eq(meeting.courseId, courseId), or(open, near)))
    .orderBy(asc(meeting.startsAt), asc(meeting.id));
  return rows.map(({ id }) => id);
}

/** A meeting that a teacher's device made. @returns null when one has this id already */
export async function insertMeeting(
  tx: Db,
  values: Pick<MeetingRow, "id" | "courseId" | "title" | "startsAt" | "endsAt" | "createdAt" | "clockToldAt">,
): Promise<MeetingRow | null> {
  const [row] = await tx.insert(meeting).values(values).onConflictDoNothing().returning();
  return row ?? null;
}

/** null, which is never due, where the course's rule says so */
const closesAt =
  sql<Date>`greatest(${meeting.endsAt}, ${meeting.openedAt}, ${meeting.reopenedAt}) + make_interval(mins =>
  case when ${course.policy} ? 'closeAfterMin' then (${course.policy} ->> 'closeAfterMin')::int
  else ${DEFAULT_CLOSE_AFTER_MIN} end)`.mapWith(meeting.endsAt);

/** Open meetings that are due to close by themselves, with when: their course's minutes after the end or the last opening. */
export const overdueMeetings = (db: Db, now: Date) =>
  db
    .select({ id: meeting.id, closesAt: closesAt.as("closes_at") })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(
      and(
        isNotNull(meeting.openedAt),
        isNull(meeting.closedAt),
        sql`${closesAt} <= ${now.toISOString()}::timestamptz`,
      ),
    )
    .limit(500);

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Meetings of the courses in which someone is a student now and is expected, from `daysBack` ago to `daysAhead`, in order of
 * time; cancelled ones too, so that nobody goes there.
 */
export const studentMeetings = (db: Db, userId: string, now: Date, daysBack: number, daysAhead: number) =>
  db
    .select({ meeting: shownMeeting, courseName: course.name })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .innerJoin(courseMember, and(eq(courseMember.courseId, course.id), eq(courseMember.userId, userId)))
    .where(
      and(
        isNull(courseMember.leftAt),
        concerns(),
        gt(meeting.endsAt, new Date(now.getTime() - daysBack * DAY_MS)),
        lt(meeting.startsAt, new Date(now.getTime() + daysAhead * DAY_MS)),
      ),
    )
    .orderBy(asc(meeting.startsAt), asc(meeting.id));

/**
 * Everything that someone studies, assists or teaches between two instants, in order of time. A student sees the meetings at
 * which they are expected, and the cancelled ones of those.
 */
export const meetingsOfPerson = (db: Db, userId: string, from: Date, until: Date) =>
  db
    .select({
      meeting: shownMeeting,
      courseName: course.name,
      courseCode: course.code,
      role: courseMember.role,
    })
    .from(courseMember)
    .innerJoin(course, eq(course.id, courseMember.courseId))
    .innerJoin(meeting, eq(meeting.courseId, course.id))
    .where(
      and(
        eq(courseMember.userId, userId),
        isNull(courseMember.leftAt),
        or(sql`${courseMember.role} <> 'student'`, concerns()),
        gt(meeting.endsAt, from),
        lt(meeting.startsAt, until),
      ),
    )
    .orderBy(asc(meeting.startsAt), asc(meeting.endsAt), asc(meeting.id));
