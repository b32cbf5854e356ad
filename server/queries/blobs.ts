import { and, eq, or } from "drizzle-orm";
import { blob, entry } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import { hasConsented } from "./consents.ts";
import { lockDevice } from "./devices.ts";
import { changeEntry, type EntryRow, missingBlobs } from "./entries.ts";
import { addJob } from "./jobs.ts";
import { notifyLive } from "./live.ts";

export type BlobRow = typeof blob.$inferSelect;

/** The entries of a device that announced these bytes. */
export const entriesAnnouncing = (db: Db, did: string, hash: string): Promise<EntryRow[]> =>
  db
    .select()
    .from(entry)
    .where(and(eq(entry.did, did), or(eq(entry.photoHash, hash), eq(entry.embeddingHash, hash))));

export async function findBlob(db: Db, did: string, hash: string): Promise<BlobRow | null> {
  const [row] = await db
    .select()
    .from(blob)
    .where(and(eq(blob.did, did), eq(blob.hash, hash)));
  return row ?? null;
}

/**
 * Notes bytes that the lake has, and queues the verification of every entry that is whole with them.
 * @returns false without the student's consent, perhaps withdrawn while the bytes were on their way: they must not stay
 */
export function commitBlob(db: Database, added: typeof blob.$inferInsert): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { userId } = await lockDevice(tx, added.did);
    if (!(await hasConsented(tx, userId))) return false;
    await tx.insert(blob).values(added).onConflictDoNothing();
    for (const row of await entriesAnnouncing(tx, added.did, added.hash)) {
      if (row.state !== "pending" || row.code !== "blob" || (await missingBlobs(tx, row)).length > 0)
        continue;
      await changeEntry(tx, row.hash, { code: "verify" });
      await addJob(tx, "verify_entry", { hash: row.hash }, { key: `verify:${row.hash}` });
      await notifyLive(tx, { meetingId: row.meetingId, userId: row.userId });
    }
    return true;
  });
}
