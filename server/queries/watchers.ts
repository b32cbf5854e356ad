import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { courseMember, meeting, session, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** The people behind sessions that stand, and what each is in the meeting's course; in one query, however many watch. */
export const watchersOf = (db: Db, meetingId: string, sessionIds: readonly string[]) =>
  db
    .select({ sessionId: session.id, role: user.role, member: courseMember.role })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .innerJoin(meeting, eq(meeting.id, meetingId))
    .leftJoin(
      courseMember,
      and(
        eq(courseMember.courseId, meeting.courseId),
        eq(courseMember.userId, user.id),
        isNull(courseMember.leftAt),
      ),
    )
    .where(and(inArray(session.id, [...sessionIds]), sql`${session.expiresAt} > now()`));
export type Watcher = Awaited<ReturnType<typeof watchersOf>>[number];
