import { and, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { institutionStop, unknownStop } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Whether the database knows of a stop that came into force, or has had a stop of its own since it was found. */
export async function knowsStop(db: Db, id: string): Promise<boolean> {
  const inForce = and(
    sql`${institutionStop.id}::text = ${id}`,
    inArray(institutionStop.state, ["destroying", "done"]),
  );
  const settled = and(sql`${unknownStop.id} = ${id}`, isNotNull(unknownStop.settledAt));
  return (await db.$count(institutionStop, inForce)) > 0 || (await db.$count(unknownStop, settled)) > 0;
}

/** Writes down that there was a stop that the database does not know. @returns false when it was written already */
export async function noteUnknownStop(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .insert(unknownStop)
    .values({ id })
    .onConflictDoNothing()
    .returning({ id: unknownStop.id });
  return rows.length > 0;
}

/** What the unknown stops destroyed has been destroyed here, too. */
export const settleUnknownStops = (tx: Db, at: Date) =>
  tx.update(unknownStop).set({ settledAt: at }).where(isNull(unknownStop.settledAt));

export const isOlderThanStop = async (db: Db): Promise<boolean> =>
  (await db.$count(unknownStop, isNull(unknownStop.settledAt))) > 0;
