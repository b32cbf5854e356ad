import { and, asc, eq, gt, inArray, isNotNull, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { enrolment, enrolmentPhoto, entry, galleryPhoto, photo, template } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { builtOnce } from "./built-once.ts";

export type TemplateRow = typeof template.$inferSelect;

/** Whether a photo serves as a reference: an anchor of an enrolment that counts or waits, or a check-in's that is not retired. */
const serves = (db: Db) =>
  or(
    inArray(
      photo.id,
      db
        .select({ id: sql`${enrolmentPhoto.photoId}` })
        .from(enrolmentPhoto)
        .innerJoin(enrolment, eq(enrolment.id, enrolmentPhoto.enrolmentId))
        .where(and(inArray(enrolment.status, ["awaiting", "confirmed"]), isNotNull(enrolmentPhoto.photoId))),
    ),
    inArray(
      photo.id,
      db.select({ id: galleryPhoto.photoId }).from(galleryPhoto).where(ne(galleryPhoto.state, "retired")),
    ),
  );

/** Whose references: a student's, or those of the student of a check-in. */
export type WhoseReferences = { readonly userId: string } | { readonly entryHash: string };

const ofStudent = sql<string>`${sql.placeholder("whose")}::uuid`;
const ofEntry = sql<string>`(select e.user_id from ${entry} e where e.hash = ${sql.placeholder("whose")})`;
const rowsOf = (userId: SQL<string>) =>
  builtOnce((db) =>
    db
      .select({ template, state: galleryPhoto.state, quality: galleryPhoto.quality })
      .from(template)
      .leftJoin(galleryPhoto, and(eq(template.kind, "window"), eq(galleryPhoto.photoId, template.photoId)))
      .leftJoin(
        enrolmentPhoto,
        and(eq(template.kind, "anchor"), eq(enrolmentPhoto.photoId, template.photoId)),
      )
      .leftJoin(enrolment, eq(enrolment.id, enrolmentPhoto.enrolmentId))
      .where(
        and(
          eq(template.userId, userId),
          eq(template.aligner, "server"),
          or(eq(enrolment.status, "confirmed"), ne(galleryPhoto.state, "retired")),
        ),
      )
      .orderBy(asc(galleryPhoto.receivedAt), asc(template.id))
      .prepare("references"),
  );
const rowsOfStudent = rowsOf(ofStudent);
const rowsOfEntry = rowsOf(ofEntry);

/**
 * Templates that a student's check-ins are compared with, by the server's own aligner: the confirmed anchors, and the photos in
 * window and quarantine with their weights, the oldest first.
 */
export async function referenceRows(db: Db, of: WhoseReferences) {
  const rows = await ("userId" in of
    ? rowsOfStudent(db).execute({ whose: of.userId })
    : rowsOfEntry(db).execute({ whose: of.entryHash }));
  return {
    anchors: rows.flatMap(({ template: row, state }) => (state === null ? [row] : [])),
    gallery: rows.flatMap(({ template: row, state, quality }) =>
      state === null || quality === null ? [] : [{ template: row, state, quality }],
    ),
  };
}

export const storeTemplates = (tx: Db, rows: readonly Omit<typeof template.$inferInsert, "id">[]) =>
  rows.length === 0
    ? Promise.resolve()
    : tx
        .insert(template)
        .values(rows.map((row) => ({ id: uuidv7(), ...row })))
        .onConflictDoNothing();

const current = alias(template, "current");
const lacksTemplate = (db: Db, digest: string) =>
  notExists(
    db
      .select({ one: sql`1` })
      .from(current)
      .where(
        and(eq(current.photoId, photo.id), eq(current.aligner, "server"), eq(current.modelDigest, digest)),
      ),
  );

/** Photos that serve as references, and how many of them have their template of this model. */
export async function templateProgress(db: Db, digest: string): Promise<{ photos: number; done: number }> {
  const [row] = await db
    .select({
      photos: sql<number>`count(*)::int`,
      done: sql<number>`(count(*) filter (where not ${lacksTemplate(db, digest)}))::int`,
    })
    .from(photo)
    .where(serves(db));
  return row ?? { photos: 0, done: 0 };
}

/** Students, in the order of their ids, some of whose references have no template of this model. */
export async function studentsToReembed(
  db: Db,
  digest: string,
  { after, limit }: { after: string | null; limit: number },
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ userId: photo.userId })
    .from(photo)
    .where(and(serves(db), lacksTemplate(db, digest), after === null ? undefined : gt(photo.userId, after)))
    .orderBy(asc(photo.userId))
    .limit(limit);
  return rows.map(({ userId }) => userId);
}

/** A student's references without a template of this model, with the landmarks that the phone claimed (tenths of a pixel). */
export async function photosToReembed(db: Db, userId: string, digest: string) {
  const rows = await db
    .select({
      photo,
      anchorClaim: enrolmentPhoto.claim,
      jws: entry.jws,
    })
    .from(photo)
    .leftJoin(enrolmentPhoto, eq(enrolmentPhoto.photoId, photo.id))
    .leftJoin(galleryPhoto, eq(galleryPhoto.photoId, photo.id))
    .leftJoin(entry, eq(entry.hash, galleryPhoto.entryHash))
    .where(and(eq(photo.userId, userId), serves(db), lacksTemplate(db, digest)))
    .orderBy(asc(photo.id));
  return rows;
}

/** The models, other than this one, of which students' only templates are. */
export async function olderModels(
  db: Db,
  digest: string,
): Promise<{ modelId: string; modelDigest: string }[]> {
  return db
    .selectDistinct({ modelId: template.modelId, modelDigest: template.modelDigest })
    .from(template)
    .innerJoin(photo, eq(photo.id, template.photoId))
    .where(and(ne(template.modelDigest, digest), lacksTemplate(db, digest)));
}

/** Drops templates of other models that have had one of this model beside them since before an instant. @returns how many */
export async function dropOlderTemplates(db: Db, digest: string, before: Date): Promise<number> {
  const dropped = await db
    .delete(template)
    .where(
      and(
        ne(template.modelDigest, digest),
        sql`exists (select 1 from ${template} newer where newer.photo_id = ${template.photoId}
          and newer.aligner = ${template.aligner} and newer.model_digest = ${digest}
          and newer.created_at < ${before.toISOString()}::timestamptz)`,
      ),
    )
    .returning({ id: template.id });
  return dropped.length;
}

/** Server-aligned anchors of everybody but one, a page at a time, each student's together. */
export const anchorPage = (
  db: Db,
  of: { modelDigest: string; exceptUserId: string; after: { userId: string; id: string } | null },
  limit: number,
): Promise<TemplateRow[]> =>
  db
    .select({ template })
    .from(template)
    .innerJoin(enrolmentPhoto, eq(enrolmentPhoto.photoId, template.photoId))
    .innerJoin(enrolment, eq(enrolment.id, enrolmentPhoto.enrolmentId))
    .where(
      and(
        eq(template.kind, "anchor"),
        eq(template.aligner, "server"),
        eq(template.modelDigest, of.modelDigest),
        ne(template.userId, of.exceptUserId),
        inArray(enrolment.status, ["awaiting", "confirmed"]),
        of.after === null
          ? undefined
          : sql`(${template.userId}, ${template.id}) > (${of.after.userId}::uuid, ${of.after.id}::uuid)`,
      ),
    )
    .orderBy(asc(template.userId), asc(template.id))
    .limit(limit)
    .then((rows) => rows.map((row) => row.template));

/** Server-aligned anchors of one enrolment. */
export const anchorsOfEnrolment = (
  db: Db,
  enrolmentId: string,
  modelDigest: string,
): Promise<TemplateRow[]> =>
  db
    .select({ template })
    .from(template)
    .innerJoin(enrolmentPhoto, eq(enrolmentPhoto.photoId, template.photoId))
    .where(
      and(
        eq(enrolmentPhoto.enrolmentId, enrolmentId),
        eq(template.aligner, "server"),
        eq(template.modelDigest, modelDigest),
      ),
    )
    .orderBy(asc(template.id))
    .then((rows) => rows.map((row) => row.template));
