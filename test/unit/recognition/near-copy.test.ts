import { describe, expect, it } from "vitest";
import { NEAR_COPY, nearestPrint, PRINT_BYTES, printOf } from "../../../server/recognition/near-copy.ts";
import type { Raster } from "../../../shared/face/geometry.ts";

const SIDE = 112;
/** A made-up face: blobs of light and dark, others with each seed. */
function face(seed: number): (x: number, y: number) => number {
  let state = seed;
  const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const blobs = Array.from({ length: 60 }, () => {
    const [x, y, size, strength] = [next() * SIDE, next() * SIDE, 2 + next() * 9, (next() - 0.5) * 130];
    return { x, y, size, strength };
  });
  return (x, y) =>
    blobs.reduce(
      (sum, blob) =>
        sum + blob.strength * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / (2 * blob.size ** 2)),
      120,
    );
}

/** @param look the value at a pixel of the crop, 0..255 */
function crop(look: (x: number, y: number) => number): Raster {
  const data = new Uint8ClampedArray(SIDE * SIDE * 4).fill(255);
  for (let i = 0; i < SIDE * SIDE; i++)
    data.fill(Math.round(look(i % SIDE, Math.floor(i / SIDE))), 4 * i, 4 * i + 3);
  return { width: SIDE, height: SIDE, data };
}
const moved = (of: ReturnType<typeof face>, { dx = 0, dy = 0, scale = 1, turn = 0 }) => {
  const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  return (x: number, y: number) => {
    const [u, v] = [x - 56 - dx, y - 56 - dy];
    return of(56 + cos * u + sin * v, 56 - sin * u + cos * v);
  };
};

const ana = face(1);
const others = [2, 3, 4, 5].map((seed) => printOf(crop(face(seed))));
const prints = [...others.slice(0, 2), printOf(crop(ana)), ...others.slice(2)];

describe("a near copy", () => {
  const coarseNoise = (x: number, y: number) => ((x * 7919 + y * 104_729) % 17) - 8;
  it.each<[string, (x: number, y: number) => number]>([
    ["the very same", ana],
    ["a lighter one", (x, y) => 1.25 * ana(x, y) + 10],
    ["a darker one in flat light", (x, y) => 0.6 * ana(x, y) + 40],
    ["one lit from the side", (x, y) => ana(x, y) + (x - 56) * 0.5],
    ["a noisy one", (x, y) => ana(x, y) + coarseNoise(x, y)],
    ["one whose landmarks are off", moved(ana, { dx: 4, dy: -3 })],
    ["a larger one, turned a little", moved(ana, { dx: -2, scale: 1.05, turn: 0.05 })],
    ["one in a mirror", (x, y) => ana(SIDE - 1 - x, y)],
  ])("is found: %s", (_what, look) => {
    const nearest = nearestPrint(crop(look), prints);
    expect(nearest?.index).toBe(2);
    expect(nearest?.likeness).toBeGreaterThan(NEAR_COPY);
  });

  it("is no other face, no face with nothing in it, and none where there is nothing to compare", () => {
    expect(nearestPrint(crop(ana), others)?.likeness).toBeLessThan(0.85);
    expect(
      nearestPrint(
        crop(() => 128),
        prints,
      )?.likeness,
    ).toBeLessThan(0.85);
    expect(nearestPrint(crop(ana), [])).toBeNull();
  });

  it("has a print of a fixed size", () => {
    expect(printOf(crop(ana))).toHaveLength(PRINT_BYTES);
  });
});
