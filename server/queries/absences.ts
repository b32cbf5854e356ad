import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { attendance, courseMember, entry, mark, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { FACE_CODES } from "../domain/meeting.ts";
import { eligible } from "./eligibility.ts";
import { isLocked } from "./lock.ts";
import { holdPair } from "./marks.ts";

/**
 * The automatic marks of a meeting's close: absent for each student who was expected (eligibility.ts) and has neither an
 * attendance nor a check-in that holds (see domain/meeting.ts, holdsAbsence; the condition here is the same in SQL). None
 * while the grades are locked.
 * @param userId only this student's, where the meeting is closed already
 * @returns how many were marked
 */
export async function markAbsences(tx: Db, meetingId: string, userId?: string): Promise<number> {
  if (userId !== undefined) await holdPair(tx, { meetingId, userId });
  const rows = await tx
    .select({ userId: courseMember.userId })
    .from(meeting)
    .innerJoin(courseMember, eq(courseMember.courseId, meeting.courseId))
    .leftJoin(
      attendance,
      and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, courseMember.userId)),
    )
    .where(
      and(
        eq(meeting.id, meetingId),
        isNotNull(meeting.openedAt),
        isNotNull(meeting.closedAt),
        userId === undefined ? undefined : eq(courseMember.userId, userId),
        eligible(),
        isNull(attendance.status),
        sql`not ${isLocked(meetingId)}`,
        sql`not exists (select 1 from ${entry} e where e.meeting_id = ${meeting.id} and e.user_id = ${courseMember.userId}
          and (e.state <> 'rejected' or e.code in ${[...FACE_CODES]}))`,
      ),
    );
  if (rows.length === 0) return 0;
  const marks = rows.map(({ userId }) => ({
    meetingId,
    userId,
    source: "automatic" as const,
    status: "absent" as const,
  }));
  await tx.insert(mark).values(marks.map((row) => ({ id: uuidv7(), ...row, at: sql`clock_timestamp()` })));
  await tx.insert(attendance).values(marks).onConflictDoNothing();
  return rows.length;
}
