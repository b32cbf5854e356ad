import type { FivePoints } from "./geometry.ts";

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Longest side of the photo that is uploaded. */
export const PHOTO_SIDE_PX = 640;

/** How much of the frame goes into the photo, and how large the photo is. All integers. */
export interface PhotoWindow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** photo pixels for a frame pixel, at most 1 */
  readonly scale: number;
  readonly photoWidth: number;
  readonly photoHeight: number;
}

/**
 * The part of the frame around the face that becomes the photo: three faces wide so that liveness finds its context, and
 * 640 px at most. The camera's pixels are kept as they are until the face itself fills the photo.
 * @param face box of the face's landmarks in frame pixels
 */
export function photoWindow(face: Box, frameWidth: number, frameHeight: number): PhotoWindow {
  const size = Math.max(face.width, face.height);
  const side = Math.round(Math.max(1.8 * size, Math.min(3 * size, PHOTO_SIDE_PX)));
  const width = Math.min(side, frameWidth);
  const height = Math.min(side, frameHeight);
  const place = (centre: number, length: number, limit: number) =>
    Math.round(Math.min(Math.max(0, centre - length / 2), limit - length));
  const scale = Math.min(1, PHOTO_SIDE_PX / Math.max(width, height));
  return {
    x: place(face.x + face.width / 2, width, frameWidth),
    y: place(face.y + face.height / 2, height, frameHeight),
    width,
    height,
    scale,
    photoWidth: Math.max(1, Math.round(width * scale)),
    photoHeight: Math.max(1, Math.round(height * scale)),
  };
}

/** Frame pixels → the photo's pixels × 10, rounded: the claim's ten integers. */
export function claimLandmarks(points: FivePoints, window: PhotoWindow): number[] {
  const sx = window.photoWidth / window.width;
  const sy = window.photoHeight / window.height;
  return points.map((value, i) =>
    Math.round((i % 2 === 0 ? (value - window.x) * sx : (value - window.y) * sy) * 10),
  );
}

/** The claim's integers as pixels: what both sides align by. */
export const claimedPoints = (claim: readonly number[]): FivePoints => claim.map((value) => value / 10);
