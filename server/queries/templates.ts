import { and, asc, desc, eq, inArray, isNotNull, lt, lte, ne, type SQL, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import {
  blob,
  course,
  enrolment,
  enrolmentPhoto,
  entry,
  galleryPhoto,
  meeting,
  photo,
  template,
  templateEvent,
  verificationResult,
} from "../../drizzle/schema.ts";
import type { ReferencePurge } from "../../shared/api/references.ts";
import type { Db } from "../context.ts";

export type GalleryRow = typeof galleryPhoto.$inferSelect;
export type TemplateEventRow = typeof templateEvent.$inferSelect;

/** The university's date of an instant, in days since 1970: connections run in its time zone (db.ts). */
const dayOf = (instant: typeof entry.receivedAt | typeof galleryPhoto.receivedAt) =>
  sql<number>`(${instant}::date - date '1970-01-01')`;

/** A check-in as a possible reference; null when its photo is not (or no longer) kept. */
export async function candidateOf(db: Db, hash: string) {
  const [row] = await db
    .select({
      entry,
      photo,
      roomCode: sql<"none" | "required">`${course.policy} ->> 'roomCode'`,
      meeting: { openedAt: meeting.openedAt, closedAt: meeting.closedAt },
      byMachine: verificationResult.state,
      day: dayOf(entry.receivedAt),
    })
    .from(entry)
    .innerJoin(meeting, eq(meeting.id, entry.meetingId))
    .innerJoin(course, eq(course.id, meeting.courseId))
    .innerJoin(verificationResult, eq(verificationResult.entryHash, entry.hash))
    .innerJoin(photo, eq(photo.id, verificationResult.photoId))
    .where(and(eq(entry.hash, hash), eq(photo.kind, "checkin")))
    .orderBy(desc(verificationResult.at))
    .limit(1);
  return row ?? null;
}
export type Candidate = NonNullable<Awaited<ReturnType<typeof candidateOf>>>;

/** Whether this check-in has been judged as a reference before. */
export async function wasConsidered(db: Db, entryHash: string): Promise<boolean> {
  const rows = await db
    .select({ id: templateEvent.id })
    .from(templateEvent)
    .where(and(eq(templateEvent.entryHash, entryHash), inArray(templateEvent.kind, ["admitted", "refused"])))
    .limit(1);
  return rows.length > 0;
}

/** Days (see {@link Candidate}) on which photos of this student were admitted, whatever became of them. */
export async function admittedDays(db: Db, userId: string): Promise<number[]> {
  const rows = await db
    .select({ day: dayOf(galleryPhoto.receivedAt) })
    .from(galleryPhoto)
    .where(eq(galleryPhoto.userId, userId));
  return rows.map(({ day }) => day);
}

/** A student's references from check-ins, the oldest first; retired ones too. */
export const galleryOf = (db: Db, userId: string): Promise<GalleryRow[]> =>
  db
    .select()
    .from(galleryPhoto)
    .where(eq(galleryPhoto.userId, userId))
    .orderBy(asc(galleryPhoto.receivedAt), asc(galleryPhoto.photoId));

export const addToGallery = (tx: Db, row: typeof galleryPhoto.$inferInsert) =>
  tx.insert(galleryPhoto).values(row).onConflictDoNothing();

export const changeGallery = (tx: Db, photoIds: readonly string[], change: Partial<GalleryRow>) =>
  photoIds.length === 0
    ? Promise.resolve()
    : tx
        .update(galleryPhoto)
        .set(change)
        .where(inArray(galleryPhoto.photoId, [...photoIds]));

/** Takes photos out of the references: their templates go in the same transaction. */
export async function retirePhotos(
  tx: Db,
  photoIds: readonly string[],
  of: { reason: string; at: Date; destroyAt: Date; actorId?: string | null },
): Promise<void> {
  if (photoIds.length === 0) return;
  const ids = [...photoIds];
  const { reason, at, destroyAt, actorId = null } = of;
  const retired = await tx
    .update(galleryPhoto)
    .set({ state: "retired", reason, retiredAt: at, destroyAt })
    .where(and(inArray(galleryPhoto.photoId, ids), ne(galleryPhoto.state, "retired")))
    .returning();
  await tx.delete(template).where(and(inArray(template.photoId, ids), eq(template.kind, "window")));
  for (const { userId, photoId, entryHash } of retired) {
    await logTemplateEvent(tx, { userId, photoId, entryHash, kind: "retired", reason, actorId, at });
  }
}

/** Appends to the log of references; what is there of a check-in is not written again. */
export const logTemplateEvent = (tx: Db, row: Omit<typeof templateEvent.$inferInsert, "id">) =>
  tx
    .insert(templateEvent)
    .values({ id: uuidv7(), ...row })
    .onConflictDoNothing();

const EVENTS = 500;
/** What became of a student's photos as references, newest first, with the meeting of each. */
export const templateEvents = (db: Db, userId: string) =>
  db
    .select({ event: templateEvent, courseName: course.name, capturedMs: entry.capturedMs })
    .from(templateEvent)
    .leftJoin(entry, eq(entry.hash, templateEvent.entryHash))
    .leftJoin(meeting, eq(meeting.id, entry.meetingId))
    .leftJoin(course, eq(course.id, meeting.courseId))
    .where(eq(templateEvent.userId, userId))
    .orderBy(desc(templateEvent.at), desc(templateEvent.id))
    .limit(EVENTS);

/** A student's references with the meeting that each came from, the newest first. */
export const galleryShown = (db: Db, userId: string) =>
  db
    .select({ photo: galleryPhoto, courseName: course.name, capturedMs: entry.capturedMs })
    .from(galleryPhoto)
    .innerJoin(entry, eq(entry.hash, galleryPhoto.entryHash))
    .leftJoin(meeting, eq(meeting.id, entry.meetingId))
    .leftJoin(course, eq(course.id, meeting.courseId))
    .where(eq(galleryPhoto.userId, userId))
    .orderBy(desc(galleryPhoto.receivedAt));

/** The anchors of a student's confirmed enrolment: how many, and since when. */
export async function anchorFacts(db: Db, userId: string): Promise<{ photos: number; since: Date | null }> {
  const [row] = await db
    .select({
      photos: sql<number>`count(${enrolmentPhoto.photoId})::int`,
      since: sql<string | null>`max(${enrolment.decidedAt})`,
    })
    .from(enrolment)
    .innerJoin(enrolmentPhoto, eq(enrolmentPhoto.enrolmentId, enrolment.id))
    .where(and(eq(enrolment.userId, userId), eq(enrolment.status, "confirmed")));
  return { photos: row?.photos ?? 0, since: row?.since ? new Date(row.since) : null };
}

/** Students with a quarantine that is over. */
export async function studentsToRotate(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ userId: galleryPhoto.userId })
    .from(galleryPhoto)
    .where(and(eq(galleryPhoto.state, "quarantine"), lte(galleryPhoto.countsFrom, now)))
    .limit(1000);
  return rows.map(({ userId }) => userId);
}

/** References that came before the enrolment that counts now was begun: they were admitted by other anchors. */
export async function galleryBeforeAnchors(db: Db): Promise<string[]> {
  const rows = await db
    .select({ photoId: galleryPhoto.photoId })
    .from(galleryPhoto)
    .innerJoin(enrolment, and(eq(enrolment.userId, galleryPhoto.userId), eq(enrolment.status, "confirmed")))
    .where(and(ne(galleryPhoto.state, "retired"), lt(galleryPhoto.receivedAt, enrolment.createdAt)))
    .limit(1000);
  return rows.map(({ photoId }) => photoId);
}

const DESTROYED_AT_ONCE = 100;
/** Retired photos whose time has come. */
export const photosToDestroy = (db: Db, now: Date) =>
  db
    .select({ gallery: galleryPhoto, lakeName: photo.lakeName })
    .from(galleryPhoto)
    .innerJoin(photo, eq(photo.id, galleryPhoto.photoId))
    .where(and(eq(galleryPhoto.state, "retired"), lte(galleryPhoto.destroyAt, now)))
    .orderBy(asc(galleryPhoto.destroyAt))
    .limit(DESTROYED_AT_ONCE);

/** Forgets a photo whose bytes are gone: its row, and that its bytes and the claimed embedding had come. */
export async function forgetPhoto(tx: Db, row: GalleryRow, lakeName: string): Promise<void> {
  const [of] = await tx
    .select({ did: entry.did, embeddingHash: entry.embeddingHash })
    .from(entry)
    .where(eq(entry.hash, row.entryHash));
  await tx.delete(blob).where(eq(blob.lakeName, lakeName));
  if (of?.embeddingHash) {
    const shared = sql`exists (select 1 from ${entry} other where other.did = ${of.did}
      and other.embedding_hash = ${of.embeddingHash} and other.hash <> ${row.entryHash})`;
    await tx
      .delete(blob)
      .where(and(eq(blob.did, of.did), eq(blob.hash, of.embeddingHash), sql`not ${shared}`));
  }
  // its place in the gallery goes with it
  await tx.delete(photo).where(eq(photo.id, row.photoId));
}

/** References of a student that a purge means; dates are the university's. */
export const galleryChosen = (db: Db, userId: string, of: ReferencePurge["of"]): Promise<GalleryRow[]> =>
  db
    .select()
    .from(galleryPhoto)
    .where(and(eq(galleryPhoto.userId, userId), ne(galleryPhoto.state, "retired"), meant(of)))
    .orderBy(asc(galleryPhoto.receivedAt));

function meant(of: ReferencePurge["of"]): SQL {
  if (of.by === "photo") return eq(galleryPhoto.photoId, of.photoId);
  if (of.by === "device") return eq(galleryPhoto.did, of.did);
  return sql`${galleryPhoto.receivedAt}::date between ${of.from}::date and ${of.until}::date`;
}

/** Check-ins of a student in whose decision the window had a say, from an instant on. */
export async function decidedWithWindow(db: Db, userId: string, from: Date): Promise<string[]> {
  const rows = await db
    .selectDistinct({ hash: entry.hash })
    .from(entry)
    .innerJoin(verificationResult, eq(verificationResult.entryHash, entry.hash))
    .where(
      and(
        eq(entry.userId, userId),
        isNotNull(verificationResult.windowScore),
        sql`${verificationResult.at} >= ${from.toISOString()}::timestamptz`,
      ),
    );
  return rows.map(({ hash }) => hash);
}
