import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spanOf, startOf } from "../../../../server/domain/wall-time.ts";
import { addDays, dateIn, instantOf, wallOf } from "../../../../shared/dates.ts";

const QUARTER_MS = 15 * 60_000;
const naive = (date: string, time: string) => Date.parse(`${date}T${time}:00Z`);
const wallMs = (at: number, zone: string) => {
  const { date, time } = wallOf(new Date(at), zone);
  return naive(date, time);
};

/**
 * The first instant at which the wall shows this, found by looking at every quarter of an hour of two days and a bit; where
 * the clock leaves it out, as much after the last moment before as it is later. null: the zone leaves out the whole date.
 */
function searched(date: string, time: string, zone: string): number | null {
  const wanted = naive(date, time);
  const from = naive(date, "00:00") - 16 * 3_600_000;
  let last: number | null = null;
  for (let at = from; at < from + 60 * 3_600_000; at += QUARTER_MS) {
    const shown = wallMs(at, zone);
    if (shown === wanted) return at;
    if (shown > wanted && last !== null) {
      const found = last + (wanted - wallMs(last, zone));
      return dateIn(new Date(found), zone) === date ? found : null;
    }
    if (shown < wanted) last = at;
  }
  throw new Error("not found");
}

/** The dates of a year on which a zone's clock changes, and those beside them. */
function changesOf(zone: string, year: number): string[] {
  const dates: string[] = [];
  const offset = (date: string) => wallMs(naive(date, "12:00"), zone) - naive(date, "12:00");
  for (let date = `${year}-01-02`; date < `${year}-12-31`; date = addDays(date, 1)) {
    if (offset(date) !== offset(addDays(date, -1))) dates.push(addDays(date, -1), date);
  }
  return dates;
}

const ZONES = Intl.supportedValuesOf("timeZone");
const quarter = (n: number) =>
  `${String(Math.floor(n / 4)).padStart(2, "0")}:${String((n % 4) * 15).padStart(2, "0")}`;
const place = fc
  .record({
    zone: fc.constantFrom(
      ...ZONES,
      "Europe/Madrid",
      "Australia/Lord_Howe",
      "America/Santiago",
      "Asia/Beirut",
      "Africa/Cairo",
    ),
    year: fc.integer({ min: 2000, max: 2032 }),
    day: fc.nat({ max: 364 }),
    change: fc.boolean(),
  })
  .map(({ zone, year, day, change }) => {
    const changes = change ? changesOf(zone, year) : [];
    return { zone, date: changes[day % Math.max(1, changes.length)] ?? addDays(`${year}-01-01`, day) };
  });

describe("a time on the wall", () => {
  it("is the instant that a search with Intl finds, in any zone, through every change of the clocks", () => {
    fc.assert(
      fc.property(
        place,
        fc.nat({ max: 94 }),
        fc.integer({ min: 1, max: 12 }),
        ({ zone, date }, from, lasts) => {
          const [startsAt, endsAt] = [quarter(from), quarter(Math.min(95, from + lasts))];
          const span = spanOf(date, startsAt, endsAt, zone);
          const start = searched(date, startsAt, zone);
          expect(span?.startsAt.getTime() ?? null).toBe(start);
          if (!span || start === null) return;
          // a phone, which has no Temporal, takes it for the same
          expect(instantOf(date, startsAt, zone).getTime()).toBe(start);
          const end = searched(date, endsAt, zone);
          const length = naive(date, endsAt) - naive(date, startsAt);
          expect(span.endsAt.getTime()).toBe(end !== null && end > start ? end : start + length);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    [
      "an ordinary day",
      "2026-11-23",
      "10:00",
      "12:00",
      "Europe/Madrid",
      "2026-11-23T09:00Z",
      "2026-11-23T11:00Z",
    ],
    ["summer", "2026-07-06", "10:00", "12:00", "Europe/Madrid", "2026-07-06T08:00Z", "2026-07-06T10:00Z"],
    [
      "an hour that is left out",
      "2026-03-29",
      "02:30",
      "04:00",
      "Europe/Madrid",
      "2026-03-29T01:30Z",
      "2026-03-29T02:00Z",
    ],
    [
      "an hour left out, the end too early",
      "2026-03-29",
      "02:30",
      "03:15",
      "Europe/Madrid",
      "2026-03-29T01:30Z",
      "2026-03-29T02:15Z",
    ],
    [
      "the first of two hours",
      "2026-10-25",
      "02:30",
      "04:00",
      "Europe/Madrid",
      "2026-10-25T00:30Z",
      "2026-10-25T03:00Z",
    ],
    [
      "half an hour of summer time",
      "2026-10-04",
      "02:15",
      "03:00",
      "Australia/Lord_Howe",
      "2026-10-03T15:45Z",
      "2026-10-03T16:00Z",
    ],
  ])("on %s", (_name, date, startsAt, endsAt, zone, from, to) => {
    expect(spanOf(date, startsAt, endsAt, zone)).toEqual({ startsAt: new Date(from), endsAt: new Date(to) });
  });

  it("is none on a date that the zone left out", () => {
    expect(spanOf("2011-12-30", "10:00", "11:00", "Pacific/Apia")).toBeNull();
    expect(spanOf("2011-12-31", "10:00", "11:00", "Pacific/Apia")).not.toBeNull();
  });

  it("begins a day with its first moment, also where midnight is left out", () => {
    expect(startOf("2026-11-23", "Europe/Madrid")).toEqual(new Date("2026-11-22T23:00Z"));
    expect(startOf("2026-09-06", "America/Santiago")).toEqual(new Date("2026-09-06T04:00Z"));
  });
});
