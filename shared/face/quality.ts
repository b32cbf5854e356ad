/**
 * Quality gates of a frame, in the spirit of ISO/IEC 29794-5: what a photo must be for a check-in and, more strictly, for
 * an enrolment. Pure: measurements in, the most helpful coaching out.
 */
import type { Pose } from "../api/enrolment.ts";
import type { Coaching } from "./coaching.ts";
import type { Box } from "./crop.ts";
import type { Light } from "./light.ts";
import type { HeadPose } from "./pose.ts";

export type Purpose = { readonly kind: "checkin" } | { readonly kind: "enrolment"; readonly pose: Pose };

/** What was measured of the face that counts. */
export interface FaceMeasure {
  /** frame pixels */
  readonly box: Box;
  readonly interEyePx: number;
  readonly pose: HeadPose;
  /** of the aligned crop */
  readonly light: Light;
  /** of the aligned crop, see sharpnessOf */
  readonly sharpness: number;
  /** 0 open .. 1 closed, the more closed eye */
  readonly eyesClosed: number;
  /** how far the face moved, in inter-eye distances a second */
  readonly motion: number;
}

export interface FrameMeasure {
  readonly width: number;
  readonly height: number;
  readonly faces: number;
  readonly face: FaceMeasure | null;
  /** mean luminance of the whole frame, 0..255; measured only when no face was found */
  readonly frameMean: number | null;
}

type Range = readonly [from: number, to: number];
export interface Gates {
  readonly interEyePx: number;
  /** longest share of the frame's side that the face's box may take */
  readonly fill: number;
  readonly yaw: Range;
  readonly pitch: Range;
  readonly roll: Range;
  readonly mean: Range;
  readonly clipped: number;
  readonly sharpness: number;
  readonly eyesClosed: number;
  readonly motion: number;
}

/** A frame darker than this shows no face to anybody. */
const DARK_FRAME_MEAN = 40;

/**
 * Starting points, on 100 photos of 10 people scaled into a camera's frame: sharpness .009 .023 .035 .052 .111, closed eyes
 * .02 .05 .16 .25 .52, mean light 66 86 108 120 157 (least, 5th, 25th, 50th, 95th percentile). The sharpness gates lie under
 * the design's 5th and 25th percentile until phones have been measured.
 */
const CHECKIN: Gates = {
  interEyePx: 60,
  fill: 0.95,
  yaw: [-20, 20],
  pitch: [-20, 20],
  roll: [-20, 20],
  mean: [45, 225],
  clipped: 0.08,
  sharpness: 0.015,
  eyesClosed: 0.6,
  motion: 1,
};

const ENROLMENT: Gates = {
  ...CHECKIN,
  interEyePx: 90,
  fill: 0.95,
  yaw: [-12, 12],
  // people who look into a camera measure −3° in the middle
  pitch: [-15, 12],
  roll: [-10, 10],
  mean: [55, 215],
  clipped: 0.03,
  sharpness: 0.025,
  eyesClosed: 0.55,
  motion: 0.7,
};

/** Guided poses: how far the head turns from the front, and how far it may. */
const TURN_DEG: Range = [9, 32];
const UP_DEG: Range = [6, 28];
const DOWN_DEG: Range = [-30, -9];
const SIDEWAYS: Pick<Gates, "pitch" | "roll"> = { pitch: [-18, 18], roll: [-14, 14] };
const UPRIGHT: Pick<Gates, "yaw" | "roll"> = { yaw: [-15, 15], roll: [-14, 14] };

const GUIDED: Readonly<Record<Pose, Gates>> = {
  front: ENROLMENT,
  left: { ...ENROLMENT, ...SIDEWAYS, yaw: TURN_DEG },
  right: { ...ENROLMENT, ...SIDEWAYS, yaw: [-TURN_DEG[1], -TURN_DEG[0]] },
  up: { ...ENROLMENT, ...UPRIGHT, pitch: UP_DEG },
  down: { ...ENROLMENT, ...UPRIGHT, pitch: DOWN_DEG },
};

/**
 * How long a guided pose is insisted on, and how long it then takes to fall back to what the front pose allows. Not
 * everybody can turn the head, and a varied reference is worth less than one that gets done.
 */
export const POSE_PATIENCE_MS = 3_000;
export const POSE_FADE_MS = 3_000;

/**
 * The gates for a purpose.
 * @param askedMs how long the pose alone has stood in the way
 */
export function gatesFor(purpose: Purpose, askedMs = 0): Gates {
  if (purpose.kind === "checkin") return CHECKIN;
  const gates = GUIDED[purpose.pose];
  const fade = Math.min(1, Math.max(0, (askedMs - POSE_PATIENCE_MS) / POSE_FADE_MS));
  if (fade === 0) return gates;
  return {
    ...gates,
    yaw: widen(gates.yaw, ENROLMENT.yaw, fade),
    pitch: widen(gates.pitch, ENROLMENT.pitch, fade),
  };
}

const widen = (from: Range, to: Range, share: number): Range => [
  Math.min(from[0], from[0] + (to[0] - from[0]) * share),
  Math.max(from[1], from[1] + (to[1] - from[1]) * share),
];

/** Gates a little wider than they are: what a face that already passed must still meet. */
export function relax(gates: Gates): Gates {
  const wider = ([from, to]: Range, by: number): Range => [from - by, to + by];
  return {
    interEyePx: gates.interEyePx * 0.93,
    fill: gates.fill * 1.03,
    yaw: wider(gates.yaw, 3),
    pitch: wider(gates.pitch, 3),
    roll: wider(gates.roll, 3),
    mean: wider(gates.mean, 6),
    clipped: gates.clipped * 1.25,
    sharpness: gates.sharpness * 0.85,
    eyesClosed: gates.eyesClosed + 0.1,
    motion: gates.motion * 1.5,
  };
}

/** The most helpful thing to say about a frame; "good" when it passes every gate. */
export function coach(frame: FrameMeasure, gates: Gates): Coaching {
  if (frame.faces > 1) return "many_faces";
  const { face } = frame;
  if (!face) return frame.frameMean !== null && frame.frameMean < DARK_FRAME_MEAN ? "too_dark" : "no_face";
  if (face.light.mean < gates.mean[0]) return "too_dark";
  if (face.interEyePx < gates.interEyePx) return "come_closer";
  if (Math.max(face.box.width / frame.width, face.box.height / frame.height) > gates.fill) return "move_back";
  if (!inside(face.box, frame)) return "centre";
  if (face.light.mean > gates.mean[1]) return "too_bright";
  const turned = turn(face.pose, gates);
  if (turned) return turned;
  // clipping with a sound mean is a lamp or the sun on one side
  if (face.light.clipped > gates.clipped) return face.light.mean < 90 ? "too_dark" : "too_bright";
  if (face.eyesClosed > gates.eyesClosed) return "open_eyes";
  if (face.motion > gates.motion || face.sharpness < gates.sharpness) return "hold_still";
  return "good";
}

/** The coachings that speak of where the head points. */
export const isPoseCoaching = (coaching: Coaching): boolean =>
  coaching === "turn_front" ||
  coaching === "turn_left" ||
  coaching === "turn_right" ||
  coaching === "look_up" ||
  coaching === "look_down";

function turn({ yaw, pitch, roll }: HeadPose, gates: Gates): Coaching | null {
  const straight = gates.yaw[0] <= 0 && gates.yaw[1] >= 0 && gates.pitch[0] <= 0 && gates.pitch[1] >= 0;
  if (yaw < gates.yaw[0]) return straight ? "turn_front" : "turn_left";
  if (yaw > gates.yaw[1]) return straight ? "turn_front" : "turn_right";
  if (pitch < gates.pitch[0]) return "look_up";
  if (pitch > gates.pitch[1]) return "look_down";
  return roll < gates.roll[0] || roll > gates.roll[1] ? "straighten" : null;
}

/** Whether the face is in the frame but for a sliver of hair or chin. */
function inside(box: Box, frame: { width: number; height: number }): boolean {
  const [dx, dy] = [box.width * 0.06, box.height * 0.06];
  return (
    box.x >= -dx &&
    box.y >= -dy &&
    box.x + box.width <= frame.width + dx &&
    box.y + box.height <= frame.height + dy
  );
}
