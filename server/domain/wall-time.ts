/**
 * From a date and a clock on the wall to an instant, by Temporal (temporal-polyfill: the specification's own rules, and what
 * browsers bring by themselves one day). Phones do with Intl (shared/dates.ts).
 */
import { Temporal } from "temporal-polyfill";

export interface Span {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const wall = (date: string, time: string) => Temporal.PlainDateTime.from(`${date}T${time}`);
/** Where clocks are put forward, a time that is left out is as much later; where they are put back, the first of two. */
const instant = (at: Temporal.PlainDateTime, timeZone: string) =>
  at.toZonedDateTime(timeZone, { disambiguation: "compatible" });

/**
 * When something takes place that the wall's clock says.
 * @param startsAt,endsAt `HH:MM` or `HH:MM:SS` of one day, the end later
 * @returns null where the zone has no such date (a few islands have left one out)
 */
export function spanOf(date: string, startsAt: string, endsAt: string, timeZone: string): Span | null {
  const [from, to] = [wall(date, startsAt), wall(date, endsAt)];
  const start = instant(from, timeZone);
  if (start.toPlainDate().toString() !== date) return null;
  let end = instant(to, timeZone);
  // the start was left out by the clock and the end was not: it lasts as long as ever
  if (end.epochMilliseconds <= start.epochMilliseconds) end = start.add(from.until(to));
  return { startsAt: new Date(start.epochMilliseconds), endsAt: new Date(end.epochMilliseconds) };
}

/** The first moment of a date; the moment of the next one ends it. */
export const startOf = (date: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);
