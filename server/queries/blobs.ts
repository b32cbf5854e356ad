import { and, eq, or, sql } from "drizzle-orm";
import { blob, consent, device, entry } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import { changeEntry } from "./entries.ts";
import { addJob } from "./jobs.ts";
import { notifyLive } from "./live.ts";
import { isWithdrawn } from "./withdrawals.ts";

const announces = (did: string, hash: string) =>
  and(eq(entry.did, did), or(eq(entry.photoHash, hash), eq(entry.embeddingHash, hash)));

/** The entry of a device that announced these bytes, whether they are kept already, and whether they may be; null: nothing did. */
export async function announcement(db: Db, did: string, hash: string) {
  // drizzle leaves the table's name out of what is selected from one table: inside a subquery it must be written
  const [row] = await db
    .select({
      userId: entry.userId,
      jws: entry.jws,
      photoHash: entry.photoHash,
      kept: sql<boolean>`exists (select 1 from ${blob} b where b.did = entry.did and b.hash = ${hash})`,
      consented: sql<boolean>`exists (select 1 from ${consent} c where c.user_id = entry.user_id and c.withdrawn_at is null)
        and not ${isWithdrawn(sql`entry.user_id`, sql`entry.captured_ms`)}`,
    })
    .from(entry)
    .where(announces(did, hash))
    .limit(1);
  return row ?? null;
}
export type Announcement = NonNullable<Awaited<ReturnType<typeof announcement>>>;

class Withdrawn extends Error {}

/**
 * Notes bytes that the lake has, and queues the verification of every entry that is whole with them.
 * @returns false without the student's consent, perhaps withdrawn while the bytes were on their way: they must not stay
 */
export function commitBlob(db: Database, added: typeof blob.$inferInsert): Promise<boolean> {
  return db
    .transaction(async (tx) => {
      // sent in one go; the connection does them one after the other
      const [[held], , whole] = await Promise.all([
        tx.execute<{ consented: boolean }>(sql`select exists (select 1 from ${consent} c
          where c.user_id = d.user_id and c.withdrawn_at is null) as consented
          from ${device} d where d.did = ${added.did} for no key update of d`),
        tx.insert(blob).values(added).onConflictDoNothing(),
        tx
          .select({ hash: entry.hash, meetingId: entry.meetingId, userId: entry.userId })
          .from(entry)
          .where(
            and(
              announces(added.did, added.hash),
              eq(entry.state, "pending"),
              eq(entry.code, "blob"),
              sql`not exists (select 1 from (values (${entry.photoHash}), (${entry.embeddingHash})) w(hash)
                where not exists (select 1 from ${blob} b where b.did = ${entry.did} and b.hash = w.hash))`,
            ),
          ),
      ]);
      if (!held?.consented) throw new Withdrawn();
      await Promise.all(
        whole.flatMap(({ hash, meetingId, userId }) => [
          changeEntry(tx, hash, { code: "verify" }),
          addJob(tx, "verify_entry", { hash }, { key: `verify:${hash}` }),
          notifyLive(tx, { meetingId, userId }),
        ]),
      );
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof Withdrawn) return false;
      throw error;
    });
}
