import { and, eq, or, type Placeholder, sql } from "drizzle-orm";
import { blob, consent, device, entry } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import { builtOnce } from "./built-once.ts";
import { holdDevice } from "./devices.ts";
import { nextVersion } from "./entries.ts";
import { jobAdded } from "./jobs.ts";
import { liveTold } from "./live.ts";
import { isWithdrawn } from "./withdrawals.ts";

const announces = (did: string | Placeholder, hash: string | Placeholder) =>
  and(eq(entry.did, did), or(eq(entry.photoHash, hash), eq(entry.embeddingHash, hash)));

const announcing = builtOnce((db) => {
  const [did, hash] = [sql.placeholder("did"), sql.placeholder("hash")];
  // drizzle leaves the table's name out of what is selected from one table: inside a subquery it must be written
  return db
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
    .limit(1)
    .prepare("announcement");
});

/** The entry of a device that announced these bytes, whether they are kept already, and whether they may be; null: nothing did. */
export async function announcement(db: Db, did: string, hash: string) {
  const [row] = await announcing(db).execute({ did, hash });
  return row ?? null;
}
export type Announcement = NonNullable<Awaited<ReturnType<typeof announcement>>>;

/**
 * Notes bytes that the lake has, and queues the verification of every entry that is whole with them.
 * @returns false without the student's consent, perhaps withdrawn while the bytes were on their way: they must not stay
 */
export function commitBlob(db: Database, added: typeof blob.$inferInsert): Promise<boolean> {
  const { did, hash } = added;
  return db.transaction(async (tx) => {
    const whole = tx
      .update(entry)
      .set({ code: "verify", version: nextVersion(entry.did) })
      .where(
        and(
          announces(did, hash),
          eq(entry.state, "pending"),
          eq(entry.code, "blob"),
          sql`exists (select 1 from consented)`,
          sql`not exists (select 1 from (values (${entry.photoHash}), (${entry.embeddingHash})) w(hash)
            where w.hash <> ${hash} and not exists (select 1 from ${blob} b where b.did = ${did} and b.hash = w.hash))`,
        ),
      )
      .returning({
        hash: entry.hash,
        version: entry.version,
        meetingId: entry.meetingId,
        userId: entry.userId,
      });
    // of this change of the entry alone: what a verification before it still does, it has begun without these bytes
    const key = sql`concat('verify:', w.hash, ':', w.version)`;
    // sent in one go: what comes second looks when it has the lock of the first
    const [, [kept]] = await Promise.all([
      holdDevice(tx, did),
      tx.execute<{ consented: boolean }>(sql`with consented as (select 1 from ${device} d
          where d.did = ${did} and exists (select 1 from ${consent} c where c.user_id = d.user_id and c.withdrawn_at is null)),
        added as (insert into ${blob} (hash, did, bytes, lake_name, sealed)
          select ${hash}, ${did}::uuid, ${added.bytes}::integer, ${added.lakeName ?? null}::text, ${added.sealed ?? null}::bytea
          from consented on conflict do nothing),
        whole as ${whole}
        select exists (select 1 from consented) as consented,
          (select count(${jobAdded("verify_entry", sql`json_build_object('hash', w.hash)`, { key, once: true })})
            from whole w) as jobs,
          (select count(${liveTold(sql`w.meeting_id`, sql`w.user_id`)}) from whole w) as told`),
    ]);
    return kept?.consented ?? false;
  });
}
