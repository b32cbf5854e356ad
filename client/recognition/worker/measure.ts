import { interEyePx } from "../../../shared/face/geometry.ts";
import { lightOf, luminance, sharpnessOf } from "../../../shared/face/light.ts";
import type { FrameMeasure } from "../../../shared/face/quality.ts";
import type { Found } from "./landmarker.ts";
import type { Pixels } from "./pixels.ts";

/** Where the nose was, for how much the face moves. */
export interface Trace {
  readonly x: number;
  readonly y: number;
  readonly atMs: number;
}

/** Measures of one frame, as the gates take them. */
export function measure(
  frame: ImageBitmap,
  { faces, face }: Found,
  pixels: Pixels,
  before: Trace | null,
  atMs: number,
): { frame: FrameMeasure; trace: Trace | null } {
  const { width, height } = frame;
  if (!face) {
    const { mean } = lightOf(luminance(pixels.thumbnail(frame)));
    return { frame: { width, height, faces, face: null, frameMean: mean }, trace: null };
  }
  const crop = pixels.roughCrop(frame, face.five);
  const luma = luminance(crop);
  const eyes = interEyePx(face.five);
  const [x = 0, y = 0] = face.five.slice(4, 6);
  const seconds = before ? Math.max(0.001, (atMs - before.atMs) / 1000) : 0;
  const motion = before ? Math.hypot(x - before.x, y - before.y) / eyes / seconds : 0;
  return {
    frame: {
      width,
      height,
      faces,
      frameMean: null,
      face: {
        box: face.box,
        interEyePx: eyes,
        pose: face.pose,
        light: lightOf(luma),
        sharpness: sharpnessOf(luma, crop.width),
        eyesClosed: face.eyesClosed,
        motion,
      },
    },
    trace: { x, y, atMs },
  };
}
