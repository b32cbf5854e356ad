import { eq, sql } from "drizzle-orm";
import { meeting, teacherAction } from "../../drizzle/schema.ts";
import type { TeacherAction } from "../../shared/api/actions.ts";
import type { Database, Db } from "../context.ts";
import { markMissing } from "./excuses.ts";
import { restateArrivals } from "./arrivals.ts";
import { reconsiderEntries } from "./claims.ts";
import { notifyLive } from "./live.ts";
import { lockMeeting, type MeetingRow, turnMeeting } from "./meetings.ts";

/**
 * Opens or closes a meeting, with all that follows from it: waiting check-ins are judged anew, a closed meeting marks who was
 * absent, and whoever watches hears of it. The caller holds the meeting's lock.
 */
export async function openOrClose(
  tx: Db,
  row: MeetingRow,
  deed: Parameters<typeof turnMeeting>[2],
): Promise<MeetingRow> {
  const turned = await turnMeeting(tx, row, deed);
  await reconsiderEntries(tx, { meetingId: row.id, widened: hasWidened(row, turned) });
  if (opensEarlier(row, turned)) await restateArrivals(tx, turned);
  await markMissing(tx, row.id);
  await notifyLive(tx, { meetingId: row.id, userId: null });
  return turned;
}

const opensEarlier = (before: MeetingRow, after: MeetingRow): boolean =>
  before.openedAt !== null && after.openedAt !== null && after.openedAt < before.openedAt;

/** Whether the meeting's hours are longer than they were, so that refusals for its hours may no longer hold. */
const hasWidened = (before: MeetingRow, after: MeetingRow): boolean =>
  (after.openedAt?.getTime() ?? Infinity) < (before.openedAt?.getTime() ?? Infinity) ||
  (after.closedAt?.getTime() ?? Infinity) > (before.closedAt?.getTime() ?? Infinity);

/** Closes a meeting by its course's rule, unless somebody has closed it or opened it again meanwhile. */
export function closeByRule(db: Database, meetingId: string, at: Date): Promise<void> {
  return db.transaction(async (tx) => {
    const row = await lockMeeting(tx, meetingId);
    if (!row?.openedAt || row.closedAt || (row.reopenedAt ?? row.openedAt) > at) return;
    await openOrClose(tx, row, { kind: "close", at, actorId: null });
  });
}

/** Keeps an action. @returns false when one with this id is kept already; a second one at the same moment waits here */
export async function keepAction(
  tx: Db,
  action: TeacherAction,
  kept: { actorId: string; at: Date; receivedAt: Date },
): Promise<boolean> {
  const { id, kind, meetingId } = action;
  const rows = await tx
    .insert(teacherAction)
    .values({ id, kind, meetingId, payload: action, ...kept })
    .onConflictDoNothing()
    .returning({ id: teacherAction.id });
  return rows.length > 0;
}

/** Who sent the kept action of this id, and about which meeting; null when there is none. */
export async function findAction(db: Db, id: string) {
  const [row] = await db
    .select({ actorId: teacherAction.actorId, meetingId: teacherAction.meetingId })
    .from(teacherAction)
    .where(eq(teacherAction.id, id));
  return row ?? null;
}

/** The head count of a meeting is the latest of the counts that were kept, whatever the order in which they came. */
export async function countHeads(tx: Db, meetingId: string): Promise<void> {
  const latest = sql<number | null>`(select (a.payload ->> 'people')::int from ${teacherAction} a
    where a.meeting_id = ${meetingId} and a.kind = 'count' order by a.at desc, a.id desc limit 1)`;
  await tx.update(meeting).set({ headCount: latest }).where(eq(meeting.id, meetingId));
  await notifyLive(tx, { meetingId, userId: null });
}
