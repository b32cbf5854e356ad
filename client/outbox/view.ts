/** An entry as the student sees it: pure. */
import type { EntryRow } from "../store/rows.ts";
import type { CheckInView } from "./types.ts";

/** Bytes of claim and blobs that are still to be sent. */
export function pendingBytes(entry: EntryRow): number {
  const claim = isClaimUnsent(entry.detail) ? entry.jws.length : 0;
  if (!entry.blobsKept) return claim;
  const wanted = entry.blobs.filter(({ hash }) => entry.need === null || entry.need.includes(hash));
  return wanted.reduce((sum, blob) => sum + blob.bytes, claim);
}

/** Whether the server has not said that it has the claim: as far as we know it is on this phone only. */
export const isClaimUnsent = (detail: EntryRow["detail"]): boolean =>
  detail === "queued" || detail === "sent" || detail === "set_aside";

/** on this phone, confirmed or disputed: PRODUCT's three honest states */
function stateOf(entry: EntryRow): CheckInView["state"] {
  if (entry.detail === "accepted") return "confirmed";
  return entry.detail === "review" || entry.detail === "rejected" ? "disputed" : "phone";
}

export const viewOf = (entry: EntryRow): CheckInView => ({
  h: entry.h,
  seq: entry.seq,
  meetingId: entry.meetingId,
  courseName: entry.courseName,
  title: entry.title,
  capturedAt: entry.capturedAt,
  state: stateOf(entry),
  detail: entry.detail,
  code: entry.code,
  attendance: entry.attendance,
  grade: entry.grade,
  note: entry.note,
  pendingBytes: pendingBytes(entry),
});

/** What has not reached the server: how many check-ins, how much, and since when. */
export interface Unsent {
  readonly count: number;
  readonly bytes: number;
  /** capture time of the oldest, epoch ms; null when nothing is unsent */
  readonly oldest: number | null;
}

export const NOTHING_UNSENT: Unsent = { count: 0, bytes: 0, oldest: null };

export function unsentOf(views: readonly CheckInView[]): Unsent {
  const waiting = views.filter((view) => view.pendingBytes > 0);
  if (waiting.length === 0) return NOTHING_UNSENT;
  return {
    count: waiting.length,
    bytes: waiting.reduce((sum, view) => sum + view.pendingBytes, 0),
    oldest: Math.min(...waiting.map((view) => view.capturedAt)),
  };
}
