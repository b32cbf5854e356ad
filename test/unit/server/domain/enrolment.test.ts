import { describe, expect, it } from "vitest";
import { judgeEnrolment, MIN_INTER_EYE_PX, type PoseFindings } from "../../../../server/domain/enrolment.ts";
import type { HeadPose } from "../../../../shared/face/pose.ts";
import { POSES, type Pose } from "../../../../shared/api/enrolment.ts";

const T_HI = 0.45;
/** A unit vector at this angle (radians) to the first axis. */
const towards = (angle: number) => Float32Array.of(Math.cos(angle), Math.sin(angle));

const HEAD: Record<Pose, HeadPose> = {
  front: { yaw: 0, pitch: 0, roll: 0 },
  left: { yaw: 12, pitch: 0, roll: 0 },
  right: { yaw: -12, pitch: 0, roll: 0 },
  up: { yaw: 0, pitch: 8, roll: 0 },
  down: { yaw: 0, pitch: -9, roll: 0 },
};
const good = (pose: Pose, angle = 0): PoseFindings => ({
  pose,
  sizeAsClaimed: true,
  modelAsClaimed: true,
  faces: 1,
  interEyePx: 120,
  own: towards(angle),
  claimed: towards(angle + 0.3),
  head: HEAD[pose],
  copy: false,
});
const five = (over: Partial<Record<Pose, Partial<PoseFindings>>> = {}) =>
  POSES.map((pose, i) => Object.assign(good(pose, i * 0.1), over[pose]));

describe("five photos", () => {
  it("of one person are an enrolment, in whatever order they came", () => {
    expect(judgeEnrolment(five(), T_HI)).toEqual({ ok: true, unturned: false });
    expect(judgeEnrolment(five().toReversed(), T_HI)).toEqual({ ok: true, unturned: false });
  });

  it.each<[string, Partial<PoseFindings>, string]>([
    ["without a face", { faces: 0, own: null, claimed: null }, "no_face"],
    ["with two faces", { faces: 2 }, "faces_many"],
    ["that shows what another shows", { copy: true }, "photos_alike"],
    ["of another size than announced", { sizeAsClaimed: false }, "photo_mismatch"],
    ["with an embedding of another model", { modelAsClaimed: false }, "emb_mismatch"],
    ["with landmarks that are not on the face", { claimed: towards(Math.PI / 2) }, "emb_mismatch"],
    [
      "with a face too small even for a turned head",
      { interEyePx: MIN_INTER_EYE_PX.turned - 1 },
      "face_small",
    ],
  ])("of which one is %s are refused, and that pose is named", (_what, fault, code) => {
    expect(judgeEnrolment(five({ up: fault }), T_HI)).toEqual({ ok: false, code, pose: "up" });
  });

  it("may show turned heads smaller than the front", () => {
    const small = { interEyePx: MIN_INTER_EYE_PX.front - 1 };
    expect(judgeEnrolment(five({ left: small }), T_HI)).toEqual({ ok: true, unturned: false });
    expect(judgeEnrolment(five({ front: small }), T_HI)).toMatchObject({ code: "face_small", pose: "front" });
  });

  it.each<[string, Partial<Record<Pose, Partial<PoseFindings>>>, boolean]>([
    ["to the other side", { left: { head: HEAD.right }, right: { head: HEAD.left } }, true],
    ["to neither side", { left: { head: HEAD.front }, right: { head: HEAD.front } }, true],
    ["neither up nor down", { up: { head: HEAD.front }, down: { head: HEAD.front } }, true],
    ["before a camera that is held askew", { left: { head: { ...HEAD.left, yaw: 3 } } }, false],
  ])("of a head that turned %s are told apart, and refused by nothing", (_what, heads, unturned) => {
    expect(judgeEnrolment(five(heads), T_HI)).toEqual({ ok: true, unturned });
  });

  it("of which one is somebody else are refused by that one", () => {
    const stranger = { own: towards(1.9), claimed: towards(1.9) };
    const verdict = judgeEnrolment(five({ down: stranger }), T_HI);
    expect(verdict).toEqual({ ok: false, code: "not_one_person", pose: "down" });
  });

  it("of which one is missing are no enrolment", () => {
    expect(judgeEnrolment(five().slice(1), T_HI)).toMatchObject({ ok: false, pose: "front" });
  });
});
