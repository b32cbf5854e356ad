/** The clocks that an entry is dated with. See PROTOCOL, "Time". */
import { v4 as uuidv4 } from "uuid";
import type { TimeAnchor } from "../store/rows.ts";

/** Id of this page's (or worker's) time origin: performance.now() values compare only within one. */
export const TIME_ORIGIN_ID: string = uuidv4();

/** Both clocks at one instant. */
export interface ClockReading {
  /** Date.now() */
  readonly wall: number;
  /** performance.now(), ms since the time origin */
  readonly mono: number;
  readonly org: string;
}

export const readClocks = (): ClockReading => ({
  wall: Date.now(),
  mono: performance.now(),
  org: TIME_ORIGIN_ID,
});

/**
 * Server time at a reading, as well as the phone can tell: by the last time token where there is one, so that a wrong
 * clock does no harm. Of the two elapsed times the longer counts: performance.now() stops during sleep, and Date.now()
 * falls behind when somebody sets the clock back.
 * @returns epoch ms, an integer
 */
export function serverTimeAt(reading: ClockReading, anchor: Omit<TimeAnchor, "tok"> | null): number {
  if (!anchor) return Math.max(0, Math.round(reading.wall));
  const byWall = reading.wall - anchor.tw;
  const byMono = reading.org === anchor.org ? reading.mono - anchor.tm : 0;
  return Math.round(anchor.ms + Math.max(byWall, byMono, 0));
}
