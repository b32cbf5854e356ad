/** Photos made of photos, the same each time: another capture of a face, and two people's faces in one. */
import sharp from "sharp";
import { alignFace, type FivePoints, type Raster } from "../../shared/face/geometry.ts";

/** A photo with the five points of its face in its pixels. */
export interface Pictured {
  readonly jpeg: Uint8Array;
  readonly points: FivePoints;
}

/** Where the five points of what is made lie: a face of 100 px between the eyes in 420×420. */
const MADE = { size: 420, points: [160, 175, 260, 175, 210, 232, 169, 285, 251, 285] } as const;

async function raster(jpeg: Uint8Array): Promise<Raster> {
  const { data, info } = await sharp(jpeg).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Two faces, aligned and blended pixel by pixel. @param share of the second, 0 … 1 */
export async function morph(one: Pictured, other: Pictured, share: number): Promise<Buffer> {
  const a = alignFace(await raster(one.jpeg), one.points, MADE);
  const b = alignFace(await raster(other.jpeg), other.points, MADE);
  const data = Buffer.from(
    a.data.map((value, i) => Math.round((1 - share) * value + share * (b.data[i] ?? 0))),
  );
  return sharp(data, { raw: { width: MADE.size, height: MADE.size, channels: 4 } })
    .flatten()
    .jpeg({ quality: 92 })
    .toBuffer();
}

/** One of these for each capture; the lists have lengths without a common divisor, so that none comes twice in 40. */
const TURNS = [-5, 4, -2, 5, 0, -4, 2] as const;
const LIGHTS = [0.82, 1.08, 0.9, 1.14, 1] as const;
const SIDES = [0, 0.75, -0.6, 0.45, -0.8, 0.6, -0.4, 0.85, -0.7, 0.3, 0.8] as const;
const QUALITIES = [88, 60, 74, 50, 92, 66] as const;
const SHARES = [1, 0.5, 0.72, 0.4, 0.6, 0.85, 0.45, 0.65] as const;
const at = (list: readonly number[], i: number): number => list[i % list.length] ?? 0;

/**
 * Another capture of the same person: the phone held askew and off the middle, light from one side, warmer or colder, a softer lens,
 * other JPEG quality; the face a little as on another of the own photos. Never mirrored, and nothing of anybody else's face.
 * @param i 0 … 39: each its own
 */
export async function anotherCapture(face: Pictured, other: Pictured, i: number): Promise<Buffer> {
  const size = 480;
  const [light, side, share] = [at(LIGHTS, i), at(SIDES, i), at(SHARES, i)];
  // where the eyes and the mouth come to lie: turned, moved and scaled
  const turn = (at(TURNS, i) * Math.PI) / 180;
  const scale = 1 + 0.05 * ((i % 4) - 1);
  const [cx, cy] = [240 + 6 * ((i % 5) - 2), 250 + 5 * ((i % 3) - 1)];
  const points = MADE.points.map((_, k) => {
    const even = k - (k % 2);
    const x = scale * ((MADE.points[even] ?? 0) - 210);
    const y = scale * ((MADE.points[even + 1] ?? 0) - 230);
    return k % 2 === 0
      ? cx + Math.cos(turn) * x - Math.sin(turn) * y
      : cy + Math.sin(turn) * x + Math.cos(turn) * y;
  });
  const [own, theirs] = await Promise.all(
    [face, other].map(async (one) => alignFace(await raster(one.jpeg), one.points, { size, points })),
  );
  const warm = 1 + 0.12 * ((i % 3) - 1);
  const lit = Buffer.from(
    (own?.data ?? []).map((value, k) => {
      const colour = k % 4;
      if (colour === 3) return value;
      const mixed = 0.65 * value + 0.35 * (theirs?.data[k] ?? value);
      const x = ((k >> 2) % size) / size - 0.5;
      const tint = colour === 0 ? warm : colour === 2 ? 2 - warm : 1;
      return Math.max(0, Math.min(255, mixed * light * tint * (1 + side * x)));
    }),
  );
  const soft = await sharp(lit, { raw: { width: size, height: size, channels: 4 } })
    .flatten()
    .resize({ width: Math.round(size * share) })
    .toBuffer({ resolveWithObject: true });
  return sharp(soft.data, { raw: { width: soft.info.width, height: soft.info.height, channels: 3 } })
    .resize({ width: size })
    .jpeg({ quality: at(QUALITIES, i) })
    .toBuffer();
}
