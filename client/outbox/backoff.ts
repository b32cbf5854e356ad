/** Full-jitter exponential backoff (AWS Architecture Blog, "Exponential Backoff And Jitter"), without end. */
export const BACKOFF_BASE_MS = 2_000;
export const BACKOFF_CAP_MS = 5 * 60_000;

/**
 * How long to wait after the given number of failures in a row (0 = after the first).
 * @param random uniform in [0, 1)
 * @returns ms, uniform in [0, min(cap, base·2^failures)), but never under 250 ms
 */
export function backoffMs(failures: number, random: () => number): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(failures, 20));
  return Math.max(250, Math.floor(random() * ceiling));
}
