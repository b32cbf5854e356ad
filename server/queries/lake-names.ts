import { and, asc, gt, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { blob, enrolmentPhoto, galleryPhoto, photo, requestAttachment } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** As domain/enrolment.ts makes it. */
const oldName = sql<string>`'enrolment/' || ${enrolmentPhoto.enrolmentId} || '/' || ${enrolmentPhoto.pose} || '-' ||
  (${enrolmentPhoto.claim} -> 'photo' ->> 'h') || '.jpg'`;

/** Which of these names of the lake's objects some row knows; an announced enrolment photo counts, its upload may be under way. */
export async function knownLakeNames(db: Db, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const asked = [...names];
  const rows = await Promise.all([
    db.select({ name: photo.lakeName }).from(photo).where(inArray(photo.lakeName, asked)),
    db.select({ name: blob.lakeName }).from(blob).where(inArray(blob.lakeName, asked)),
    db
      .select({ name: enrolmentPhoto.lakeName })
      .from(enrolmentPhoto)
      .where(inArray(enrolmentPhoto.lakeName, asked)),
    // of an enrolment that was announced before photos were sealed
    db
      .select({ name: oldName })
      .from(enrolmentPhoto)
      .where(and(isNull(enrolmentPhoto.lakeName), inArray(oldName, asked))),
    db
      .select({ name: requestAttachment.lakeName })
      .from(requestAttachment)
      .where(inArray(requestAttachment.lakeName, asked)),
  ]);
  return new Set(rows.flat().flatMap(({ name }) => (name === null ? [] : [name])));
}

/** Names of objects that the database says are in the lake, in their order; not of those that are being destroyed. */
export async function promisedLakeNames(db: Db, after: string, limit: number): Promise<string[]> {
  const destroying = db
    .select({ name: photo.lakeName })
    .from(photo)
    .innerJoin(galleryPhoto, sql`${galleryPhoto.photoId} = ${photo.id}`)
    .where(isNotNull(galleryPhoto.destroyingAt));
  const kept = db
    .select({ name: sql<string>`${photo.lakeName}`.as("name") })
    .from(photo)
    .leftJoin(galleryPhoto, sql`${galleryPhoto.photoId} = ${photo.id}`)
    .where(and(gt(photo.lakeName, after), isNull(galleryPhoto.destroyingAt)));
  const came = db
    .select({ name: sql<string>`${blob.lakeName}`.as("name") })
    .from(blob)
    .where(and(gt(blob.lakeName, after), sql`${blob.lakeName} not in ${destroying}`));
  const papers = db
    .select({ name: sql<string>`${requestAttachment.lakeName}`.as("name") })
    .from(requestAttachment)
    .where(gt(requestAttachment.lakeName, after));
  const rows = await kept
    .union(came)
    .union(papers)
    .orderBy(asc(sql`name`))
    .limit(limit);
  return rows.map(({ name }) => name);
}
