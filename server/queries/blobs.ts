import { and, eq, or, type Placeholder, sql } from "drizzle-orm";
import { blob, consent, device, entry } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import { builtOnce } from "./built-once.ts";
import { holdDevice } from "./devices.ts";
import { nextVersion } from "./entries.ts";
import { inOneGo } from "./in-one-go.ts";
import { jobAdded } from "./jobs.ts";
import { liveTold } from "./live.ts";
import { isWithdrawn } from "./withdrawals.ts";

const announces = (did: string | Placeholder, hash: string | Placeholder) =>
  and(eq(entry.did, did), or(eq(entry.photoHash, hash), eq(entry.embeddingHash, hash)));

// drizzle leaves the table's name out of what is selected from one table: inside a subquery it must be written
const announced = {
  userId: entry.userId,
  jws: entry.jws,
  photoHash: entry.photoHash,
  embeddingHash: entry.embeddingHash,
  consented: sql<boolean>`exists (select 1 from ${consent} c where c.user_id = entry.user_id and c.withdrawn_at is null)
    and not ${isWithdrawn(sql`entry.user_id`, sql`entry.captured_ms`)}`,
};
const [did, hash] = [sql.placeholder("did"), sql.placeholder("hash")];

const announcing = builtOnce((db) =>
  db
    .select({
      ...announced,
      kept: sql<boolean>`exists (select 1 from ${blob} b where b.did = entry.did and b.hash = ${hash})`,
    })
    .from(entry)
    .where(announces(did, hash))
    .limit(1)
    .prepare("announcement"),
);

/** The entry of a device that announced these bytes, whether they are kept already, and whether they may be; null: nothing did. */
export async function announcement(db: Db, did: string, hash: string) {
  const [row] = await announcing(db).execute({ did, hash });
  return row ?? null;
}
export type Announcement = NonNullable<Awaited<ReturnType<typeof announcement>>>;

const announcingBoth = builtOnce((db) =>
  db
    .select({
      ...announced,
      kept: sql<boolean>`(select count(*) = 2 from ${blob} b
        where b.did = entry.did and b.hash in (entry.photo_hash, entry.embedding_hash))`,
    })
    .from(entry)
    .where(and(eq(entry.did, did), eq(entry.hash, hash)))
    .prepare("announcement_of_both"),
);

/** The same of an entry by its own hash, for its photo and its embedding together. */
export async function announcementOfBoth(db: Db, did: string, entryHash: string) {
  const [row] = await announcingBoth(db).execute({ did, hash: entryHash });
  return row ?? null;
}

export type NewBlob = Pick<typeof blob.$inferInsert, "hash" | "bytes" | "lakeName" | "sealed">;

/**
 * Notes bytes that are kept, and queues the verification of every entry that is whole with them.
 * @returns false without the student's consent, perhaps withdrawn while the bytes were on their way: they must not stay
 */
export function commitBlobs(db: Database, did: string, added: readonly NewBlob[]): Promise<boolean> {
  return db.transaction(async (tx) => {
    const hashes = sql.join(
      added.map((one) => sql`${one.hash}`),
      sql`, `,
    );
    const rows = added.map(
      ({ hash, bytes, lakeName = null, sealed = null }) =>
        sql`select ${hash}, ${did}::uuid, ${bytes}::integer, ${lakeName}::text, ${sealed}::bytea from consented`,
    );
    const whole = tx
      .update(entry)
      .set({ code: "verify", version: nextVersion(entry.did) })
      .where(
        and(
          eq(entry.did, did),
          sql`(${entry.photoHash} in (${hashes}) or ${entry.embeddingHash} in (${hashes}))`,
          eq(entry.state, "pending"),
          eq(entry.code, "blob"),
          sql`exists (select 1 from consented)`,
          sql`not exists (select 1 from (values (${entry.photoHash}), (${entry.embeddingHash})) w(hash)
            where w.hash not in (${hashes}) and not exists (select 1 from ${blob} b where b.did = ${did} and b.hash = w.hash))`,
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
    const [, [kept]] = await inOneGo(
      holdDevice(tx, did),
      tx.execute<{ consented: boolean }>(sql`with consented as (select 1 from ${device} d
          where d.did = ${did} and exists (select 1 from ${consent} c where c.user_id = d.user_id and c.withdrawn_at is null)),
        added as (insert into ${blob} (hash, did, bytes, lake_name, sealed)
          ${sql.join(rows, sql` union all `)} on conflict do nothing),
        whole as ${whole}
        select exists (select 1 from consented) as consented,
          (select count(${jobAdded("verify_entry", sql`json_build_object('hash', w.hash)`, { key, once: true })})
            from whole w) as jobs,
          (select count(${liveTold(sql`w.meeting_id`, sql`w.user_id`)}) from whole w) as told`),
    );
    return kept?.consented ?? false;
  });
}
