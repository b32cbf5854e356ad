import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ArrivalRules, arrivalStatus, arrivalTimes } from "../../../shared/arrival.ts";

const MIN = 60_000;
const ten = Date.UTC(2026, 10, 23, 10);
const meeting = { startsMs: ten, endsMs: ten + 60 * MIN, openedMs: null };
const rules = (over: Partial<ArrivalRules> = {}): ArrivalRules => ({
  lateAfterMin: 10,
  absentAfterMin: 30,
  closeAfterMin: 15,
  ...over,
});
const minutes = (ms: number | null) => (ms === null ? null : (ms - ten) / MIN);

describe("who is missing will be absent", () => {
  it.each<[string, Partial<ArrivalRules>, number | null, number | null]>([
    ["at the minute of absence", {}, null, 30],
    ["at the close, where there is no such minute", { absentAfterMin: null }, null, 75],
    ["at the close, where that is before", { absentAfterMin: 90 }, null, 75],
    ["at the minute of absence, where a teacher closes", { closeAfterMin: null }, null, 30],
    ["when a teacher closes it", { absentAfterMin: null, closeAfterMin: null }, null, null],
    ["counted from a late opening", {}, 20, 50],
    ["counted from the hour, where it opened early", {}, -15, 30],
  ])("%s", (_what, over, opened, missed) => {
    const openedMs = opened === null ? null : ten + opened * MIN;
    expect(minutes(arrivalTimes({ ...meeting, openedMs }, rules(over)).missedMs)).toBe(missed);
  });
});

it("a later check-in is never worth more than an earlier one", () => {
  const worth = { present: 2, late: 1, absent: 0 };
  const minute = fc.integer({ min: 0, max: 240 });
  fc.assert(
    fc.property(minute, fc.option(minute), minute, minute, (lateAfterMin, absentAfterMin, a, b) => {
      const times = arrivalTimes(meeting, rules({ lateAfterMin, absentAfterMin }));
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((at) =>
        arrivalStatus(times, ten + at * MIN),
      );
      return worth[early ?? "absent"] >= worth[late ?? "absent"];
    }),
  );
});
