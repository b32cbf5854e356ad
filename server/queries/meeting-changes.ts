/** What becomes of a planned meeting: cancelled, restored, moved, opened by its course's rule. Locks: slot, then meeting. */
import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, meeting, slot, slotException } from "../../drizzle/schema.ts";
import { DEFAULT_CLOSE_AFTER_MIN } from "../../shared/api/course.ts";
import type { Database, Db } from "../context.ts";
import type { Span } from "../domain/wall-time.ts";
import { openOrClose } from "./actions.ts";
import { reconsiderEntries } from "./claims.ts";
import { notifyLive } from "./live.ts";
import { lockMeeting, type MeetingRow } from "./meetings.ts";

/** Who says so, and when. */
export interface Decision {
  readonly actorId: string;
  readonly now: Date;
}

/** The meeting, locked, if nobody has opened it; else null. */
export async function lockPlanned(
  tx: Db,
  row: Pick<MeetingRow, "id" | "slotId">,
): Promise<MeetingRow | null> {
  if (row.slotId !== null) {
    await tx.select({ id: slot.id }).from(slot).where(eq(slot.id, row.slotId)).for("key share");
  }
  const locked = await lockMeeting(tx, row.id);
  return locked && locked.openedAt === null ? locked : null;
}

export async function cancelMeeting(
  tx: Db,
  row: MeetingRow,
  reason: string,
  by: Decision,
): Promise<MeetingRow> {
  await except(tx, row, { kind: "cancelled", reason }, by);
  return revise(tx, row.id, { cancelledAt: row.cancelledAt ?? by.now, cancelReason: reason }, by);
}

/** It takes place after all, where and when it last was to. */
export async function restoreMeeting(tx: Db, row: MeetingRow, by: Decision): Promise<MeetingRow> {
  await (row.movedFrom === null
    ? withoutException(tx, row)
    : except(tx, row, { kind: "moved", startsAt: row.startsAt, endsAt: row.endsAt, roomId: row.roomId }, by));
  return revise(tx, row.id, { cancelledAt: null, cancelReason: null }, by);
}

/** Another time or room. Back to where it was planned, it is as if it had never been moved. */
export async function moveMeeting(
  tx: Db,
  row: MeetingRow,
  to: Span & { roomId: string | null },
  by: Decision,
): Promise<MeetingRow> {
  const planned = row.movedFrom ?? row.startsAt;
  const isBack = row.movedFrom !== null && planned.getTime() === to.startsAt.getTime();
  await (isBack ? withoutException(tx, row) : except(tx, row, { kind: "moved", ...to }, by));
  const moved = await revise(tx, row.id, { ...to, movedFrom: isBack ? null : planned }, by);
  // who came too early or too late for the old hours may be in time for the new ones
  await reconsiderEntries(tx, { meetingId: row.id, widened: true });
  return moved;
}

type Exception = Pick<
  typeof slotException.$inferInsert,
  "kind" | "reason" | "startsAt" | "endsAt" | "roomId"
>;

async function except(
  tx: Db,
  { slotId, slotDate }: MeetingRow,
  what: Exception,
  by: Decision,
): Promise<void> {
  if (slotId === null || slotDate === null) return;
  const set = {
    reason: null,
    startsAt: null,
    endsAt: null,
    roomId: null,
    ...what,
    createdBy: by.actorId,
    createdAt: by.now,
  };
  await tx
    .insert(slotException)
    .values({ id: uuidv7(), slotId, date: slotDate, ...set })
    .onConflictDoUpdate({ target: [slotException.slotId, slotException.date], set });
}

async function withoutException(tx: Db, { slotId, slotDate }: MeetingRow): Promise<void> {
  if (slotId === null || slotDate === null) return;
  await tx
    .delete(slotException)
    .where(and(eq(slotException.slotId, slotId), eq(slotException.date, slotDate)));
}

async function revise(
  tx: Db,
  id: string,
  change: Partial<MeetingRow>,
  { now }: Decision,
): Promise<MeetingRow> {
  const [row] = await tx
    .update(meeting)
    .set({ ...change, revision: sql`${meeting.revision} + 1`, revisedAt: now })
    .where(eq(meeting.id, id))
    .returning();
  if (!row) throw new Error("the meeting vanished under its lock");
  await notifyLive(tx, { meetingId: id, userId: null });
  return row;
}

/** null, which is never due, where the course opens by hand */
const opensAt = sql<Date>`${meeting.startsAt} - make_interval(mins =>
  (${course.policy} ->> 'openBeforeMin')::int)`.mapWith(meeting.startsAt);
const overAt = sql`${meeting.endsAt} + make_interval(mins => coalesce(case when ${course.policy} ? 'closeAfterMin'
  then (${course.policy} ->> 'closeAfterMin')::int else ${DEFAULT_CLOSE_AFTER_MIN} end, 0))`;

/**
 * Planned meetings that are due to open by their course's rule, with when. One that would have closed again by now is left to
 * a person: nobody is absent because the server was away.
 */
export const dueMeetings = (db: Db, now: Date) =>
  db
    .select({ id: meeting.id, opensAt: opensAt.as("opens_at") })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(
      and(
        isNull(meeting.openedAt),
        isNull(meeting.cancelledAt),
        // by the index, before the policy is read: the rule opens an hour ahead at most, and closes half a day late
        lte(meeting.startsAt, new Date(now.getTime() + 3_600_000)),
        gt(meeting.startsAt, new Date(now.getTime() - 2 * 86_400_000)),
        sql`${opensAt} <= ${now.toISOString()}::timestamptz`,
        sql`${overAt} > ${now.toISOString()}::timestamptz`,
      ),
    )
    .limit(500);

/**
 * Opens a meeting by its course's rule, as of when it was due; once, however many servers try. Unless somebody has opened,
 * cancelled or moved it meanwhile. By rule several meetings of a course may be open at a time.
 */
export function openByRule(db: Database, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const row = await lockMeeting(tx, id);
    if (!row || row.openedAt || row.cancelledAt) return false;
    const [due] = await tx
      .select({ at: opensAt.as("opens_at") })
      .from(meeting)
      .innerJoin(course, eq(course.id, meeting.courseId))
      .where(eq(meeting.id, id));
    if (!due?.at || due.at > now) return false;
    const at = new Date(Math.max(due.at.getTime(), row.createdAt.getTime()));
    await openOrClose(tx, row, { kind: "open", at, actorId: null });
    return true;
  });
}
