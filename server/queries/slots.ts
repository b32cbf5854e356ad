/** Weekly slots and the meetings that they stand for. Locks: slot, then meetings. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { courseGroup, meeting, room, slot, slotException } from "../../drizzle/schema.ts";
import type { SlotRequest } from "../../shared/api/timetable.ts";
import type { Database, Db } from "../context.ts";
import { planSlot, type SlotMeeting, type SlotPlan } from "../domain/slots.ts";
import { notifyLive } from "./live.ts";

export type SlotRow = typeof slot.$inferSelect;
/** Now, and the university's time zone. */
export interface Clock {
  readonly now: Date;
  readonly timeZone: string;
}

const ahead = sql<number>`(select count(*)::int from ${meeting} m
  where m.slot_id = "slot"."id" and m.cancelled_at is null and m.ends_at > now())`;

/** Slots of a course as a week shows them. */
export const listSlots = (db: Db, courseId: string) =>
  db
    .select({ slot, room: room.name, groupName: courseGroup.name, ahead })
    .from(slot)
    .leftJoin(room, eq(room.id, slot.roomId))
    .leftJoin(courseGroup, eq(courseGroup.id, slot.groupId))
    .where(eq(slot.courseId, courseId))
    .orderBy(asc(slot.weekday), asc(slot.startsAt), asc(slot.id));

/** A new slot with its meetings. */
export async function addSlot(tx: Db, courseId: string, values: SlotRequest, clock: Clock): Promise<void> {
  const [row] = await tx
    .insert(slot)
    .values({ id: uuidv7(), courseId, ...values })
    .returning();
  if (row) await planStored(tx, row.id, row, clock);
}

/** Changes a slot and with it the meetings that have not begun. @returns false when the course has no such slot */
export async function changeSlot(
  tx: Db,
  courseId: string,
  id: string,
  values: SlotRequest,
  clock: Clock,
): Promise<boolean> {
  const [row] = await tx
    .update(slot)
    .set(values)
    .where(and(eq(slot.id, id), eq(slot.courseId, courseId)))
    .returning();
  if (row) await planStored(tx, id, row, clock);
  return row !== undefined;
}

/** Takes a slot away, and the meetings of it that have not begun. What took place stays. @returns false when there is none */
export async function deleteSlot(tx: Db, courseId: string, id: string, clock: Clock): Promise<boolean> {
  const [row] = await tx
    .select({ id: slot.id })
    .from(slot)
    .where(and(eq(slot.id, id), eq(slot.courseId, courseId)))
    .for("update");
  if (!row) return false;
  await planStored(tx, id, null, clock);
  await tx.delete(slot).where(eq(slot.id, id));
  return true;
}

/** Slots that may still have meetings to come. */
export const currentSlots = (db: Db, today: string) =>
  db
    .select({ id: slot.id })
    .from(slot)
    .where(sql`${slot.until} >= ${today}`)
    .orderBy(asc(slot.id));

/**
 * Brings the meetings of one slot in line with it, in a transaction of its own; twice is as once.
 * @returns how many meetings it made, changed, or took away
 */
export function planAgain(db: Database, id: string, clock: Clock): Promise<number> {
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(slot).where(eq(slot.id, id)).for("no key update");
    return row ? planStored(tx, id, row, clock) : 0;
  });
}

async function planStored(tx: Db, id: string, row: SlotRow | null, clock: Clock): Promise<number> {
  const plan = planSlot(row, await meetingsOfSlot(tx, id), clock);
  await carryOut(tx, id, row, plan, clock.now);
  return plan.add.length + plan.change.length + plan.remove.length + plan.cancel.length;
}

const meetingsOfSlot = (tx: Db, id: string): Promise<SlotMeeting[]> =>
  tx
    .select({
      id: meeting.id,
      slotDate: sql<string>`coalesce(${meeting.slotDate}, ${meeting.startsAt}::date)::text`,
      startsAt: meeting.startsAt,
      endsAt: meeting.endsAt,
      groupId: meeting.groupId,
      roomId: meeting.roomId,
      title: meeting.title,
      decided: sql<boolean>`(${meeting.movedFrom} is not null or ${meeting.cancelledAt} is not null)`,
      touched: sql<boolean>`(${meeting.openedAt} is not null
        or exists (select 1 from mark k where k.meeting_id = "meeting"."id")
        or exists (select 1 from entry e where e.meeting_id = "meeting"."id"))`,
      asked: sql<boolean>`exists (select 1 from request r where r.meeting_id = "meeting"."id")`,
    })
    .from(meeting)
    .where(eq(meeting.slotId, id))
    .orderBy(asc(meeting.slotDate))
    .for("update");

async function carryOut(
  tx: Db,
  slotId: string,
  row: SlotRow | null,
  plan: SlotPlan,
  now: Date,
): Promise<void> {
  const revised = { revision: sql`${meeting.revision} + 1`, revisedAt: now };
  if (plan.remove.length > 0) {
    const gone = await tx
      .delete(meeting)
      .where(inArray(meeting.id, [...plan.remove]))
      .returning({ date: meeting.slotDate });
    const dates = gone.flatMap(({ date }) => date ?? []);
    if (dates.length > 0)
      await tx
        .delete(slotException)
        .where(and(eq(slotException.slotId, slotId), inArray(slotException.date, dates)));
  }
  if (plan.cancel.length > 0) {
    await tx
      .update(meeting)
      .set({ cancelledAt: now, ...revised })
      .where(inArray(meeting.id, [...plan.cancel]));
  }
  for (const { id, ...values } of plan.change) {
    await tx
      .update(meeting)
      .set({ ...values, ...revised })
      .where(eq(meeting.id, id));
  }
  if (row && plan.add.length > 0) {
    const { courseId } = row;
    const rows = plan.add.map((values) => Object.assign({ id: uuidv7(), courseId, slotId }, values));
    await tx.insert(meeting).values(rows).onConflictDoNothing();
  }
  for (const { id } of plan.change) await notifyLive(tx, { meetingId: id, userId: null });
}
