import type { Raster } from "../../shared/face/geometry.ts";
import { luminance } from "../../shared/face/light.ts";

/** Half the side of what cells show, pixels of a crop of 112, and its centre. */
const REACH = 44;
const CENTRE = { x: 56, y: 58 } as const;
/** Half the side of a cell's surroundings, in the same pixels. */
const AROUND = 9.2;

/** How a crop is moved (pixels), scaled and turned (radians) before it is compared. */
export interface Fit {
  dx: number;
  dy: number;
  scale: number;
  turn: number;
}
export const AS_IT_IS: Readonly<Fit> = { dx: 0, dy: 0, scale: 1, turn: 0 };

/** The nearest pixel border. */
function within(at: number, side: number): number {
  if (at <= 0) return 0;
  return at >= side ? side : Math.floor(at + 0.5);
}

/** An aligned crop as sums of its luminance, so that the mean of any box is four reads. */
export class Sums {
  readonly #side: number;
  readonly #sums: Int32Array;

  constructor(crop: Raster) {
    const { width: side } = crop;
    const luma = luminance(crop);
    const row = side + 1;
    const sums = new Int32Array(row * row);
    for (let y = 0; y < side; y++) {
      let along = 0;
      for (let x = 0; x < side; x++) {
        along += Math.round(luma[y * side + x] ?? 0);
        sums[(y + 1) * row + x + 1] = (sums[y * row + x + 1] ?? 0) + along;
      }
    }
    this.#side = side;
    this.#sums = sums;
  }

  /** Mean of the box around a point; what lies outside is left out. */
  #mean(x: number, y: number, half: number): number {
    const side = this.#side;
    const left = within(x - half, side);
    const right = within(x + half, side);
    const top = within(y - half, side) * (side + 1);
    const bottom = within(y + half, side) * (side + 1);
    const area = ((right - left) * (bottom - top)) / (side + 1);
    if (area <= 0) return 0;
    const sums = this.#sums;
    const sum =
      (sums[bottom + right] ?? 0) -
      (sums[top + right] ?? 0) -
      (sums[bottom + left] ?? 0) +
      (sums[top + left] ?? 0);
    return sum / area;
  }

  /** Cells of a fitted crop, of mean 0 and length 1. @param cells a side */
  cells(cells: number, { dx, dy, scale, turn }: Readonly<Fit>): Float32Array {
    const pixel = this.#side / 112;
    const size = ((2 * REACH) / cells) * pixel;
    const half = size / 2;
    const around = AROUND * pixel;
    const cos = Math.cos(turn) * scale;
    const sin = Math.sin(turn) * scale;
    const out = new Float32Array(cells * cells);
    for (let v = 0, i = 0; v < cells; v++) {
      const py = (v + 0.5) * size - REACH * pixel;
      for (let u = 0; u < cells; u++, i++) {
        const px = (u + 0.5) * size - REACH * pixel;
        const x = (CENTRE.x + dx) * pixel + cos * px - sin * py;
        const y = (CENTRE.y + dy) * pixel + sin * px + cos * py;
        out[i] = this.#mean(x, y, half) - this.#mean(x, y, around);
      }
    }
    return normalised(out);
  }
}

/** In place: mean 0, length 1; a surface without any contrast stays 0. */
export function normalised(cells: Float32Array): Float32Array {
  let mean = 0;
  for (const value of cells) mean += value / cells.length;
  let squares = 0;
  for (let i = 0; i < cells.length; i++) {
    const value = (cells[i] ?? 0) - mean;
    cells[i] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < cells.length; i++) cells[i] = length > 0 ? (cells[i] ?? 0) / length : 0;
  return cells;
}
