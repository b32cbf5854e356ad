/** The server's words merged into what the phone knows: pure. A claim's JWS and blobs are never touched here. */
import type { ChainHead, EntryResult, Receipt } from "../../shared/protocol/sync.ts";
import type { EntryRow } from "../store/rows.ts";

const BLOB_PREFIX = "blob:";

/**
 * One entry after the server's word on it. "retry" means that nothing was stored: it stays in the queue.
 * @param askedAt when the server was asked (Date.now()): what it wanted before it took a blob is out of date
 */
export function mergeResult(entry: EntryRow, result: EntryResult, askedAt: number): EntryRow {
  if (result.h !== entry.h) return entry;
  if (result.st === "retry") return { ...entry, detail: "queued" };
  // a duplicate repeats the stored outcome; without one, all that is known is that the server has the claim
  const detail = result.st === "duplicate" ? (result.was ?? "pending") : result.st;
  const wanted = result.need.map((name) => name.slice(BLOB_PREFIX.length));
  const taken = entry.uploaded.filter(({ hash, at }) => wanted.includes(hash) && isLater(at, askedAt));
  const need = wanted.filter((hash) => !taken.some((one) => one.hash === hash));
  return {
    ...entry,
    detail,
    code: result.code ?? null,
    attendance: result.att ?? null,
    grade: result.grade ?? null,
    note: result.note ?? null,
    need,
    uploaded: taken,
    takenMs: need.length === 0 ? entry.takenMs : null,
  };
}

/** No answer is on its way for longer, ms; a time further ahead comes from a clock that was turned back since. */
const LONGEST_ANSWER_MS = 5 * 60_000;
const isLater = (at: number, askedAt: number): boolean => at >= askedAt && at - askedAt < LONGEST_ANSWER_MS;

/** Those of the entries that the results change. Results about other entries are ignored. */
export function mergeResults(
  entries: readonly EntryRow[],
  results: readonly EntryResult[],
  askedAt: number,
): EntryRow[] {
  const byHash = new Map(results.map((result) => [result.h, result]));
  return entries.flatMap((entry) => {
    const result = byHash.get(entry.h);
    return result ? [mergeResult(entry, result, askedAt)] : [];
  });
}

/** Attaches a verified receipt to the entries it names. The first receipt stays: the 24 hours count from it. */
export function withReceipt(entries: readonly EntryRow[], receipt: Receipt, jws: string): EntryRow[] {
  const named = new Set(receipt.entries.map(({ h }) => h));
  return entries.map((entry) =>
    named.has(entry.h) && entry.receipt === null ? { ...entry, receipt: { jws, ms: receipt.ms } } : entry,
  );
}

/**
 * After a blob was taken by the server (or cannot be had here any more): it is no longer asked for.
 * @param takenAt Date.now() when the server had taken it; null when it was not sent
 */
export function withoutNeed(entry: EntryRow, hash: string, takenAt: number | null): EntryRow {
  const need = (entry.need ?? []).filter((wanted) => wanted !== hash);
  const uploaded = need.length === 0 && entry.detail === "pending" && entry.code === "blob";
  const known = entry.uploaded.filter((one) => one.hash !== hash);
  return {
    ...entry,
    need,
    uploaded: takenAt === null ? known : [...known, { hash, at: takenAt }],
    code: uploaded ? "verify" : entry.code,
  };
}

/**
 * Kept claims to offer again when the server has forgotten what comes next in the chain although it once knew it: its
 * database was restored from an older state. Those that it holds behind a gap may be forgotten with it.
 *
 * 2026-11-23: what was known from a status alone, because the answer with its receipt was lost, and what was held were left
 * out, and never came to a database that was put back (soak, seed 30 of 90 check-ins: 9 of them).
 * @returns the entries, back in the queue and with a new receipt to earn
 */
export function reoffered(entries: readonly EntryRow[], head: ChainHead): EntryRow[] {
  const next = entries.find(({ seq }) => seq === head.seq + 1);
  if (!next || !wasKnown(next)) return [];
  return entries.filter((entry) => entry.seq > head.seq && wasKnown(entry)).map(asNew);
}

/** Whether the server has ever told of it as its own. */
const wasKnown = ({ receipt, detail }: EntryRow): boolean =>
  receipt !== null || ["pending", "accepted", "review", "rejected"].includes(detail);

const asNew = (entry: EntryRow): EntryRow => ({
  ...entry,
  detail: "queued",
  need: null,
  uploaded: [],
  receipt: null,
  takenMs: null,
});

/**
 * Hashes of those whose blobs the server has, and nobody knows since when: the next time token tells.
 *
 * 2026-11-22: the day counted from the receipt alone. A photo that came a day after its claim was let go of at once, and a
 * backup of the hour before had never had it (soak, seed 1 of 10,000 check-ins: 15 of them).
 */
export const undated = (entries: readonly EntryRow[]): string[] =>
  entries
    .filter(({ blobsKept, need, takenMs }) => blobsKept && need?.length === 0 && takenMs === null)
    .map(({ h }) => h);

/** Blobs are let go of once the server wants none and has had claim and blobs for a day by its own clock. */
export const RECEIPT_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * @param serverMs the newest server time known from a verified token, or null
 * @returns the hashes of the entries whose blobs may go
 */
export function blobsToDrop(entries: readonly EntryRow[], serverMs: number | null): string[] {
  if (serverMs === null) return [];
  return entries
    .filter(
      ({ blobsKept, need, receipt, takenMs }) =>
        blobsKept &&
        need?.length === 0 &&
        receipt !== null &&
        takenMs !== null &&
        serverMs - Math.max(receipt.ms, takenMs) >= RECEIPT_AGE_MS,
    )
    .map(({ h }) => h);
}

/** Whether a merge told the student something new (what is wanted of the phone does not count). */
export const tellsNews = (before: EntryRow, after: EntryRow): boolean =>
  before.detail !== after.detail || before.code !== after.code || before.note !== after.note;
