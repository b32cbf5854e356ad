import type { ReferenceRetirement } from "../../../shared/api/references.ts";
import { GALLERY } from "./policy.ts";

/** A reference as the rotation sees it. */
export interface Placed {
  readonly photoId: string;
  readonly state: "quarantine" | "window" | "retired";
  readonly receivedAt: Date;
  readonly countsFrom: Date;
}

export interface Rotation {
  /** those whose quarantine is over, the oldest first */
  readonly counted: readonly string[];
  /** those that leave the window for them */
  readonly retired: readonly { readonly photoId: string; readonly reason: ReferenceRetirement }[];
}

const byArrival = (a: Placed, b: Placed) =>
  a.receivedAt.getTime() - b.receivedAt.getTime() || (a.photoId < b.photoId ? -1 : 1);

/** What time has brought about: quarantines that are over, and of more than twenty that count the oldest retired. */
export function rotate(photos: readonly Placed[], now: Date): Rotation {
  const due = photos.filter(({ state, countsFrom }) => state === "quarantine" && countsFrom <= now);
  const counting = [...photos.filter(({ state }) => state === "window"), ...due].toSorted(byArrival);
  const over = counting.slice(0, Math.max(0, counting.length - GALLERY.windowPhotos));
  const leaving = new Set(over.map(({ photoId }) => photoId));
  return {
    counted: due.toSorted(byArrival).flatMap(({ photoId }) => (leaving.has(photoId) ? [] : [photoId])),
    retired: over.map(({ photoId }) => ({ photoId, reason: "oldest" })),
  };
}

/** When a retired photo is destroyed: an ordinary one after a while, one that must not have been there at once. */
export const destroyAt = (
  reason: ReferenceRetirement,
  now: Date,
  retiredMs: number = GALLERY.retiredMs,
): Date => new Date(now.getTime() + (reason === "oldest" || reason === "aged" ? retiredMs : 0));
