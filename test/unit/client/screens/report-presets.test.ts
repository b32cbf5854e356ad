import { expect, it } from "vitest";
import { datesOf } from "../../../../client/screens/reports/presets.ts";

it.each([
  ["thisWeek", "2026-03-01", "2026-02-23", "2026-03-01"],
  ["lastWeek", "2026-01-01", "2025-12-22", "2025-12-28"],
  ["thisMonth", "2028-02-10", "2028-02-01", "2028-02-29"],
  ["lastMonth", "2026-01-31", "2025-12-01", "2025-12-31"],
  ["lastMonth", "2026-03-31", "2026-02-01", "2026-02-28"],
] as const)("%s, seen from %s, goes from %s until %s", (preset, today, from, until) => {
  expect(datesOf(preset, today, null)).toEqual({ from, until });
});

it("offers the term where there is one", () => {
  const term = { from: "2026-02-01", until: "2026-06-30" };
  expect([datesOf("term", "2026-03-01", term), datesOf("term", "2026-03-01", null)]).toEqual([term, null]);
});
