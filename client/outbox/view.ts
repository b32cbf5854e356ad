/** An entry as the student sees it: pure. */
import type { DeviceRow, EntryRow } from "../store/rows.ts";
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

/** Whether a check-in only waits for a teacher to confirm it: nothing speaks against it, so nobody disputes it. */
export const isToConfirm = ({ detail, code }: Pick<CheckInView, "detail" | "code">): boolean =>
  detail === "review" && code === "to_confirm";

/** on this phone, confirmed or disputed: PRODUCT's three honest states */
function stateOf(entry: EntryRow): CheckInView["state"] {
  if (entry.detail === "accepted") return "confirmed";
  if (isToConfirm(entry)) return "phone";
  return entry.detail === "review" || entry.detail === "rejected" ? "disputed" : "phone";
}

export const viewOf = (entry: EntryRow, trouble: CheckInView["trouble"] = null): CheckInView => ({
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
  trouble,
  photoKept: entry.blobsKept && entry.blobs.length > 0,
  photoErased: entry.photoErased ?? false,
  pendingBytes: pendingBytes(entry),
});

/**
 * Entries as the student sees them, the newest first.
 * @param dids the devices on this phone that the server listens to, as far as is known
 */
export function viewsOf(entries: readonly EntryRow[], dids: readonly string[]): CheckInView[] {
  const places = new Set(entries.map(({ did, seq }) => `${did} ${seq}`));
  const troubleOf = (entry: EntryRow): CheckInView["trouble"] => {
    if (!dids.includes(entry.did)) return pendingBytes(entry) > 0 ? "key" : null;
    if (entry.code !== "chain_hold") return null;
    for (let seq = 1; seq < entry.seq; seq++) if (!places.has(`${entry.did} ${seq}`)) return "gap";
    return null;
  };
  return entries
    .map((entry) => viewOf(entry, troubleOf(entry)))
    .toSorted((a, b) => b.capturedAt - a.capturedAt || b.seq - a.seq);
}

/** Why this phone cannot sign check-ins that count as they should; null: it can. */
export type PhoneTrouble = "frozen" | "unknown" | "gone" | "gap";

/**
 * The trouble of a phone with these devices of one student's, by their status.
 * @param gapped devices with entries that wait behind one which is not here any more
 * @param used there had been a device, or there are check-ins
 */
export function phoneTroubleOf(
  devices: readonly Pick<DeviceRow, "did" | "status" | "createdAt">[],
  gapped: ReadonlySet<string>,
  used: boolean,
): PhoneTrouble | null {
  const active = devices.find(({ status }) => status === "active");
  if (active) return gapped.has(active.did) ? "gap" : null;
  const [latest] = devices
    .filter(({ status }) => status !== "replaced")
    .toSorted((a, b) => b.createdAt - a.createdAt);
  if (latest) return latest.status === "frozen" ? "frozen" : "unknown";
  return used ? "gone" : null;
}

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
