/** Calendar dates as text, `YYYY-MM-DD` (ISO 8601), and what an instant is on a zone's calendar and clock. */
import * as v from "valibot";

/** A date that exists, in years that a university plans in. */
export const IsoDate = v.pipe(
  v.string(),
  v.isoDate(),
  v.check((date) => isDate(date), "no such date"),
);
/** A time of day, `HH:MM`. */
export const TimeOfDay = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
/** ISO 8601: 1 Monday … 7 Sunday. */
export const Weekday = v.picklist([1, 2, 3, 4, 5, 6, 7]);
export type Weekday = v.InferOutput<typeof Weekday>;
export const WEEKDAYS = Weekday.options;

const DAY_MS = 86_400_000;
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Whether a text is a date of the calendar from 1970 to 2199. */
export const isDate = (text: string): boolean =>
  /^(19[7-9]\d|2[01]\d\d)-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(dayNumber(text)) &&
  dateOf(dayNumber(text)) === text;

export const addDays = (date: string, days: number): string => dateOf(dayNumber(date) + days);
/** Days from `a` to `b`. */
export const daysBetween = (a: string, b: string): number => dayNumber(b) - dayNumber(a);
/** 1 January 1970 was a Thursday. */
export const weekdayOf = (date: string): Weekday => WEEKDAYS[(dayNumber(date) + 3) % 7] ?? 1;
/** The Monday of a date's week. */
export const mondayOf = (date: string): string => addDays(date, 1 - weekdayOf(date));

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-US-u-ca-iso8601-nu-latn", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** What calendar and clock on the wall show in a zone at an instant. @param timeZone an IANA name */
export function wallOf(at: Date, timeZone: string): { date: string; time: string } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}
/**
 * The instant at which a zone's wall shows a date and a time; where the clock was put back, the first of two; where it was put
 * forward over that time, as much later (as Temporal's "compatible"). The offset is that of a day before or a day after: zones
 * change theirs less often.
 * @param time `HH:MM`
 */
export function instantOf(date: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const shown = (ms: number) => {
    const wall = wallOf(new Date(ms), timeZone);
    return Date.parse(`${wall.date}T${wall.time}:00Z`);
  };
  const offsets = [wanted - DAY_MS, wanted + DAY_MS].map((ms) => shown(ms) - ms);
  const candidates = offsets.map((offset) => wanted - offset).toSorted((a, b) => a - b);
  const found = candidates.find((ms) => shown(ms) === wanted);
  return new Date(found ?? Math.max(...candidates));
}
/** Whether the name is an IANA zone that this engine knows. */
export function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}
/** Whether two zones' walls show the same, this month and in each of the six before and after. */
export function tellTheSame(a: string, b: string, at: Date): boolean {
  if (a === b) return true;
  return Array.from({ length: 13 }, (_, i) => new Date(at.getTime() + (i - 6) * 30 * DAY_MS)).every(
    (then) => {
      const [one, other] = [wallOf(then, a), wallOf(then, b)];
      return one.date === other.date && one.time === other.time;
    },
  );
}
export const dateIn = (at: Date, timeZone: string): string => wallOf(at, timeZone).date;
export const timeIn = (at: Date, timeZone: string): string => wallOf(at, timeZone).time;
