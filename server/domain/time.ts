import type { EntryPayload } from "../../shared/protocol/entry.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";

/** How far clocks may differ without anyone having turned them, ms (T1, T4). */
export const SKEW_MS = 30_000;
/** How far a capture may seem to precede the one before it, ms (T3). */
export const BACKWARDS_MS = 5_000;

type Clocks = EntryPayload["t"];

export interface TimeFacts {
  readonly clocks: Clocks;
  /** L: the latest of the token times of this entry and its ancestors and the start of its code's slot; null: none known */
  readonly lowerMs: number | null;
  /** U: server time at which this entry or any descendant first arrived */
  readonly upperMs: number;
  /** the entry before it in the chain */
  readonly previous: { readonly capturedMs: number; readonly clocks: Clocks } | null;
  /** the course's policy: how long after the capture a claim may arrive, ms */
  readonly syncWithinMs: number;
  /** received while the meeting was open: then T5 does not ask */
  readonly receivedWhileOpen: boolean;
}

/** L of an entry: the latest that is known of its own token, its ancestors' L and its code's slot. */
export function lowerBound(...known: readonly (number | null)[]): number | null {
  const values = known.filter((value) => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}

/** The rules T1, T3, T4, T5 of PROTOCOL.md: each that fails is a reason for a person's look, never a refusal. */
export function timeDoubts(facts: TimeFacts): OutcomeCode[] {
  const { clocks, lowerMs, upperMs, previous } = facts;
  const doubts: OutcomeCode[] = [];
  if ((lowerMs !== null && clocks.cap < lowerMs - SKEW_MS) || clocks.cap > upperMs + SKEW_MS) {
    doubts.push("time_conflict");
  }
  if (previous && clocks.cap < previous.capturedMs - BACKWARDS_MS) doubts.push("time_backwards");
  if (clockTurnedBack(clocks, previous?.clocks ?? null)) doubts.push("clock_back");
  if (!facts.receivedWhileOpen && upperMs - clocks.cap > facts.syncWithinMs) doubts.push("time_late");
  return doubts;
}

/** T4: within one time origin the wall clock must not fall behind the monotonic one, which only ever stands still. */
function clockTurnedBack(now: Clocks, previous: Clocks | null): boolean {
  const behind = (mono: number, wall: number) => now.wall - wall < now.mono - mono - SKEW_MS;
  if (now.tm !== null && now.tw !== null && behind(now.tm, now.tw)) return true;
  return previous !== null && previous.org === now.org && behind(previous.mono, previous.wall);
}
