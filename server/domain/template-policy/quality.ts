import type { FaceQuality } from "../../../shared/face/five-quality.ts";
import type { ReferenceRefusal } from "../../../shared/api/references.ts";

/**
 * What an enrolment's front photo must be (shared/face/quality.ts). Yaw and pitch are wider than on the phone: five points tell
 * them to some ±5°.
 */
const GATES = {
  // as domain/enrolment.ts asks of the front pose
  interEyePx: 75,
  yaw: 17,
  pitch: 15,
  roll: 12,
  sharpness: 0.025,
  mean: [55, 215],
  clipped: 0.03,
} as const;

/** What of an enrolment's quality a photo lacks; null: nothing. */
export function qualityLack(q: FaceQuality): ReferenceRefusal | null {
  // asked as "does it pass": a value that is no number passes nothing
  if (!(q.interEyePx >= GATES.interEyePx)) return "face_small";
  const straight = Math.abs(q.yaw) <= GATES.yaw && Math.abs(q.pitch) <= GATES.pitch;
  if (!straight || !(Math.abs(q.roll) <= GATES.roll)) return "pose";
  if (!(q.mean >= GATES.mean[0] && q.mean <= GATES.mean[1] && q.clipped < GATES.clipped)) return "light";
  return q.sharpness >= GATES.sharpness ? null : "blurred";
}

const share = (value: number, full: number) => Math.min(1, Math.max(0, value / full));

/** A reference's weight in the window's mean, .1 … 1: sharp, close, straight and evenly lit photos weigh more. */
export function qualityWeight(q: FaceQuality): number {
  const parts = [
    share(q.sharpness, 2 * GATES.sharpness),
    share(q.interEyePx, 1.5 * GATES.interEyePx),
    1 - share(Math.hypot(q.yaw / GATES.yaw, q.pitch / GATES.pitch), 2),
    1 - share(q.clipped, 2 * GATES.clipped),
  ];
  return Math.max(0.1, parts.reduce((product, part) => product * part, 1) ** (1 / parts.length));
}
