import { expect, test } from "vitest";
import { serverTimeAt } from "../../../../client/outbox/clock.ts";

const HOUR_MS = 3_600_000;
const anchor = { tok: "t".repeat(43), ms: 1_790_000_000_000, tm: 5_000, tw: 1_700_000_000_000, org: "page" };
const after = (wallMs: number, monoMs: number, org = "page") =>
  serverTimeAt({ wall: anchor.tw + wallMs, mono: anchor.tm + monoMs, org }, anchor) - anchor.ms;

test.each<[string, number, number]>([
  ["a clock years behind does no harm once a token has come", after(60_000, 60_000), 60_000],
  ["sleep stops performance.now(): the wall clock counts", after(HOUR_MS, 1000), HOUR_MS],
  ["a clock set back: the monotonic one counts", after(-HOUR_MS, 60_000), 60_000],
  ["another page's performance.now() is never compared", after(60_000, HOUR_MS, "other"), 60_000],
  ["no time is earlier than the token", after(-HOUR_MS, 0, "other"), 0],
])("%s", (_, elapsedMs, expectedMs) => {
  expect(elapsedMs).toBe(expectedMs);
});

test("without a token the phone's own clock is all there is", () => {
  expect(serverTimeAt({ wall: 1234.6, mono: 1, org: "page" }, null)).toBe(1235);
});
