/**
 * Five-point similarity alignment, the same code on phone and server.
 *
 * Points are (x, y) in pixels in the order: eye on the image's left, eye on the image's right, nose tip,
 * mouth corner on the image's left, mouth corner on the image's right.
 */

/** Ten numbers: x0,y0 … x4,y4 in pixels. */
export type FivePoints = readonly number[];

/** A pixel raster, RGBA, 8 bits a channel, row-major; `data.length === width * height * 4`. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Where a model expects the five points inside its square crop. */
export interface AlignmentTemplate {
  /** Side of the crop in pixels. */
  readonly size: number;
  /** Ten numbers in pixels of the crop. */
  readonly points: FivePoints;
}

/** Similarity transform: x' = a·x − b·y + tx, y' = b·x + a·y + ty. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly tx: number;
  readonly ty: number;
}

/** FaceLandmarker (478 points) indices that serve as the five points: irises, nose tip, mouth corners. */
export const FACE_LANDMARKER_FIVE = [468, 473, 1, 61, 291] as const;

const POINTS = 5;
const at = (points: FivePoints, i: number): [number, number] => [points[i * 2] ?? 0, points[i * 2 + 1] ?? 0];

/**
 * Least-squares similarity (rotation, uniform scale, translation; no reflection) from one set of five points
 * onto another. Source: Umeyama, IEEE TPAMI 13(4), 1991, in its closed two-dimensional form.
 * @throws RangeError when all source points coincide.
 */
export function estimateSimilarity(from: FivePoints, to: FivePoints): Similarity {
  let fx = 0;
  let fy = 0;
  let gx = 0;
  let gy = 0;
  for (let i = 0; i < POINTS; i++) {
    const [x, y] = at(from, i);
    const [u, w] = at(to, i);
    fx += x / POINTS;
    fy += y / POINTS;
    gx += u / POINTS;
    gy += w / POINTS;
  }
  let dot = 0;
  let cross = 0;
  let norm = 0;
  for (let i = 0; i < POINTS; i++) {
    const [x, y] = at(from, i);
    const [u, w] = at(to, i);
    dot += (x - fx) * (u - gx) + (y - fy) * (w - gy);
    cross += (x - fx) * (w - gy) - (y - fy) * (u - gx);
    norm += (x - fx) ** 2 + (y - fy) ** 2;
  }
  if (norm === 0) throw new RangeError("the five landmarks coincide");
  const a = dot / norm;
  const b = cross / norm;
  return { a, b, tx: gx - a * fx + b * fy, ty: gy - b * fx - a * fy };
}

/**
 * Warps the face onto the template with bilinear sampling; outside the image is black.
 * @param image source raster (RGBA)
 * @param points five landmarks in pixels of `image`
 * @returns RGBA crop of `template.size` × `template.size`
 */
export function alignFace(image: Raster, points: FivePoints, template: AlignmentTemplate): Raster {
  const { a, b, tx, ty } = estimateSimilarity(points, template.points);
  const scale = a * a + b * b;
  const size = template.size;
  const out = new Uint8ClampedArray(size * size * 4);
  const { width, height, data } = image;
  const row = width * 4;
  for (let v = 0; v < size; v++) {
    const dv = v - ty;
    for (let u = 0; u < size; u++) {
      const du = u - tx;
      const x = (a * du + b * dv) / scale;
      const y = (a * dv - b * du) / scale;
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const o = (v * size + u) * 4;
      out[o + 3] = 255;
      if (x0 < -1 || y0 < -1 || x0 >= width || y0 >= height) continue;
      const wx = x - x0;
      const wy = y - y0;
      const vx = 1 - wx;
      const vy = 1 - wy;
      const from = y0 * row + x0 * 4;
      if (x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height) {
        for (let i = from, c = o; c < o + 3; i++, c++) {
          const above = (data[i] ?? 0) * vx + (data[i + 4] ?? 0) * wx;
          const below = (data[i + row] ?? 0) * vx + (data[i + row + 4] ?? 0) * wx;
          out[c] = Math.round(above * vy + below * wy);
        }
        continue;
      }
      // on the rim: the four samples one by one, black where there is no pixel
      const pixel = (px: number, py: number, c: number) =>
        px >= 0 && py >= 0 && px < width && py < height ? (data[py * row + px * 4 + c] ?? 0) : 0;
      for (let c = 0; c < 3; c++) {
        const above = pixel(x0, y0, c) * vx + pixel(x0 + 1, y0, c) * wx;
        const below = pixel(x0, y0 + 1, c) * vx + pixel(x0 + 1, y0 + 1, c) * wx;
        out[o + c] = Math.round(above * vy + below * wy);
      }
    }
  }
  return { width: size, height: size, data: out };
}

/** Distance between the two eye points, in pixels. */
export function interEyePx(points: FivePoints): number {
  const [lx, ly] = at(points, 0);
  const [rx, ry] = at(points, 1);
  return Math.hypot(rx - lx, ry - ly);
}

/** Scales a vector to unit length in place and returns it. @throws RangeError on the zero vector. */
export function l2Normalise(vector: Float32Array): Float32Array {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!(sum > 0)) throw new RangeError("an embedding cannot be the zero vector");
  const norm = Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm;
  return vector;
}

/** Cosine of two L2-normalised embeddings of one dimension. @throws RangeError on different dimensions. */
export function cosine(p: Float32Array, q: Float32Array): number {
  if (p.length !== q.length) throw new RangeError("embeddings of different models cannot be compared");
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (p[i] ?? 0) * (q[i] ?? 0);
  return sum;
}

/** L2-normalised mean of embeddings: the reference that a probe is compared with. @throws RangeError when empty. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const first = embeddings[0];
  if (!first) throw new RangeError("no embedding to take the mean of");
  const mean = new Float32Array(first.length);
  for (const embedding of embeddings) {
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + (embedding[i] ?? 0);
  }
  return l2Normalise(mean);
}
