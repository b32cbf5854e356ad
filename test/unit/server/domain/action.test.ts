import { expect, it } from "vitest";
import { doneAt } from "../../../../server/domain/action.ts";

const DAY_MS = 24 * 60 * 60_000;
const receivedMs = 100 * DAY_MS;

it.each<[string, number, number | null, number]>([
  ["when the device says", receivedMs - 5, null, receivedMs - 5],
  ["on arrival, where the device's clock is ahead", receivedMs + DAY_MS, null, receivedMs],
  [
    "when its meeting was made, where the clock is before that",
    receivedMs - 9,
    receivedMs - 4,
    receivedMs - 4,
  ],
  ["at most fourteen days before it arrives", 0, 0, receivedMs - 14 * DAY_MS],
  ["on arrival, where even the making of its meeting lies ahead", 0, receivedMs + 1, receivedMs],
])("an action counts as done %s", (_when, claimedMs, earliestMs, counted) => {
  expect(doneAt(claimedMs, { receivedMs, earliestMs }).getTime()).toBe(counted);
});
