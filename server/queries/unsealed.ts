import { and, eq, inArray, isNotNull, notLike, type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { blob, device, enrolmentPhoto, entry, photo, template } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** What an installation from before the vault has in the clear, until server/jobs/seal-old.ts has sealed it. */
const plain = (name: PgColumn): SQL | undefined => and(isNotNull(name), notLike(name, "sealed/%"));

/** How much is still in the clear. */
export async function countUnsealed(db: Db): Promise<{ templates: number; objects: number }> {
  const [templates, photos, blobs] = await Promise.all([
    db.$count(template, eq(template.sealed, false)),
    db.$count(photo, plain(photo.lakeName)),
    db.$count(blob, plain(blob.lakeName)),
  ]);
  return { templates, objects: photos + blobs };
}

export const unsealedTemplates = (db: Db, after: string, limit: number) =>
  db
    .select()
    .from(template)
    .where(and(eq(template.sealed, false), sql`${template.id} > ${after}`))
    .orderBy(template.id)
    .limit(limit);

/** Unless it was sealed or forgotten meanwhile. */
export const setSealedTemplate = (db: Db, id: string, embedding: Buffer) =>
  db
    .update(template)
    .set({ embedding, sealed: true })
    .where(and(eq(template.id, id), eq(template.sealed, false)));

/** Photos in the clear, and what a new name is made of. */
export const unsealedPhotos = (db: Db, after: string, limit: number) =>
  db
    .select({
      id: photo.id,
      userId: photo.userId,
      kind: photo.kind,
      lakeName: photo.lakeName,
      sha256: photo.sha256,
    })
    .from(photo)
    .where(and(plain(photo.lakeName), sql`${photo.id} > ${after}`))
    .orderBy(photo.id)
    .limit(limit);

/** Bytes that check-ins announced, in the clear: photos that have no row of their own (yet), and embeddings. */
export const unsealedBlobs = (db: Db, after: { hash: string; did: string }, limit: number) =>
  db
    .select({
      hash: blob.hash,
      did: blob.did,
      lakeName: blob.lakeName,
      userId: device.userId,
      /** of an entry that announced it as its embedding */
      jws: sql<string | null>`(select min(e.jws) from ${entry} e
        where e.did = ${blob.did} and e.embedding_hash = ${blob.hash})`,
    })
    .from(blob)
    .innerJoin(device, eq(device.did, blob.did))
    .where(and(plain(blob.lakeName), sql`(${blob.hash}, ${blob.did}) > (${after.hash}, ${after.did}::uuid)`))
    .orderBy(blob.hash, blob.did)
    .limit(limit);

/** The object has another name now, wherever the old one stood. @returns how many rows named it: none once it was forgotten */
export async function renameObject(tx: Db, from: string, to: string): Promise<number> {
  const named = tx.select({ id: photo.id }).from(photo).where(eq(photo.lakeName, from));
  await tx.update(enrolmentPhoto).set({ lakeName: to }).where(inArray(enrolmentPhoto.photoId, named));
  const photos = await tx.update(photo).set({ lakeName: to }).where(eq(photo.lakeName, from)).returning();
  const blobs = await tx.update(blob).set({ lakeName: to }).where(eq(blob.lakeName, from)).returning();
  return photos.length + blobs.length;
}

/** Whether a row says that its bytes are in the object of this name. */
export const isNamed = async (tx: Db, name: string): Promise<boolean> =>
  (await tx.$count(photo, eq(photo.lakeName, name))) + (await tx.$count(blob, eq(blob.lakeName, name))) > 0;

/** An embedding lies in its row from now on. */
export const setSealedBlob = (
  tx: Db,
  { did, hash, lakeName }: { did: string; hash: string; lakeName: string },
  sealed: Buffer,
) =>
  tx
    .update(blob)
    .set({ sealed, lakeName: null })
    .where(and(eq(blob.did, did), eq(blob.hash, hash), eq(blob.lakeName, lakeName)))
    .returning();
