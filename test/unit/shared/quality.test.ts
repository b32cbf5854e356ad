import { describe, expect, it } from "vitest";
import type { Coaching } from "../../../shared/face/coaching.ts";
import {
  coach,
  type FaceMeasure,
  type FrameMeasure,
  gatesFor,
  type Purpose,
} from "../../../shared/face/quality.ts";

const CHECKIN: Purpose = { kind: "checkin" };
const pose = (name: "front" | "left" | "right" | "up" | "down"): Purpose => ({
  kind: "enrolment",
  pose: name,
});

/** A face as an enrolment wants it, but for what a test says. */
function frame(face: Partial<FaceMeasure> = {}, whole: Partial<FrameMeasure> = {}): FrameMeasure {
  return {
    width: 1280,
    height: 720,
    faces: 1,
    frameMean: null,
    face: {
      box: { x: 500, y: 200, width: 280, height: 360 },
      interEyePx: 120,
      pose: { yaw: 0, pitch: -3, roll: 1 },
      light: { mean: 120, clipped: 0.001 },
      sharpness: 0.05,
      eyesClosed: 0.2,
      motion: 0.05,
      ...face,
    },
    ...whole,
  };
}
const head = (yaw: number, pitch: number, roll = 0): Partial<FaceMeasure> => ({ pose: { yaw, pitch, roll } });

describe("coaching says the one thing that helps most", () => {
  const cases: [name: string, seen: FrameMeasure, purpose: Purpose, said: Coaching][] = [
    ["a good face at a check-in", frame(), CHECKIN, "good"],
    ["a good face at an enrolment", frame(), pose("front"), "good"],
    ["nobody", frame({}, { faces: 0, face: null, frameMean: 120 }), CHECKIN, "no_face"],
    ["nobody, because it is dark", frame({}, { faces: 0, face: null, frameMean: 12 }), CHECKIN, "too_dark"],
    ["two people", frame({}, { faces: 2 }), CHECKIN, "many_faces"],
    ["a face in the dark", frame({ light: { mean: 30, clipped: 0 } }), CHECKIN, "too_dark"],
    [
      "a dark face far away: light first",
      frame({ interEyePx: 30, light: { mean: 30, clipped: 0 } }),
      CHECKIN,
      "too_dark",
    ],
    ["a face against the sun", frame({ light: { mean: 235, clipped: 0 } }), CHECKIN, "too_bright"],
    ["a lamp on one cheek", frame({ light: { mean: 140, clipped: 0.2 } }), CHECKIN, "too_bright"],
    ["59 px between the eyes", frame({ interEyePx: 59 }), CHECKIN, "come_closer"],
    ["60 px are enough for a check-in", frame({ interEyePx: 60 }), CHECKIN, "good"],
    ["and too few for an enrolment", frame({ interEyePx: 89 }), pose("front"), "come_closer"],
    [
      "a face as high as the frame",
      frame({ box: { x: 400, y: 10, width: 560, height: 700 } }),
      CHECKIN,
      "move_back",
    ],
    [
      "a face half out of the frame",
      frame({ box: { x: -100, y: 200, width: 280, height: 360 } }),
      CHECKIN,
      "centre",
    ],
    ["a turned head", frame(head(25, 0)), CHECKIN, "turn_front"],
    ["15° pass a check-in", frame(head(15, 0)), CHECKIN, "good"],
    ["and not an enrolment", frame(head(15, 0)), pose("front"), "turn_front"],
    ["a tilted head", frame(head(0, 0, 24)), CHECKIN, "straighten"],
    ["closed eyes", frame({ eyesClosed: 0.9 }), CHECKIN, "open_eyes"],
    ["a moving face", frame({ motion: 2 }), CHECKIN, "hold_still"],
    ["a blurred face", frame({ sharpness: 0.002 }), CHECKIN, "hold_still"],
    ["asked to the left, looking ahead", frame(), pose("left"), "turn_left"],
    ["asked to the left, turned left", frame(head(18, 0)), pose("left"), "good"],
    ["asked to the left, turned too far", frame(head(50, 0)), pose("left"), "turn_right"],
    ["asked to the right, turned left", frame(head(18, 0)), pose("right"), "turn_right"],
    ["asked to the right, turned right", frame(head(-18, 0)), pose("right"), "good"],
    ["asked up, looking ahead", frame(), pose("up"), "look_up"],
    ["asked up, looking up", frame(head(0, 12)), pose("up"), "good"],
    ["asked down, looking ahead", frame(), pose("down"), "look_down"],
    ["asked down, looking down", frame(head(0, -16)), pose("down"), "good"],
  ];
  it.each(cases)("%s", (_, seen, purpose, said) => {
    expect(coach(seen, gatesFor(purpose))).toBe(said);
  });

  it("whoever cannot turn the head gets through after a while, and a head turned the wrong way does not", () => {
    expect(coach(frame(), gatesFor(pose("left"), 2_900))).toBe("turn_left");
    expect(coach(frame(), gatesFor(pose("left"), 6_000))).toBe("good");
    expect(coach(frame(head(-25, 0)), gatesFor(pose("left"), 60_000))).toBe("turn_front");
    expect(coach(frame(head(18, 0)), gatesFor(pose("left"), 60_000))).toBe("good");
  });

  it("patience changes nothing for a check-in", () => {
    expect(gatesFor(CHECKIN, 60_000)).toEqual(gatesFor(CHECKIN));
  });
});
