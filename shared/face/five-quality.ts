/** The quality of a face as five landmarks and the pixels tell it: what the server measures of a photo. */
import { alignFace, type AlignmentTemplate, type FivePoints, interEyePx, type Raster } from "./geometry.ts";
import { lightOf, luminance, sharpnessOf } from "./light.ts";
import type { HeadPose } from "./pose.ts";

export interface FaceQuality extends HeadPose {
  readonly interEyePx: number;
  /** of the aligned crop, see sharpnessOf */
  readonly sharpness: number;
  /** of the aligned crop: mean luminance 0..255, and the share of clipped pixels 0..1 */
  readonly mean: number;
  readonly clipped: number;
}

const DEGREES = 180 / Math.PI;
/** How far the nose tip stands out, in inter-eye distances. */
const NOSE = 0.55;
/** Where between eyes (0) and mouth (1) the nose tip is seen from the front; median of 90 public photos by YuNet. */
const NOSE_LEVEL = 0.575;
/** From eyes to mouth, in inter-eye distances. */
const FACE_HEIGHT = 1.05;

/**
 * Head pose from five points, to some ±5°: by how far the nose tip has moved sideways and up between eyes and mouth. Signs as
 * in {@link HeadPose}.
 */
export function fivePointPose(points: FivePoints): HeadPose {
  const at = (i: number) => ({ x: points[2 * i] ?? 0, y: points[2 * i + 1] ?? 0 });
  const [leftEye, rightEye, nose, leftMouth, rightMouth] = [at(0), at(1), at(2), at(3), at(4)];
  const eyes = interEyePx(points);
  const roll = Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x);
  const middle = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 };
  // along and across the line of the eyes
  const turned = (x: number, y: number) => ({
    along: (x - middle.x) * Math.cos(roll) + (y - middle.y) * Math.sin(roll),
    across: (y - middle.y) * Math.cos(roll) - (x - middle.x) * Math.sin(roll),
  });
  const tip = turned(nose.x, nose.y);
  const mouth = turned((leftMouth.x + rightMouth.x) / 2, (leftMouth.y + rightMouth.y) / 2);
  // the nose against the middle of the line from eyes to mouth, so that a tilted line counts as roll
  const aside = tip.along - mouth.along * (tip.across / mouth.across);
  const level = tip.across / mouth.across;
  return {
    yaw: Math.atan(aside / eyes / NOSE) * DEGREES,
    pitch: Math.atan(((NOSE_LEVEL - level) * FACE_HEIGHT) / NOSE) * DEGREES,
    roll: -roll * DEGREES,
  };
}

/**
 * @param template any model's: the crop is only looked at
 * @returns null where the landmarks coincide
 */
export function faceQuality(
  image: Raster,
  points: FivePoints,
  template: AlignmentTemplate,
): FaceQuality | null {
  try {
    const luma = luminance(alignFace(image, points, template));
    return {
      ...fivePointPose(points),
      interEyePx: interEyePx(points),
      sharpness: sharpnessOf(luma, template.size),
      ...lightOf(luma),
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
