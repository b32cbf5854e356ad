/** Where the hours of a week stand in its picture. Pure. */
import type { Weekday } from "../../../shared/dates.ts";

/** An hour of a day; minutes since midnight. */
export interface Hour {
  readonly startMin: number;
  readonly endMin: number;
}
/** One with what there is to read of it. */
export interface WeekHour extends Hour {
  readonly key: string;
  readonly weekday: Weekday;
  readonly time: string;
  readonly title: string;
  /** room, group and the like */
  readonly more: readonly string[];
  readonly tone: "open" | "planned" | "closed" | "cancelled";
  /** in words: moved, cancelled */
  readonly remark?: string | null;
  readonly href?: string;
}
/** What is at the same time stands side by side: lane `lane` of `lanes`. */
export interface Placed<H extends Hour> {
  readonly hour: H;
  readonly lane: number;
  readonly lanes: number;
}

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
/** 600 as 10:00 */
export const clockOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

/** Hours of one day that hang together: each overlaps another of them, and none beside. */
export interface Cluster<H extends Hour> extends Hour {
  readonly placed: readonly Placed<H>[];
}

/** Hours of one day in order of time, by what is at the same time. */
export function clustersOf<H extends Hour>(hours: readonly H[]): Cluster<H>[] {
  const ordered = hours.toSorted((a, b) => a.startMin - b.startMin || a.endMin - b.endMin);
  const clusters: Cluster<H>[] = [];
  let members: { hour: H; lane: number }[] = [];
  let ends: number[] = [];
  let until = -1;
  const close = () => {
    const [first] = members;
    if (!first) return;
    const placed = members.map(({ hour, lane }) => ({ hour, lane, lanes: ends.length }));
    clusters.push({ startMin: first.hour.startMin, endMin: until, placed });
    members = [];
    ends = [];
  };
  for (const hour of ordered) {
    if (hour.startMin >= until) close();
    const free = ends.findIndex((end) => end <= hour.startMin);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = hour.endMin;
    members.push({ hour, lane });
    until = Math.max(until, hour.endMin);
  }
  close();
  return clusters;
}

/** Narrower than so many rem side by side, hours are not read any more. */
const LANE_REM = 5.5;
/** How many hours have room side by side in a day's column: one at least. Both in pixels. */
export const lanesIn = (columnPx: number, remPx: number): number =>
  Math.max(1, Math.floor(columnPx / (LANE_REM * remPx)));

const LEAST_HOURS = 6;

/** Whole hours of the clock that the picture shows: from before the first to after the last, and a few at least. */
export function shownHours(hours: readonly Hour[]): { from: number; to: number } {
  if (hours.length === 0) return { from: 9, to: 9 + LEAST_HOURS };
  const from = Math.floor(Math.min(...hours.map(({ startMin }) => startMin)) / 60);
  const to = Math.ceil(Math.max(...hours.map(({ endMin }) => endMin)) / 60);
  const wide = Math.max(to, from + LEAST_HOURS);
  return wide <= 24 ? { from, to: wide } : { from: Math.min(from, 24 - LEAST_HOURS), to: 24 };
}
