/** Photos made of photos, the same each time: another day's picture of a face, and two people's faces in one. */
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

/**
 * The same face on another day. Of ten photos a person there are not forty days' pictures, and other light or another crop
 * leave an embedding where it was; a fifth of somebody else's features moves it as far as days do, each time another way.
 */
export async function onAnotherDay(face: Pictured, somebody: Pictured, day: number): Promise<Buffer> {
  return sharp(await morph(face, somebody, 0.22))
    .modulate({ brightness: 0.94 + 0.03 * (day % 5), saturation: 0.8 + 0.1 * (day % 4) })
    .jpeg({ quality: 88 })
    .toBuffer();
}
