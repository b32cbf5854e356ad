/** Where the hours of a week stand in its picture. Pure. */

/** An hour of a day; minutes since midnight. */
export interface Hour {
  readonly startMin: number;
  readonly endMin: number;
}
/** What is at the same time stands side by side: lane `lane` of `lanes`. */
export interface Placed<H extends Hour> {
  readonly hour: H;
  readonly lane: number;
  readonly lanes: number;
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** Hours of one day in order of time; those that overlap share the width. */
export function placeHours<H extends Hour>(hours: readonly H[]): Placed<H>[] {
  const ordered = hours.toSorted((a, b) => a.startMin - b.startMin || a.endMin - b.endMin);
  const placed: Placed<H>[] = [];
  let cluster: { hour: H; lane: number }[] = [];
  let ends: number[] = [];
  let until = -1;
  const close = () => {
    for (const { hour, lane } of cluster) placed.push({ hour, lane, lanes: ends.length });
    cluster = [];
    ends = [];
  };
  for (const hour of ordered) {
    if (hour.startMin >= until) close();
    const free = ends.findIndex((end) => end <= hour.startMin);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = hour.endMin;
    cluster.push({ hour, lane });
    until = Math.max(until, hour.endMin);
  }
  close();
  return placed;
}

const LEAST_HOURS = 6;

/** Whole hours of the clock that the picture shows: from before the first to after the last, and a few at least. */
export function shownHours(hours: readonly Hour[]): { from: number; to: number } {
  if (hours.length === 0) return { from: 9, to: 9 + LEAST_HOURS };
  const from = Math.floor(Math.min(...hours.map(({ startMin }) => startMin)) / 60);
  const to = Math.ceil(Math.max(...hours.map(({ endMin }) => endMin)) / 60);
  const wide = Math.max(to, from + LEAST_HOURS);
  return wide <= 24 ? { from, to: wide } : { from: Math.min(from, 24 - LEAST_HOURS), to: 24 };
}
