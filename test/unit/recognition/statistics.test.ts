import { describe, expect, it } from "vitest";
import { agreementBoundFrom, Comparisons, percentile, wilson } from "../../bench/statistics.ts";

describe("Wilson's interval", () => {
  it("gives the textbook's values", () => {
    // Newcombe, Statistics in Medicine 17, 1998, table I: 81 of 263 and 0 of 20
    expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4);
    expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
  });
  it("knows nothing without trials", () => expect(wilson(0, 0)).toEqual({ low: 0, high: 1 }));
});

describe("error rates", () => {
  const impostor = Array.from({ length: 1000 }, (_, i) => i / 1000 - 0.5);
  const genuine = Array.from({ length: 100 }, (_, i) => 0.4 + i / 200);
  const comparisons = new Comparisons(genuine, impostor);

  it("never exceed the false accept rate that was asked for", () => {
    for (const far of [1e-1, 1e-2, 1e-3, 1e-4]) expect(comparisons.atFar(far)?.far).toBeLessThanOrEqual(far);
    expect(comparisons.atFar(1e-2)?.far).toBe(0.01);
  });
  it("count a score on the threshold as accepted", () => {
    expect(comparisons.at(0.4)).toMatchObject({ tar: 1, far: 0.1 });
  });
  it("with equal scores give way on the safe side", () => {
    expect(new Comparisons([0.5, 0.6], [0.5, 0.5, 0.5, 0.1]).atFar(0.25)).toMatchObject({ tar: 0.5, far: 0 });
  });
  it("are equal where the curves cross", () => {
    expect(new Comparisons([0.9, 0.8, 0.3], [0.1, 0.2, 0.7]).eer()?.rate).toBeCloseTo(1 / 3);
    expect(new Comparisons([0.9, 0.8], [0.1, 0.2]).eer()?.rate).toBe(0);
    // 0.5 − t = 2 (t − 0.4) at t = 0.4333
    expect(Math.abs((comparisons.eer()?.rate ?? 1) - 0.0667)).toBeLessThan(0.005);
  });
  it("need pairs of both kinds", () => {
    expect(new Comparisons([0.9], []).eer()).toBeNull();
    expect(new Comparisons([], [0.9]).atFar(0.1)).toBeNull();
  });
});

it("a percentile is a value that was measured", () => {
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile([1, 2, 3, 4], 0.95)).toBe(4);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

it("an agreement bound lies below the worst that was measured and is never 1", () => {
  expect(agreementBoundFrom([1, 1])).toBe(0.9999);
  expect(agreementBoundFrom([0.9999, 0.999])).toBeCloseTo(0.997, 6);
  expect(agreementBoundFrom([0.9])).toBe(0.99);
  expect(() => agreementBoundFrom([])).toThrow(RangeError);
});
