import { WAIT_MS } from "./claim.ts";

/**
 * When an action counts as done: what the device claimed, but not in the future, not before its meeting was made, and not
 * longer ago than a check-in waits for its meeting. A device with a wrong clock is so kept within what is possible.
 * @param earliestMs when the meeting was made; null for the action that makes it
 */
export function doneAt(claimedMs: number, bounds: { receivedMs: number; earliestMs: number | null }): Date {
  const { receivedMs, earliestMs } = bounds;
  const floor = Math.max(receivedMs - WAIT_MS.meeting, earliestMs ?? 0);
  return new Date(Math.min(Math.max(claimedMs, floor), receivedMs));
}
