import { describe, expect, it, test } from "vitest";
import {
  isBelow,
  isoWeekOf,
  neededToReach,
  onTimeShare,
  type StudentWeek,
  sumShares,
  trendOf,
} from "../../../../server/domain/analysis.ts";
import { termOfToday } from "../../../../server/domain/analysis-overview.ts";
import { attendanceShare, DEFAULT_SHARE, NO_COUNTS } from "../../../../shared/attendance-share.ts";

const share = (present: number, absent: number) => attendanceShare({ ...NO_COUNTS, present, absent });

test.each([
  ["2026-01-01", "2026-W01"],
  ["2025-12-29", "2026-W01"],
  ["2027-01-03", "2026-W53"],
  ["2021-01-03", "2020-W53"],
  ["2026-11-22", "2026-W47"],
])("%s lies in %s", (date, week) => expect(isoWeekOf(date)).toBe(week));

describe("a share that is required", () => {
  it.each([
    [3, 1, 75, false],
    [2, 1, 67, true],
    // 66.67 % as it is shown is not below 66 %, and below 67 %
    [2, 1, 66, false],
    [0, 0, 100, false],
  ])("%s of attended and %s missed against %s %% is below: %s", (present, absent, required, below) =>
    expect(isBelow(share(present, absent), required)).toBe(below),
  );

  it.each([
    [share(3, 1), 75, 0],
    [share(5, 5), 75, 10],
    [share(0, 1), 75, 3],
    [share(0, 3), 99, 296],
    [share(9, 1), 100, null],
    [share(0, 0), 100, 0],
  ])("%o is brought to %s %% by %s meetings", (had, required, needed) =>
    expect(neededToReach(had, required)).toBe(needed),
  );

  it("is reached by so many meetings and not by one less", () => {
    for (let missed = 1; missed < 20; missed++) {
      const needed = neededToReach(share(4, missed), 80) ?? 0;
      if (needed === 0) continue;
      expect(isBelow(share(4 + needed, missed), 80)).toBe(false);
      expect(isBelow(share(4 + needed - 1, missed), 80)).toBe(true);
    }
  });
});

const week = (monday: string, present: number, absent: number): StudentWeek => ({
  monday,
  counts: { ...NO_COUNTS, present, absent },
});
describe("a trend", () => {
  it("falls by the points that the least squares give", () => {
    const weeks = [
      week("2026-10-05", 2, 0),
      week("2026-10-12", 2, 0),
      week("2026-10-19", 1, 1),
      week("2026-10-26", 0, 2),
    ];
    // x 0 0 1 1 2 2 3 3, y 100 100 100 100 100 0 0 0: −350 ÷ 10
    expect(trendOf(weeks, DEFAULT_SHARE)).toMatchObject({ slope: -3500, lost: 300, falling: true });
  });
  it("is not called falling for one meeting that was missed", () => {
    const weeks = ["2026-10-05", "2026-10-12", "2026-10-19"].map((monday) => week(monday, 1, 0));
    const found = trendOf([...weeks, week("2026-10-26", 0, 1)], DEFAULT_SHARE);
    expect(found).toMatchObject({ slope: -3000, falling: false });
  });
  it("counts a week without meetings as time that went by", () => {
    const near = [week("2026-10-05", 2, 0), week("2026-10-12", 1, 1), week("2026-10-19", 0, 2)];
    const far = [week("2026-10-05", 2, 0), week("2026-10-12", 1, 1), week("2026-11-16", 0, 2)];
    expect(trendOf(near, DEFAULT_SHARE).slope).toBe(-5000);
    expect(trendOf(far, DEFAULT_SHARE).slope).toBeGreaterThan(-2000);
  });
  it("is not drawn through two weeks, nor through excused meetings that are left out", () => {
    expect(trendOf([week("2026-10-05", 3, 0), week("2026-10-12", 0, 3)], DEFAULT_SHARE).slope).toBeNull();
    const excused = { monday: "2026-10-19", counts: { ...NO_COUNTS, excused: 4 } };
    const found = trendOf([week("2026-10-05", 3, 0), week("2026-10-12", 0, 3), excused], DEFAULT_SHARE);
    expect([found.weeks.length, found.slope]).toEqual([2, null]);
  });
});

test("shares of several courses are added up, and punctuality is of those who came", () => {
  expect(sumShares([share(1, 1), share(1, 0)])).toEqual({ earned: 200, of: 3, basisPoints: 6667 });
  expect(sumShares([])).toEqual({ earned: 0, of: 0, basisPoints: null });
  expect(onTimeShare({ ...NO_COUNTS, present: 2, late: 1, absent: 5 })).toBe(6667);
  expect(onTimeShare({ ...NO_COUNTS, absent: 5 })).toBeNull();
});

describe("the term of today", () => {
  const term = (name: string, startsOn: string, endsOn: string) => ({ id: name, name, startsOn, endsOn });
  const terms = [term("spring", "2027-02-01", "2027-06-01"), term("autumn", "2026-09-01", "2026-12-20")];
  it.each([
    ["2026-09-01", "autumn"],
    ["2026-12-20", "autumn"],
    ["2027-01-10", "autumn"],
    ["2027-02-01", "spring"],
    ["2028-01-01", "spring"],
    ["2026-01-01", "autumn"],
  ])("on %s is %s", (today, name) => expect(termOfToday(terms, today)?.name).toBe(name));
  it("is none where there are none", () => expect(termOfToday([], "2026-01-01")).toBeNull());
});
