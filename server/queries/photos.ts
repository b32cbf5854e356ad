import { and, desc, eq, isNotNull } from "drizzle-orm";
import { blob, entry, photo, verificationResult } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

export async function findPhoto(db: Db, id: string) {
  const [row] = await db.select().from(photo).where(eq(photo.id, id));
  return row ?? null;
}

/**
 * Where the photo of a check-in at this meeting lies in the lake: the kept photo, or the bytes as they came.
 * @returns null when there is no such check-in at this meeting, or its photo is not (or no longer) here
 */
export async function checkInPhoto(db: Db, meetingId: string, entryHash: string) {
  const atMeeting = and(eq(entry.hash, entryHash), eq(entry.meetingId, meetingId));
  const [kept] = await db
    .select({ userId: entry.userId, lakeName: photo.lakeName })
    .from(entry)
    .innerJoin(verificationResult, eq(verificationResult.entryHash, entry.hash))
    .innerJoin(photo, eq(photo.id, verificationResult.photoId))
    .where(and(atMeeting, isNotNull(verificationResult.photoId)))
    .orderBy(desc(verificationResult.at))
    .limit(1);
  if (kept) return kept;
  const [came] = await db
    .select({ userId: entry.userId, lakeName: blob.lakeName })
    .from(entry)
    .innerJoin(blob, and(eq(blob.hash, entry.photoHash), eq(blob.did, entry.did)))
    .where(atMeeting)
    .limit(1);
  return came?.lakeName ? { ...came, lakeName: came.lakeName } : null;
}
