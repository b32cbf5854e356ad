import { and, eq } from "drizzle-orm";
import { course, entry, mark } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { arrivalStatus } from "../domain/window.ts";
import { notifyLive } from "./live.ts";
import { refold } from "./marks.ts";
import type { MeetingRow } from "./meetings.ts";

/**
 * What check-ins have made present or late, when an earlier opening of their meeting arrives: the hour from which lateness
 * counts has moved, and everybody is to end where they would be had it arrived first. The mark stays the check-in's one
 * mark, with the status that the rules give it now. The caller holds the meeting's lock.
 */
export async function restateArrivals(
  tx: Db,
  { id: meetingId, courseId, startsAt, openedAt }: MeetingRow,
): Promise<void> {
  const counted = await tx
    .select({
      markId: mark.id,
      userId: mark.userId,
      status: mark.status,
      capturedMs: entry.capturedMs,
      policy: course.policy,
    })
    .from(mark)
    .innerJoin(entry, eq(entry.hash, mark.entryHash))
    .innerJoin(course, eq(course.id, courseId))
    .where(and(eq(mark.meetingId, meetingId), eq(mark.source, "automatic"), eq(mark.frozen, false)))
    .orderBy(mark.userId);
  const times = { startsMs: startsAt.getTime(), openedMs: openedAt?.getTime() ?? null };
  for (const { markId, userId, status, capturedMs, policy } of counted) {
    const restated = arrivalStatus(times, capturedMs, policy);
    if (restated === status) continue;
    await tx.update(mark).set({ status: restated }).where(eq(mark.id, markId));
    await refold(tx, { meetingId, userId });
    await notifyLive(tx, { meetingId, userId });
  }
}
