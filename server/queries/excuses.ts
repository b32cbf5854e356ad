import { and, eq, isNotNull, sql } from "drizzle-orm";
import { attendance, courseMember, entry, meeting, request } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { excuses } from "../domain/excuse.ts";
import { markAbsences } from "./absences.ts";
import { eligible } from "./eligibility.ts";
import { notifyLive } from "./live.ts";
import { addTeacherMark } from "./marks.ts";

type Of = { meetingId: string; userId?: string | undefined } | { requestId: string };

/** Closed meetings that granted requests are about, with what is known of their students there. */
const granted = (tx: Db, of: Of) =>
  tx
    .select({
      meetingId: meeting.id,
      userId: request.userId,
      requestId: request.id,
      named: sql<boolean>`${request.meetingId} is not null`,
      actorId: request.decidedBy,
      reason: request.answer,
      attendance: { status: attendance.status, source: attendance.source },
      // a check-in that is still looked at may be a presence: it is asked about first
      held: sql<boolean>`exists (select 1 from ${entry} e where e.meeting_id = ${meeting.id}
        and e.user_id = ${request.userId} and e.state in ('pending', 'review'))`,
    })
    .from(request)
    .innerJoin(
      meeting,
      and(
        eq(meeting.courseId, request.courseId),
        sql`(${request.meetingId} = ${meeting.id} or ${meeting.startsAt}::date between ${request.fromDate} and ${request.untilDate})`,
      ),
    )
    .innerJoin(
      courseMember,
      and(eq(courseMember.courseId, meeting.courseId), eq(courseMember.userId, request.userId)),
    )
    .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, request.userId)))
    .where(
      and(
        eq(request.kind, "excuse"),
        eq(request.state, "granted"),
        isNotNull(meeting.closedAt),
        eligible(),
        "meetingId" in of ? eq(meeting.id, of.meetingId) : eq(request.id, of.requestId),
        "userId" in of && of.userId !== undefined ? eq(request.userId, of.userId) : undefined,
      ),
    )
    .orderBy(meeting.startsAt, request.decidedAt);

/**
 * Marks as excused whom a granted request excuses (domain/excuse.ts): at the close of a meeting, or, once it is granted, at
 * the meetings that are over. The mark is the deciding teacher's and names the request.
 * @returns how many were marked
 */
async function excuse(tx: Db, of: Of): Promise<number> {
  const done = new Set<string>();
  for (const row of await granted(tx, of)) {
    const { meetingId, userId, requestId, actorId, reason } = row;
    const pair = `${meetingId} ${userId}`;
    if (done.has(pair) || !excuses(row.attendance, row.named) || (row.held && !row.named)) continue;
    done.add(pair);
    await addTeacherMark(tx, {
      meetingId,
      userId,
      status: "excused",
      reason: reason || null,
      actorId,
      requestId,
    });
    await notifyLive(tx, { meetingId, userId });
  }
  return done.size;
}

/**
 * What a closed meeting makes of those who did not come: excused by a granted request, else absent. Nothing while it is open.
 * @param userId only this student
 */
export async function markMissing(tx: Db, meetingId: string, userId?: string): Promise<void> {
  await excuse(tx, { meetingId, userId });
  await markAbsences(tx, meetingId, userId);
}

/** Marks the meetings that are over and that a request, granted just now, is about. @returns how many */
export const excuseGranted = (tx: Db, requestId: string) => excuse(tx, { requestId });
