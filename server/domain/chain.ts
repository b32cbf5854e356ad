import type { ChainHead } from "../../shared/protocol/sync.ts";

/**
 * Where an entry stands to the device's chain, given that no entry of this hash is stored yet (T6, T7):
 * next — continues it; gap — its ancestors are missing, it is held; fork — its place is taken, or it names another past.
 */
export type ChainPlace = "next" | "gap" | "fork";

/**
 * @param head the last entry up to which nothing is missing; seq 0 and the genesis hash before the first
 * @param taken whether another entry of this device is stored under this seq
 */
export function placeInChain(
  entry: { readonly seq: number; readonly prev: string },
  head: ChainHead,
  taken: boolean,
): ChainPlace {
  if (taken || entry.seq <= head.seq) return "fork";
  if (entry.seq > head.seq + 1) return "gap";
  return entry.prev === head.h ? "next" : "fork";
}
