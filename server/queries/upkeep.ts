import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { blob, galleryPhoto, keyBackup, photo, requestAttachment, upkeepRun } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

export type UpkeepKind = (typeof upkeepRun.$inferSelect)["kind"];
/** How long it stays written down that a look was had, ms. */
const RUNS_KEPT_MS = 30 * 24 * 3_600_000;

/** The last look of a kind; null: none yet. */
export async function lastUpkeep(db: Db, kind: UpkeepKind) {
  const [row] = await db
    .select({ at: upkeepRun.at, detail: upkeepRun.detail })
    .from(upkeepRun)
    .where(eq(upkeepRun.kind, kind))
    .orderBy(desc(upkeepRun.at))
    .limit(1);
  return row ?? null;
}

export async function noteUpkeep(db: Db, kind: UpkeepKind, detail: unknown, now: Date): Promise<void> {
  await db.insert(upkeepRun).values({ id: uuidv7(), kind, detail, at: now });
  await db
    .delete(upkeepRun)
    .where(and(eq(upkeepRun.kind, kind), lt(upkeepRun.at, new Date(now.getTime() - RUNS_KEPT_MS))));
}

/** Any number will do, as long as every process takes the same. */
const UPKEEP_LOCK = 726_345_012;
/** Whether this transaction alone looks after this kind now; another one that does is left to it. */
export async function holdUpkeep(tx: Db, kind: UpkeepKind | "stop"): Promise<boolean> {
  const [row] = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(${UPKEEP_LOCK}, hashtext(${kind})) as held`,
  );
  return row?.held ?? false;
}

/** Forgets photos of check-ins: that their bytes came, and their rows, unless they are references again. */
export async function forgetCheckInPhotos(
  tx: Db,
  photos: readonly { hash: string; did: string; lake_name: string; photo_id: string | null }[],
): Promise<string[]> {
  const names: string[] = [];
  for (const { hash, did, lake_name: name, photo_id: id } of photos) {
    if (id !== null && (await tx.$count(galleryPhoto, eq(galleryPhoto.photoId, id))) > 0) continue;
    await tx.delete(blob).where(and(eq(blob.did, did), eq(blob.hash, hash)));
    if (id !== null) await tx.delete(photo).where(eq(photo.id, id));
    names.push(name);
  }
  return names;
}

export const forgetBlobs = async (tx: Db, blobs: readonly { hash: string; did: string }[]): Promise<void> => {
  for (const { hash, did } of blobs) await tx.delete(blob).where(and(eq(blob.did, did), eq(blob.hash, hash)));
};

/** Forgets documents. @returns names of those that were still there */
export async function forgetDocuments(tx: Db, requestIds: readonly string[]): Promise<string[]> {
  if (requestIds.length === 0) return [];
  const rows = await tx
    .delete(requestAttachment)
    .where(inArray(requestAttachment.requestId, [...requestIds]))
    .returning({ name: requestAttachment.lakeName });
  return rows.map(({ name }) => name);
}

/** A backup of the keys was written here; one that had been in this place before is there no more. */
export async function noteKeyBackup(db: Db, of: { path: string; host: string }): Promise<void> {
  await db
    .update(keyBackup)
    .set({ deletedAt: new Date() })
    .where(and(eq(keyBackup.path, of.path), eq(keyBackup.host, of.host), isNull(keyBackup.deletedAt)));
  await db.insert(keyBackup).values({ id: uuidv7(), ...of });
}

/** Backups of the keys that are not known to be deleted. */
export const keyBackups = (db: Db) => db.select().from(keyBackup).where(isNull(keyBackup.deletedAt));

export const keyBackupGone = (db: Db, id: string, now: Date) =>
  db.update(keyBackup).set({ deletedAt: now }).where(eq(keyBackup.id, id));
