/** Terms and rooms: what the administrator plans for everybody. */
import { asc, desc, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, meeting, room, slot, term } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const courses = sql<number>`(select count(*)::int from ${course} c where c.term_id = "term"."id")`;

/** The latest first. */
export const listTerms = (db: Db) =>
  db
    .select({ id: term.id, name: term.name, startsOn: term.startsOn, endsOn: term.endsOn, courses })
    .from(term)
    .orderBy(desc(term.startsOn), desc(term.id));

export type TermValues = Pick<typeof term.$inferInsert, "name" | "startsOn" | "endsOn">;

/** @returns false when another term has the name */
export async function addTerm(db: Db, values: TermValues): Promise<boolean> {
  const rows = await db
    .insert(term)
    .values({ id: uuidv7(), ...values })
    .onConflictDoNothing()
    .returning({ id: term.id });
  return rows.length > 0;
}

/** "taken": another term has the name; "unknown": there is none with this id */
export async function changeTerm(
  db: Db,
  id: string,
  values: TermValues,
): Promise<"done" | "taken" | "unknown"> {
  const [other] = await db.select({ id: term.id }).from(term).where(eq(term.name, values.name));
  if (other && other.id !== id) return "taken";
  const rows = await db.update(term).set(values).where(eq(term.id, id)).returning({ id: term.id });
  return rows.length > 0 ? "done" : "unknown";
}

/** Its courses are of no term from then on. @returns false when there was none */
export async function deleteTerm(db: Db, id: string): Promise<boolean> {
  return (await db.delete(term).where(eq(term.id, id)).returning({ id: term.id })).length > 0;
}

export async function findTerm(db: Db, id: string) {
  const [row] = await db.select().from(term).where(eq(term.id, id));
  return row ?? null;
}

/** By name, as people sort: "A2" before "A10". */
export const listRooms = (db: Db) =>
  db
    .select({ id: room.id, name: room.name, seats: room.seats })
    .from(room)
    .orderBy(asc(room.name), asc(room.id));

export type RoomValues = Pick<typeof room.$inferInsert, "name" | "seats">;

/** @returns false when another room has the name */
export async function addRoom(db: Db, values: RoomValues): Promise<boolean> {
  const rows = await db
    .insert(room)
    .values({ id: uuidv7(), ...values })
    .onConflictDoNothing()
    .returning({ id: room.id });
  return rows.length > 0;
}

export async function changeRoom(
  db: Db,
  id: string,
  values: RoomValues,
): Promise<"done" | "taken" | "unknown"> {
  const [other] = await db.select({ id: room.id }).from(room).where(eq(room.name, values.name));
  if (other && other.id !== id) return "taken";
  const rows = await db.update(room).set(values).where(eq(room.id, id)).returning({ id: room.id });
  return rows.length > 0 ? "done" : "unknown";
}

/** "used": slots or meetings are in it */
export async function deleteRoom(db: Db, id: string): Promise<"done" | "used" | "unknown"> {
  const rows = await db
    .delete(room)
    .where(
      sql`${room.id} = ${id} and not exists (select 1 from ${slot} where ${slot.roomId} = ${id})
        and not exists (select 1 from ${meeting} where ${meeting.roomId} = ${id})`,
    )
    .returning({ id: room.id });
  if (rows.length > 0) return "done";
  return (await roomExists(db, id)) ? "used" : "unknown";
}

export async function roomExists(db: Db, id: string): Promise<boolean> {
  return (await db.select({ id: room.id }).from(room).where(eq(room.id, id))).length > 0;
}
