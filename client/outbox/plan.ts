/** What the sender does next, and what a failure means for it: pure decisions. */
import { MAX_BATCH_BYTES, MAX_BATCH_ENTRIES } from "../../shared/protocol/sync.ts";
import { ApiProblem } from "../problem.ts";
import type { DeviceRow, EntryRow, LinkRow, Wait } from "../store/rows.ts";
import { BACKOFF_CAP_MS, backoffMs } from "./backoff.ts";
import { isToConfirm } from "./view.ts";

export type Step =
  | { readonly kind: "claims"; readonly batch: readonly EntryRow[] }
  | { readonly kind: "blob"; readonly entry: EntryRow; readonly hash: string }
  /** asks for the time, and says which entries this phone has lost */
  | { readonly kind: "hello"; readonly lost: readonly number[] }
  | { readonly kind: "status" }
  /** nothing to do before `wakeAt` (Date.now()); null: until something happens */
  | { readonly kind: "idle"; readonly wakeAt: number | null };

export interface Situation {
  readonly link: LinkRow;
  readonly entries: readonly EntryRow[];
  /** whether to ask for a time token although nothing is to be sent */
  readonly greet: boolean;
}

/**
 * Claims first, then blobs, then a time token, then the question what became of them. A photo store that is away makes
 * photos wait, and nothing else; a server that takes no claims now is not sent photos either.
 */
export function nextStep({ link, entries, greet }: Situation, now: number): Step {
  if (link.hold !== null) return { kind: "idle", wakeAt: null };
  const start = earliest(link, now);
  if (start > now) return { kind: "idle", wakeAt: start };
  const batch = takeBatch(entries, link.batch);
  if (batch.length > 0) return { kind: "claims", batch };
  const photo = nextBlob(entries);
  const photosAt = photo ? earliest(link.photos, now) : Infinity;
  if (photo && photosAt <= now) return photo;
  const lost = lostPlaces(entries);
  const untold = lost.some((seq) => !link.declared.includes(seq));
  if (greet || untold) return { kind: "hello", lost: untold ? lost : [] };
  const pollAt = entries.some(isOpen) ? standing(link.pollAt, now, POLL_LAST_MS) : Infinity;
  if (pollAt <= now) return { kind: "status" };
  const wakeAt = Math.min(photosAt, pollAt);
  return { kind: "idle", wakeAt: wakeAt === Infinity ? null : wakeAt };
}

/**
 * The places in the chain before the first entry that the server holds back, whose entries are not on this phone: it cannot
 * send them any more, and nothing goes on until it says so. The nearest ones, as many as one request may name.
 */
export function lostPlaces(entries: readonly EntryRow[]): number[] {
  const held = entries.filter(({ code }) => code === "chain_hold").map(({ seq }) => seq);
  if (held.length === 0) return [];
  const first = Math.min(...held);
  const here = new Set(entries.map(({ seq }) => seq));
  const lost = Array.from({ length: first - 1 }, (_, i) => i + 1).filter((seq) => !here.has(seq));
  return lost.slice(-MAX_BATCH_ENTRIES);
}

function nextBlob(entries: readonly EntryRow[]): Extract<Step, { kind: "blob" }> | null {
  for (const entry of entries) {
    const hash = entry.blobsKept && entry.detail !== "set_aside" ? entry.need?.[0] : undefined;
    if (hash !== undefined) return { kind: "blob", entry, hash };
  }
  return null;
}

/** When the next request may go, Date.now(): after the own backoff and what the server ordered. */
export const earliest = (wait: Wait, now: number): number =>
  Math.max(standing(wait.waitUntil, now, BACKOFF_CAP_MS), standing(wait.notBefore, now, LONGEST_ORDER_MS));

/** The longest that a Retry-After is obeyed before asking again. */
const LONGEST_ORDER_MS = 60 * 60_000;

/** A time to wait for; none when it is further off than it can have been set: the clock was turned back since. */
const standing = (at: number, now: number, longestMs: number): number => (at > now + longestMs ? 0 : at);

const isOpen = ({ detail }: EntryRow) => detail === "pending" || detail === "review";
const inQueue = ({ detail }: EntryRow) => detail === "queued" || detail === "sent";

/** Room for the rest of the request's body around the claims. */
const ENVELOPE_BYTES = 512;

/** The next claims in the order of the chain: at most `size`, and never more than the body may have. */
export function takeBatch(entries: readonly EntryRow[], size: number): EntryRow[] {
  return fitting(
    entries.filter(inQueue).toSorted((a, b) => a.seq - b.seq),
    size,
  );
}

/** The first of a queue: at most `size`, and never more than the body may have. */
export function fitting<E extends { readonly jws: string }>(queue: readonly E[], size: number): E[] {
  const batch: E[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const entry of queue.slice(0, size)) {
    bytes += entry.jws.length + 3;
    if (bytes > MAX_BATCH_BYTES && batch.length > 0) break;
    batch.push(entry);
  }
  return batch;
}

/** Batches grow 1 → 5 → 20 while they go well. */
export const grownBatch = (size: number): number => (size < 5 ? 5 : 20);

const POLL_FIRST_MS = 400;
const POLL_LAST_MS = 5 * 60_000;

/** While a teacher in the room confirms check-ins: about ten minutes. */
const POLL_CONFIRM_MS = 15_000;
const CONFIRM_POLLS = 40;

/** Until the next question after `polls` without news: quick while the server works, slow while a person decides. */
export function pollDelayMs(polls: number, entries: readonly EntryRow[]): number {
  const machineWorks = entries.some(({ detail, need }) => detail === "pending" && need?.length === 0);
  if (!machineWorks && polls < CONFIRM_POLLS && entries.some(isToConfirm)) return POLL_CONFIRM_MS;
  if (!machineWorks) return POLL_LAST_MS;
  // whole: rows with fractions of a millisecond cannot be read again
  return Math.min(POLL_LAST_MS, Math.round(POLL_FIRST_MS * 1.5 ** Math.min(polls, 30)));
}

export interface Setback {
  readonly link: LinkRow;
  /** entries that change: set aside, or put on the wire with no answer */
  readonly entries: EntryRow[];
  readonly device: DeviceRow["status"] | null;
}

/**
 * What a failed request means. Nothing is ever deleted by it.
 * 400 and 422 bisect down to the bad item, 413 halves, 426 keeps and asks for an update, 401 waits for a registration; 409
 * bisects too, freezes the device and sets the item aside that forks, so that the others are delivered (the server sends
 * them to a person); all else waits with full jitter, and at least as long as the server says.
 */
export function afterFailure(
  link: LinkRow,
  step: Exclude<Step, { kind: "idle" }>,
  error: unknown,
  { now, random }: { readonly now: number; readonly random: () => number },
): Setback {
  const unchanged = { entries: [], device: null };
  const batch = step.kind === "claims" ? step.batch : [];
  const fork = error instanceof ApiProblem && error.ours && error.code === "chain_fork";
  if (error instanceof ApiProblem && error.ours) {
    if (error.code === "client_too_old") return { ...unchanged, link: { ...link, hold: "update" } };
    if (error.code === "device_unknown")
      return { ...unchanged, link: { ...link, hold: "unknown" }, device: "unknown" };
    const poison = isPoison(error) || fork;
    if (poison && batch.length > 1)
      return { ...unchanged, link: { ...link, batch: Math.ceil(batch.length / 2) } };
    if (poison && batch.length === 1)
      return { link, device: fork ? "frozen" : null, entries: batch.map(setAside) };
  }
  if (step.kind === "blob")
    return { ...unchanged, link: { ...link, photos: waitAfter(link.photos, error, { now, random }) } };
  return {
    device: fork ? "frozen" : null,
    // the server may have them although we never heard so
    entries: error instanceof ApiProblem ? [] : batch.map(onTheWire),
    link: { ...link, batch: 1, ...waitAfter(link, error, { now, random }) },
  };
}

const onTheWire = (entry: EntryRow): EntryRow => ({ ...entry, detail: "sent" });
const setAside = (entry: EntryRow): EntryRow => ({ ...entry, detail: "set_aside" });

/** The server cannot take the request as it is: one of its items is bad, or it is too large. */
export const isPoison = (error: ApiProblem): boolean => [400, 413, 422].includes(error.status);

/** The wait after a failure: full jitter, and at least as long as the server says. */
export function waitAfter(
  { failures, notBefore }: Wait,
  error: unknown,
  { now, random }: { readonly now: number; readonly random: () => number },
): Wait {
  const ordered = error instanceof ApiProblem ? error.retryAfterMs : null;
  return {
    failures: failures + 1,
    waitUntil: now + backoffMs(failures, random),
    notBefore: ordered === null ? notBefore : now + Math.min(ordered, LONGEST_ORDER_MS),
  };
}

/** Whether something is waited for that {@link nudged} ends, but for the next question. */
export const isHeldBack = ({ waitUntil, photos, hold }: LinkRow): boolean =>
  waitUntil > 0 || photos.waitUntil > 0 || hold !== null;

/** Something changed (network, a new entry, the app was opened): own waiting ends; the server's orders stay. */
export const nudged = (link: LinkRow, start: boolean): LinkRow => ({
  ...link,
  waitUntil: 0,
  photos: { ...link.photos, waitUntil: 0 },
  pollAt: 0,
  polls: 0,
  hold: start ? null : link.hold,
});
