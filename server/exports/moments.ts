/**
 * Dates and times of a report, in the university's time zone. Written by hand and not by Intl, whose wording changes with its
 * version: the same data must give the same bytes.
 */
import { wallOf, weekdayOf } from "../../shared/dates.ts";
import type { ReportWords } from "./words.ts";

export interface Moment {
  /** `2026-11-16`, on the university's calendar */
  readonly date: string;
  /** `10:15`, on its clock */
  readonly time: string;
  /** `UTC+01:00`: of the two times that a clock shows twice in autumn, which */
  readonly offset: string;
}

const MINUTE_MS = 60_000;

export function momentOf(instant: string, timeZone: string): Moment {
  const at = new Date(instant);
  const { date, time } = wallOf(at, timeZone);
  const wallMin = Date.parse(`${date}T${time}:00Z`) / MINUTE_MS;
  const minutes = wallMin - Math.floor(at.getTime() / MINUTE_MS);
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const sign = minutes < 0 ? "−" : "+";
  return {
    date,
    time,
    offset: `UTC${sign}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`,
  };
}

/** `2026-11-16 10:15` */
export const stamp = ({ date, time }: Moment): string => `${date} ${time}`;

/** `Mon 16 Nov 2026`, `lun 16 nov 2026` */
export function longDate(date: string, words: ReportWords): string {
  const [year = "", month = "1", day = "1"] = date.split("-");
  return `${words.weekdays[weekdayOf(date) - 1] ?? ""} ${Number(day)} ${words.months[Number(month) - 1] ?? ""} ${year}`;
}

/** `Mon 16 Nov 2026, 10:15–11:45`; the end has its own date where it is another day's */
export function span(start: Moment, end: Moment, words: ReportWords): string {
  const until = start.date === end.date ? end.time : `${longDate(end.date, words)}, ${end.time}`;
  return `${longDate(start.date, words)}, ${start.time}–${until}`;
}

/** `UTC+02:00`, or both where the clocks change in between */
export const offsets = (start: Moment, end: Moment): string =>
  start.offset === end.offset ? start.offset : `${start.offset} → ${end.offset}`;
