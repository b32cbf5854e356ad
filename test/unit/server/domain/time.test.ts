import { describe, expect, it } from "vitest";
import { lowerBound, type TimeFacts, timeDoubts } from "../../../../server/domain/time.ts";

const S = 1000;
const T = 1_790_000_000_000;
const clocks = { cap: T, wall: T, mono: 100 * S, org: "page", tok: null, tm: null, tw: null };
const facts = (over: Partial<TimeFacts> & { clocks?: TimeFacts["clocks"] } = {}): TimeFacts => ({
  clocks,
  lowerMs: null,
  upperMs: T + 2 * S,
  previous: null,
  syncWithinMs: 24 * 3600 * S,
  receivedWhileOpen: false,
  ...over,
});
const at = (cap: number) => ({ ...clocks, cap });

describe("the time of a check-in", () => {
  it.each<[string, TimeFacts, string[]]>([
    ["sent at once raises no doubt", facts(), []],
    ["T1: 29 s before the last proof of time passes", facts({ lowerMs: T + 29 * S }), []],
    [
      "T1: 31 s before the last proof of time is a conflict",
      facts({ lowerMs: T + 31 * S }),
      ["time_conflict"],
    ],
    ["T1: 29 s ahead of its arrival passes", facts({ upperMs: T - 29 * S }), []],
    ["T1: 31 s ahead of its arrival is a conflict", facts({ upperMs: T - 31 * S }), ["time_conflict"]],
    ["T3: 4 s before the one before it passes", facts({ previous: { capturedMs: T + 4 * S, clocks } }), []],
    [
      "T3: 6 s before the one before it",
      facts({ previous: { capturedMs: T + 6 * S, clocks } }),
      ["time_backwards"],
    ],
    [
      "T4: a wall clock that fell behind since the token",
      facts({ clocks: { ...clocks, tm: 0, tw: T - 60 * S } }),
      ["clock_back"],
    ],
    [
      "T4: sleep stops the other clock, which is honest",
      facts({ clocks: { ...clocks, tm: 99 * S, tw: T - 3600 * S } }),
      [],
    ],
    [
      "T4: after a reload only the wall clock is left",
      facts({ clocks: { ...clocks, tm: null, tw: T + 3600 * S } }),
      [],
    ],
    [
      "T4: turned back between two check-ins of one page",
      facts({ previous: { capturedMs: T - S, clocks: { ...clocks, mono: 0, wall: T - 60 * S } } }),
      ["clock_back"],
    ],
    [
      "T4: two pages cannot be compared",
      facts({
        previous: { capturedMs: T - S, clocks: { ...clocks, org: "other", mono: 0, wall: T - 60 * S } },
      }),
      [],
    ],
    ["T5: a day and no more passes", facts({ upperMs: T + 24 * 3600 * S }), []],
    ["T5: more than a day is late", facts({ upperMs: T + 24 * 3600 * S + 1 }), ["time_late"]],
    [
      "T5 does not ask while the meeting is open",
      facts({ upperMs: T + 90_000 * S, receivedWhileOpen: true }),
      [],
    ],
    [
      "several doubts are all named",
      facts({ clocks: at(T - 3600 * S), lowerMs: T, previous: { capturedMs: T, clocks: at(T) } }),
      ["time_conflict", "time_backwards"],
    ],
  ])("%s", (_what, given, doubts) => {
    expect(timeDoubts(given)).toEqual(doubts);
  });

  it("is bounded from below by the latest proof that is known", () => {
    expect(lowerBound(null, null)).toBeNull();
    expect(lowerBound(null, 5, 3)).toBe(5);
  });
});
