import type { ChainHead } from "../../shared/protocol/sync.ts";

/**
 * Where an entry stands to the device's chain, given that no entry of this hash is stored yet (T6, T7):
 * next — continues it; gap — its ancestors are missing, it is held; found — it was missing, the chain went on without it,
 * and the entry behind it names it; fork — its place is taken, or it names another past.
 */
export type ChainPlace = "next" | "gap" | "found" | "fork";

/**
 * @param head the last entry of the chain as far as it is whole, or was passed over; seq 0 and the genesis hash before the first
 * @param beside `taken`: another entry of this device is stored under this seq; `named`: whether the one stored under the
 *   next seq names this entry as its past; null: none is stored there
 */
export function placeInChain(
  entry: { readonly seq: number; readonly prev: string },
  head: ChainHead,
  { taken, named }: { readonly taken: boolean; readonly named: boolean | null },
): ChainPlace {
  if (taken) return "fork";
  // a free place behind the head: the chain went on over a gap
  if (entry.seq < head.seq) return named === null ? "gap" : named ? "found" : "fork";
  if (entry.seq === head.seq) return "fork";
  if (entry.seq > head.seq + 1) return "gap";
  return entry.prev === head.h ? "next" : "fork";
}

/**
 * The places between head and the first entry that is held, when a phone has declared all of them lost; null: it has not,
 * or none is between them.
 */
export function passedBy(
  head: Pick<ChainHead, "seq">,
  first: { readonly seq: number },
  lost: readonly number[],
): number[] | null {
  const missing = Array.from({ length: Math.max(0, first.seq - head.seq - 1) }, (_, i) => head.seq + 1 + i);
  return missing.length > 0 && missing.every((seq) => lost.includes(seq)) ? missing : null;
}
