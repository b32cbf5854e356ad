/** Subscriptions to one's own timetable: of the secret in the address only the hash is kept. */
import { and, eq, isNull } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { calendarFeed, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const standing = (userId: string) => and(eq(calendarFeed.userId, userId), isNull(calendarFeed.revokedAt));

/** When the subscription in force was made; null without one. */
export async function feedOf(db: Db, userId: string): Promise<Date | null> {
  const [row] = await db
    .select({ createdAt: calendarFeed.createdAt })
    .from(calendarFeed)
    .where(standing(userId));
  return row?.createdAt ?? null;
}

/** A new subscription; the one before it ends. */
export async function renewFeed(tx: Db, userId: string, secretHash: string): Promise<Date> {
  // one after the other for each person
  await tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("no key update");
  await revokeFeed(tx, userId);
  const [row] = await tx
    .insert(calendarFeed)
    .values({ id: uuidv7(), userId, secretHash })
    .returning({ createdAt: calendarFeed.createdAt });
  if (!row) throw new Error("a subscription was not stored");
  return row.createdAt;
}

/** Whoever has its address sees nothing from then on. */
export const revokeFeed = (db: Db, userId: string) =>
  db.update(calendarFeed).set({ revokedAt: new Date() }).where(standing(userId));

/** Whose subscription it is, and their language; null when it was revoked or never was. */
export async function ownerOfFeed(db: Db, secretHash: string) {
  const [row] = await db
    .select({ id: user.id, name: user.name, language: user.language })
    .from(calendarFeed)
    .innerJoin(user, eq(user.id, calendarFeed.userId))
    .where(and(eq(calendarFeed.secretHash, secretHash), isNull(calendarFeed.revokedAt)));
  return row ?? null;
}
