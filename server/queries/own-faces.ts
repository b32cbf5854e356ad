/** What the database holds of one person's face, for that person. */
import { and, asc, eq, getTableColumns, isNotNull, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import * as t from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const actor = alias(t.user, "own_actor");

/** What served as a reference, why it came and went, and findings of faces alike: the other person is not named. */
export async function ownReferences(db: Db, userId: string) {
  const { galleryPhoto, templateEvent, duplicateHit } = t;
  const { id, score, modelDigest, decision, note, decidedAt, createdAt } = duplicateHit;
  const [photos, events, alike] = await Promise.all([
    db
      .select()
      .from(galleryPhoto)
      .where(eq(galleryPhoto.userId, userId))
      .orderBy(asc(galleryPhoto.receivedAt)),
    db
      .select({ ...getTableColumns(templateEvent), actorId: actor.name })
      .from(templateEvent)
      .leftJoin(actor, eq(actor.id, templateEvent.actorId))
      .where(eq(templateEvent.userId, userId))
      .orderBy(asc(templateEvent.at)),
    db
      .select({ id, score, modelDigest, decision, note, decidedAt, createdAt })
      .from(duplicateHit)
      .where(or(eq(duplicateHit.userId, userId), eq(duplicateHit.otherId, userId))),
  ]);
  return { photos, events, facesAlike: alike };
}

export const ownTemplates = (db: Db, userId: string) =>
  db
    .select()
    .from(t.template)
    .where(eq(t.template.userId, userId))
    .orderBy(asc(t.template.createdAt), asc(t.template.id));

/** Embeddings that the phone sent with check-ins, sealed. */
export const ownClaimedEmbeddings = (db: Db, userId: string) =>
  db
    .select({
      hash: t.blob.hash,
      did: t.blob.did,
      sealed: t.blob.sealed,
      entryHash: t.entry.hash,
      jws: t.entry.jws,
    })
    .from(t.blob)
    .innerJoin(t.entry, and(eq(t.entry.did, t.blob.did), eq(t.entry.embeddingHash, t.blob.hash)))
    .where(and(eq(t.entry.userId, userId), isNotNull(t.blob.sealed)));

/** Photos that are kept, and those of check-ins as they came; one object once. */
export async function ownPhotos(db: Db, userId: string) {
  const { photo, enrolmentPhoto, blob, entry, verificationResult } = t;
  const kept = await db
    .select({ ...getTableColumns(photo), pose: enrolmentPhoto.pose, entryHash: verificationResult.entryHash })
    .from(photo)
    .leftJoin(enrolmentPhoto, eq(enrolmentPhoto.photoId, photo.id))
    .leftJoin(verificationResult, eq(verificationResult.photoId, photo.id))
    .where(eq(photo.userId, userId))
    .orderBy(asc(photo.createdAt), asc(photo.id));
  const came = await db
    .select({ lakeName: blob.lakeName, bytes: blob.bytes, createdAt: blob.receivedAt, entryHash: entry.hash })
    .from(blob)
    .innerJoin(entry, and(eq(entry.did, blob.did), eq(entry.photoHash, blob.hash)))
    .where(and(eq(entry.userId, userId), isNotNull(blob.lakeName)))
    .orderBy(asc(blob.receivedAt));
  const found = new Map<string, OwnPhoto>();
  for (const row of kept) if (!found.has(row.lakeName)) found.set(row.lakeName, row);
  for (const { lakeName, ...row } of came)
    if (lakeName !== null && !found.has(lakeName))
      found.set(lakeName, { ...row, lakeName, kind: "checkin", pose: null, contentType: null });
  return [...found.values()];
}
export interface OwnPhoto {
  readonly lakeName: string;
  readonly kind: "enrolment" | "checkin";
  readonly bytes: number;
  readonly createdAt: Date;
  readonly pose: string | null;
  /** of a check-in's photo */
  readonly entryHash: string | null;
  readonly contentType: string | null;
}
