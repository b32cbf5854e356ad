/** The server's words merged into what the phone knows: pure. A claim's JWS and blobs are never touched here. */
import type { ChainHead, EntryResult, Receipt } from "../../shared/protocol/sync.ts";
import type { EntryRow } from "../store/rows.ts";

const BLOB_PREFIX = "blob:";

/** One entry after the server's word on it. "retry" means that nothing was stored: it stays in the queue. */
export function mergeResult(entry: EntryRow, result: EntryResult): EntryRow {
  if (result.h !== entry.h) return entry;
  if (result.st === "retry") return { ...entry, detail: "queued" };
  // a duplicate repeats the stored outcome; without one, all that is known is that the server has the claim
  const detail = result.st === "duplicate" ? (result.was ?? "pending") : result.st;
  return {
    ...entry,
    detail,
    code: result.code ?? null,
    attendance: result.att ?? null,
    grade: result.grade ?? null,
    note: result.note ?? null,
    need: result.need.map((name) => name.slice(BLOB_PREFIX.length)),
  };
}

/** Those of the entries that the results change. Results about other entries are ignored. */
export function mergeResults(entries: readonly EntryRow[], results: readonly EntryResult[]): EntryRow[] {
  const byHash = new Map(results.map((result) => [result.h, result]));
  return entries.flatMap((entry) => {
    const result = byHash.get(entry.h);
    return result ? [mergeResult(entry, result)] : [];
  });
}

/** Attaches a verified receipt to the entries it names. The first receipt stays: the 24 hours count from it. */
export function withReceipt(entries: readonly EntryRow[], receipt: Receipt, jws: string): EntryRow[] {
  const named = new Set(receipt.entries.map(({ h }) => h));
  return entries.map((entry) =>
    named.has(entry.h) && entry.receipt === null ? { ...entry, receipt: { jws, ms: receipt.ms } } : entry,
  );
}

/** After a blob was taken by the server (or cannot be had here any more): it is no longer asked for. */
export function withoutNeed(entry: EntryRow, hash: string): EntryRow {
  const need = (entry.need ?? []).filter((wanted) => wanted !== hash);
  const uploaded = need.length === 0 && entry.detail === "pending" && entry.code === "blob";
  return { ...entry, need, code: uploaded ? "verify" : entry.code };
}

/**
 * Kept claims to offer again when the server's head is behind what it once acknowledged: its database was restored
 * from an older state. Held entries (behind a gap) are ahead of the head by right.
 * @returns the entries, back in the queue and with a new receipt to earn
 */
export function reoffered(entries: readonly EntryRow[], head: ChainHead): EntryRow[] {
  return entries
    .filter(({ seq, receipt, code }) => seq > head.seq && receipt !== null && code !== "chain_hold")
    .map(asNew);
}

const asNew = (entry: EntryRow): EntryRow => ({ ...entry, detail: "queued", need: null, receipt: null });

/** Blobs are let go of once the server wants none and has had the claim for a day by its own clock. */
export const RECEIPT_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * @param serverMs the newest server time known from a verified token, or null
 * @returns the hashes of the entries whose blobs may go
 */
export function blobsToDrop(entries: readonly EntryRow[], serverMs: number | null): string[] {
  if (serverMs === null) return [];
  return entries
    .filter(
      ({ blobsKept, need, receipt }) =>
        blobsKept && need?.length === 0 && receipt !== null && serverMs - receipt.ms >= RECEIPT_AGE_MS,
    )
    .map(({ h }) => h);
}

/** Whether a merge told the student something new (what is wanted of the phone does not count). */
export const tellsNews = (before: EntryRow, after: EntryRow): boolean =>
  before.detail !== after.detail || before.code !== after.code || before.note !== after.note;
