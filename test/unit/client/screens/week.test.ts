import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clockOf,
  clustersOf,
  lanesIn,
  minutesOf,
  shownHours,
} from "../../../../client/screens/week/layout.ts";

const hour = fc
  .record({ startMin: fc.integer({ min: 0, max: 1400 }), length: fc.integer({ min: 5, max: 240 }) })
  .map(({ startMin, length }) => ({ startMin, endMin: Math.min(1440, startMin + length) }));

describe("the picture of a week", () => {
  it("lets no two hours of a day cover each other, and uses the whole width where only one is", () => {
    fc.assert(
      fc.property(fc.array(hour, { maxLength: 12 }), (hours) => {
        const clusters = clustersOf(hours);
        const placed = clusters.flatMap((cluster) => cluster.placed);
        expect(placed).toHaveLength(hours.length);
        for (const [i, a] of placed.entries()) {
          expect(a.lane).toBeLessThan(a.lanes);
          const others = placed.filter((_, j) => j !== i);
          const beside = others.filter(
            (b) => a.hour.startMin < b.hour.endMin && b.hour.startMin < a.hour.endMin,
          );
          for (const b of beside) {
            expect(b.lanes).toBe(a.lanes);
            expect(b.lane).not.toBe(a.lane);
          }
          const alone = others.every(
            (b) => b.hour.endMin <= a.hour.startMin || b.hour.startMin >= a.hour.endMin,
          );
          if (alone) expect(a.lanes).toBe(1);
        }
        for (const [i, { startMin, endMin, placed: members }] of clusters.entries()) {
          expect(startMin).toBe(Math.min(...members.map((member) => member.hour.startMin)));
          expect(endMin).toBe(Math.max(...members.map((member) => member.hour.endMin)));
          // what comes next begins when all of these are over
          expect(clusters[i + 1]?.startMin ?? 1440).toBeGreaterThanOrEqual(endMin);
        }
      }),
    );
  });

  it.each([
    // a laptop: two beside each other, a third is no longer read
    [188, 2],
    // the narrowest picture with columns, or a week with its weekend
    [120, 1],
    [60, 1],
    [400, 4],
  ])("in a day of %i pixels %i hours have room beside each other", (columnPx, lanes) => {
    expect(lanesIn(columnPx, 16)).toBe(lanes);
    // and as many when everything is written twice as large
    expect(lanesIn(2 * columnPx, 32)).toBe(lanes);
  });

  it("shows every hour of it, within the day, and six at least", () => {
    fc.assert(
      fc.property(fc.array(hour), (hours) => {
        const { from, to } = shownHours(hours);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(24);
        expect(to - from).toBeGreaterThanOrEqual(6);
        for (const { startMin, endMin } of hours) {
          expect(startMin).toBeGreaterThanOrEqual(from * 60);
          expect(endMin).toBeLessThanOrEqual(to * 60);
        }
      }),
    );
    expect(minutesOf("09:45")).toBe(585);
    expect(clockOf(585)).toBe("09:45");
  });
});
