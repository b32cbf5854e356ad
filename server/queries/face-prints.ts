import { eq, lt, sql } from "drizzle-orm";
import { entry, facePrint } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** For a statement on check-ins: the student's prints, sealed, and which version of them; null: none. */
export const printsOfEntry = () => ({
  sealed: sql<Buffer | null>`(select f.prints from ${facePrint} f where f.user_id = ${entry.userId})`,
  version: sql<number>`coalesce((select f.version from ${facePrint} f where f.user_id = ${entry.userId}), 0)`,
});

/** For a statement on check-ins: the first earlier one, of anybody, that announced the very same bytes; null: none. */
export const sameBytes = () => sql<string | null>`(select o.hash from ${entry} o
  where o.photo_hash = ${entry.photoHash} and (o.received_at, o.hash) < (${entry.receivedAt}, ${entry.hash})
  order by o.received_at, o.hash limit 1)`;

/** The version of a student's prints; no row: there are none. */
export const printsVersion = (tx: Db, userId: string) =>
  tx.select({ version: facePrint.version }).from(facePrint).where(eq(facePrint.userId, userId));

/** Writes a student's prints over those of before, as part of a statement. */
export const keepPrints = (tx: Db, row: { userId: string; prints: Buffer; version: number }) => {
  const { prints, version } = row;
  const changedAt = new Date();
  return tx
    .insert(facePrint)
    .values({ ...row, changedAt })
    .onConflictDoUpdate({ target: facePrint.userId, set: { prints, version, changedAt } });
};

/** Forgets what the photos of one student looked like, or of all whose last one is this old. */
export const forgetPrints = (tx: Db, of: { userId: string } | { before: Date }) =>
  tx
    .delete(facePrint)
    .where("userId" in of ? eq(facePrint.userId, of.userId) : lt(facePrint.changedAt, of.before));

/** A student's prints, sealed, for that student; null: none. */
export async function ownPrints(db: Db, userId: string): Promise<Buffer | null> {
  const [row] = await db
    .select({ prints: facePrint.prints })
    .from(facePrint)
    .where(eq(facePrint.userId, userId));
  return row?.prints ?? null;
}

/** Students of whom there are prints. */
export const countPrints = (db: Db): Promise<number> => db.$count(facePrint);
