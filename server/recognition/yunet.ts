/**
 * YuNet (2023mar): what goes in and what comes out. The network predicts, for each cell of three grids (strides 8, 16,
 * 32), two scores, a box and five landmarks relative to the cell.
 * Source: Wu et al., "YuNet: a tiny millisecond-level face detector", 2023; opencv/modules/objdetect/src/face_detect.cpp.
 */
import { Tensor, type InferenceSession } from "onnxruntime-node";
import type { Raster } from "../../shared/face/geometry.ts";
import { withSpare } from "./spare.ts";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
/** A found face in pixels of the picture that was searched. */
export interface FoundFace {
  readonly box: Box;
  /** ten numbers in the order of shared/face/geometry.ts */
  readonly landmarks: number[];
  /** 0 … 1 */
  readonly score: number;
}

const STRIDES = [8, 16, 32] as const;
const GRID = 32;
const MIN_SCORE = 0.6;
const MAX_OVERLAP = 0.3;
const MAX_CANDIDATES = 1000;

/** Part of a picture, shown to the network at 1/`reduce` of its size (a whole number: exact area averages, no blur). */
export interface View extends Box {
  readonly reduce: number;
}

/** Width and height of what the network is given for a view: multiples of 32. */
export function viewSize({ width, height, reduce }: View): { width: number; height: number } {
  const whole = (side: number) => Math.ceil(Math.ceil(side / reduce) / GRID) * GRID;
  return { width: whole(width), height: whole(height) };
}

/**
 * Writes a view as three planes (BGR, 0–255), padded with black on the right and below.
 * @param planes 3 × {@link viewSize}, all 0
 */
export function writeView(image: Raster, view: View, planes: Float32Array): void {
  const { reduce } = view;
  const { width, height } = viewSize(view);
  const area = width * height;
  const across = Math.ceil(view.width / reduce);
  const down = Math.ceil(view.height / reduce);
  const share = 1 / (reduce * reduce);
  const right = Math.min(view.x + view.width, image.width);
  const bottom = Math.min(view.y + view.height, image.height);
  const pixels = pixelsOf(image);
  for (let v = 0; v < down; v++) {
    const top = view.y + v * reduce;
    const end = Math.min(top + reduce, bottom);
    for (let u = 0; u < across; u++) {
      const first = view.x + u * reduce;
      const last = Math.min(first + reduce, right);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < end; y++) {
        for (let i = y * image.width + first; i < y * image.width + last; i++) {
          const pixel = pixels[i] ?? 0;
          red += pixel & 0xff;
          green += (pixel >>> 8) & 0xff;
          blue += (pixel >>> 16) & 0xff;
        }
      }
      const o = v * width + u;
      planes[o] = blue * share;
      planes[area + o] = green * share;
      planes[2 * area + o] = red * share;
    }
  }
}

/** The four bytes of each pixel as one number, R lowest, as processors are that ONNX Runtime runs on. */
function pixelsOf({ data }: Raster): Uint32Array {
  const { buffer, byteOffset, byteLength } = data.byteOffset % 4 === 0 ? data : new Uint8Array(data);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const overlap = (a: Box, b: Box): number => {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
};

/** Non-maximum suppression: of faces that overlap, the best scored stays. */
export function suppress(faces: readonly FoundFace[]): FoundFace[] {
  const kept: FoundFace[] = [];
  for (const face of faces.toSorted((a, b) => b.score - a.score).slice(0, MAX_CANDIDATES)) {
    if (kept.every((other) => overlap(face.box, other.box) <= MAX_OVERLAP)) kept.push(face);
  }
  return kept;
}

const unit = (value: number): number => Math.min(1, Math.max(0, value));

/** Faces in the network's outputs, in pixels of its input. */
export function readOutputs(outputs: (name: string) => Float32Array, width: number): FoundFace[] {
  const faces: FoundFace[] = [];
  for (const stride of STRIDES) {
    const columns = width / stride;
    const cls = outputs(`cls_${stride}`);
    const obj = outputs(`obj_${stride}`);
    for (let i = 0; i < cls.length; i++) {
      const score = Math.sqrt(unit(cls[i] ?? 0) * unit(obj[i] ?? 0));
      if (score < MIN_SCORE) continue;
      const column = i % columns;
      const row = (i - column) / columns;
      const [dx = 0, dy = 0, dw = 0, dh = 0] = outputs(`bbox_${stride}`).subarray(i * 4, i * 4 + 4);
      const boxWidth = Math.exp(dw) * stride;
      const boxHeight = Math.exp(dh) * stride;
      const points = outputs(`kps_${stride}`).subarray(i * 10, i * 10 + 10);
      faces.push({
        box: {
          x: (column + dx) * stride - boxWidth / 2,
          y: (row + dy) * stride - boxHeight / 2,
          width: boxWidth,
          height: boxHeight,
        },
        landmarks: Array.from(points, (value, n) => (value + (n % 2 === 0 ? column : row)) * stride),
        score,
      });
    }
  }
  return faces;
}

/** Searches one view of a picture. Coordinates come back in pixels of the picture. */
export async function searchView(session: InferenceSession, image: Raster, view: View): Promise<FoundFace[]> {
  const { width, height } = viewSize(view);
  const result = await withSpare(3 * width * height, (planes) => {
    writeView(image, view, planes);
    return session.run({ input: new Tensor("float32", planes, [1, 3, height, width]) });
  });
  const found = readOutputs((name) => {
    const values = result[name]?.data;
    if (!(values instanceof Float32Array)) throw new TypeError(`the detector gave no ${name}`);
    return values;
  }, width);
  // a pixel of the reduced view covers `reduce` pixels: its centre lies half of them in
  const shift = (view.reduce - 1) / 2;
  const x = (value: number) => value * view.reduce + shift + view.x;
  const y = (value: number) => value * view.reduce + shift + view.y;
  return suppress(found).map(({ box, landmarks, score }) => ({
    box: { x: x(box.x), y: y(box.y), width: box.width * view.reduce, height: box.height * view.reduce },
    landmarks: landmarks.map((value, n) => (n % 2 === 0 ? x(value) : y(value))),
    score,
  }));
}
