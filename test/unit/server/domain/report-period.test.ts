import { describe, expect, it } from "vitest";
import { nextDue, periodBefore } from "../../../../server/domain/report-period.ts";

describe("what a scheduled report is of", () => {
  it.each([
    ["week", "2026-03-30", "2026-03-23", "2026-03-29"],
    ["week", "2026-01-05", "2025-12-29", "2026-01-04"],
    ["month", "2026-03-01", "2026-02-01", "2026-02-28"],
    ["month", "2028-03-01", "2028-02-01", "2028-02-29"],
    ["month", "2026-01-01", "2025-12-01", "2025-12-31"],
  ] as const)("a %s that is due on %s goes from %s until %s", (every, dueOn, from, until) => {
    expect(periodBefore(every, dueOn)).toEqual({ from, until });
  });

  it.each([
    ["week", "2026-03-29", "2026-03-30"],
    ["week", "2026-03-30", "2026-04-06"],
    ["month", "2026-01-31", "2026-02-01"],
    ["month", "2026-02-01", "2026-03-01"],
    ["month", "2026-12-15", "2027-01-01"],
  ] as const)("of each %s, the next after %s is due on %s", (every, date, next) => {
    expect(nextDue(every, date)).toBe(next);
  });
});
