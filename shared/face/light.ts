import type { Raster } from "./geometry.ts";

/** How a crop is lit. */
export interface Light {
  /** mean luminance, 0..255 (ITU-R BT.601) */
  readonly mean: number;
  /** share of pixels that are black or white beyond recovery, 0..1 */
  readonly clipped: number;
}

const BLACK = 4;
const WHITE = 251;

/** Luminance of every pixel, 0..255 (ITU-R BT.601). */
export function luminance({ width, height, data }: Raster): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0, p = 0; i < out.length; i++, p += 4) {
    out[i] = 0.299 * (data[p] ?? 0) + 0.587 * (data[p + 1] ?? 0) + 0.114 * (data[p + 2] ?? 0);
  }
  return out;
}

/** Mean and clipped share of a raster's luminance. @param luma as {@link luminance} returns it */
export function lightOf(luma: Float32Array): Light {
  let sum = 0;
  let clipped = 0;
  for (const value of luma) {
    sum += value;
    if (value <= BLACK || value >= WHITE) clipped++;
  }
  return { mean: sum / luma.length, clipped: clipped / luma.length };
}

/**
 * Sharpness: variance of the 4-neighbour Laplacian (Pech-Pacheco et al., ICPR 2000), divided by the variance of the
 * luminance, so that a dim room does not count as blur.
 * @param luma row-major, `width` a row
 */
export function sharpnessOf(luma: Float32Array, width: number): number {
  const height = luma.length / width;
  let sum = 0;
  let squares = 0;
  let count = 0;
  let lumaSum = 0;
  let lumaSquares = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const centre = luma[i] ?? 0;
      const value =
        (luma[i - 1] ?? 0) +
        (luma[i + 1] ?? 0) +
        (luma[i - width] ?? 0) +
        (luma[i + width] ?? 0) -
        4 * centre;
      sum += value;
      squares += value * value;
      lumaSum += centre;
      lumaSquares += centre * centre;
      count++;
    }
  }
  if (count === 0) return 0;
  const variance = squares / count - (sum / count) ** 2;
  const contrast = lumaSquares / count - (lumaSum / count) ** 2;
  return contrast < 1 ? 0 : variance / contrast;
}
