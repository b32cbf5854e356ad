import { and, asc, desc, eq, inArray, type SQL } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { enrolment, enrolmentPhoto, photo, template } from "../../drizzle/schema.ts";
import { EnrolmentPhotoClaim, type Pose } from "../../shared/api/enrolment.ts";
import type { Db } from "../context.ts";
import { enrolmentLakeName } from "../domain/enrolment.ts";

export type EnrolmentRow = typeof enrolment.$inferSelect;
/** One pose of an enrolment: what the phone claimed, and the photo once it is here. */
export interface PoseRow {
  readonly pose: Pose;
  readonly claim: EnrolmentPhotoClaim;
  readonly photoId: string | null;
  /** where its photo lies, or will lie, in the lake */
  readonly lakeName: string;
}

/** A new enrolment with its five claims, and where each photo will lie in the lake. */
export async function createEnrolment(
  tx: Db,
  of: { id: string; userId: string },
  claims: readonly { claim: EnrolmentPhotoClaim; lakeName: string }[],
): Promise<EnrolmentRow> {
  const [row] = await tx
    .insert(enrolment)
    .values({ ...of, status: "uploading" })
    .returning();
  if (!row) throw new Error("an enrolment was not stored");
  await tx
    .insert(enrolmentPhoto)
    .values(
      claims.map(({ claim, lakeName }) => ({ enrolmentId: row.id, pose: claim.pose, claim, lakeName })),
    );
  return row;
}

export async function findEnrolment(db: Db, id: string): Promise<EnrolmentRow | null> {
  const [row] = await db.select().from(enrolment).where(eq(enrolment.id, id));
  return row ?? null;
}

/** The enrolment, locked until the transaction ends. */
export async function lockEnrolment(tx: Db, id: string): Promise<EnrolmentRow | null> {
  const [row] = await tx.select().from(enrolment).where(eq(enrolment.id, id)).for("update");
  return row ?? null;
}

/** A person's enrolments in these states, locked until the transaction ends. */
export const lockEnrolmentsOf = (tx: Db, userId: string, states: EnrolmentRow["status"][]) =>
  tx
    .select()
    .from(enrolment)
    .where(and(eq(enrolment.userId, userId), inArray(enrolment.status, states)))
    .for("update");

export async function latestEnrolment(db: Db, userId: string): Promise<EnrolmentRow | null> {
  const [row] = await db
    .select()
    .from(enrolment)
    .where(eq(enrolment.userId, userId))
    .orderBy(desc(enrolment.createdAt), desc(enrolment.id))
    .limit(1);
  return row ?? null;
}

/** The poses of an enrolment. */
export async function posesOf(db: Db, enrolmentId: string): Promise<PoseRow[]> {
  const rows = await db.select().from(enrolmentPhoto).where(eq(enrolmentPhoto.enrolmentId, enrolmentId));
  return rows.map(({ pose, claim: stored, photoId, lakeName }) => {
    const claim = v.parse(EnrolmentPhotoClaim, stored);
    return {
      pose,
      photoId,
      claim,
      lakeName: lakeName ?? enrolmentLakeName(enrolmentId, pose, claim.photo.h),
    };
  });
}

/** Writes down the photo of one pose; its bytes lie in the lake already. */
export async function attachPhoto(
  tx: Db,
  of: { enrolmentId: string; userId: string; claim: EnrolmentPhotoClaim; lakeName: string },
): Promise<void> {
  const { photo: claimed, pose } = of.claim;
  const id = uuidv7();
  await tx.insert(photo).values({
    id,
    userId: of.userId,
    kind: "enrolment",
    sha256: claimed.h,
    contentType: claimed.ct,
    bytes: claimed.n,
    width: claimed.w,
    height: claimed.h2,
    lakeName: of.lakeName,
  });
  await tx
    .update(enrolmentPhoto)
    .set({ photoId: id })
    .where(and(eq(enrolmentPhoto.enrolmentId, of.enrolmentId), eq(enrolmentPhoto.pose, pose)));
}

export const setEnrolment = (
  tx: Db,
  id: string,
  change: Partial<Omit<EnrolmentRow, "id" | "userId" | "createdAt">>,
) => tx.update(enrolment).set(change).where(eq(enrolment.id, id));

/** Names of the lake's objects of enrolment photos, uploaded or only announced (an upload may be under way). */
export async function enrolmentLakeNames(db: Db, which: SQL): Promise<string[]> {
  const rows = await db.select().from(enrolmentPhoto).where(which);
  return rows.map(({ enrolmentId, claim, lakeName }) => {
    if (lakeName !== null) return lakeName;
    const { pose, photo: claimed } = v.parse(EnrolmentPhotoClaim, claim);
    return enrolmentLakeName(enrolmentId, pose, claimed.h);
  });
}

/**
 * Forgets the photos, templates and claims of an enrolment that is over.
 * @returns names of the lake's objects to delete
 */
export async function forgetEnrolmentPhotos(tx: Db, enrolmentId: string): Promise<string[]> {
  const own = eq(enrolmentPhoto.enrolmentId, enrolmentId);
  const names = await enrolmentLakeNames(tx, own);
  const rows = await tx.delete(enrolmentPhoto).where(own).returning({ photoId: enrolmentPhoto.photoId });
  const ids = rows.map(({ photoId }) => photoId).filter((id) => id !== null);
  if (ids.length > 0) await tx.delete(photo).where(inArray(photo.id, ids));
  return names;
}

type NewTemplate = typeof template.$inferInsert;
/** A template as its row has it: the embedding (float32-LE) in a box of the vault where `sealed` says so. */
export type StoredTemplate = Pick<
  typeof template.$inferSelect,
  "userId" | "photoId" | "aligner" | "modelDigest" | "embedding" | "sealed"
>;
/** Stores the templates of an enrolment's photos: anchors. */
export const storeAnchors = (
  tx: Db,
  common: Pick<NewTemplate, "userId" | "modelId" | "modelDigest">,
  rows: readonly Pick<NewTemplate, "photoId" | "aligner" | "embedding" | "sealed">[],
) =>
  tx
    .insert(template)
    .values(rows.map((row) => Object.assign({ id: uuidv7(), kind: "anchor" as const }, common, row)));

/**
 * Templates of a person's enrolment photos for one aligner and one model's digest, as stored.
 * @param states only of enrolments in these states; verification takes "confirmed" alone
 */
export const anchors = (
  db: Db,
  of: { userId: string; aligner: "device" | "server"; modelDigest: string },
  states: ("awaiting" | "confirmed")[],
) =>
  db
    .select({
      userId: template.userId,
      photoId: template.photoId,
      aligner: template.aligner,
      modelDigest: template.modelDigest,
      embedding: template.embedding,
      sealed: template.sealed,
      status: enrolment.status,
      pose: enrolmentPhoto.pose,
    })
    .from(template)
    .innerJoin(enrolmentPhoto, eq(enrolmentPhoto.photoId, template.photoId))
    .innerJoin(enrolment, eq(enrolment.id, enrolmentPhoto.enrolmentId))
    .where(
      and(
        eq(template.userId, of.userId),
        eq(template.aligner, of.aligner),
        eq(template.modelDigest, of.modelDigest),
        eq(template.kind, "anchor"),
        inArray(enrolment.status, states),
      ),
    )
    .orderBy(asc(enrolment.createdAt), asc(enrolmentPhoto.pose));
