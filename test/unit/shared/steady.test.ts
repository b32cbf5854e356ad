import { describe, expect, it } from "vitest";
import type { FaceMeasure, FrameMeasure, Purpose } from "../../../shared/face/quality.ts";
import { STEADY_MS, type Steadiness, step, UNSTEADY } from "../../../shared/face/steady.ts";

const CHECKIN: Purpose = { kind: "checkin" };
const GOOD: FaceMeasure = {
  box: { x: 500, y: 200, width: 280, height: 360 },
  interEyePx: 120,
  pose: { yaw: 0, pitch: -3, roll: 1 },
  light: { mean: 120, clipped: 0 },
  sharpness: 0.05,
  eyesClosed: 0.2,
  motion: 0.05,
};
const face = (over: Partial<FaceMeasure> = {}): FrameMeasure => ({
  width: 1280,
  height: 720,
  faces: 1,
  frameMean: null,
  face: { ...GOOD, ...over },
});
const nobody: FrameMeasure = { width: 1280, height: 720, faces: 0, frameMean: 120, face: null };

/** Plays frames at 30 a second and keeps what was said, and when the shutter fell. */
function play(frames: readonly FrameMeasure[], purpose: Purpose = CHECKIN, everyMs = 33) {
  let state: Steadiness = UNSTEADY;
  const said: string[] = [];
  const steady: number[] = [];
  let shotMs: number | null = null;
  frames.forEach((frame, i) => {
    const next = step(state, frame, purpose, i * everyMs);
    state = next.state;
    said.push(state.shown);
    steady.push(next.steady);
    if (next.shoot) shotMs ??= i * everyMs;
  });
  return { said, steady, shotMs, changes: said.filter((one, i) => one !== said[i - 1]) };
}
const times = (count: number, frame: FrameMeasure) => Array.from({ length: count }, () => frame);

describe("the shutter's countdown", () => {
  it("falls by itself once a face has been right for long enough, and not before", () => {
    const { shotMs, steady } = play(times(30, face()));
    expect(shotMs).toBeGreaterThanOrEqual(STEADY_MS.checkin);
    expect(shotMs).toBeLessThan(STEADY_MS.checkin + 40);
    expect(steady[0]).toBe(0);
    expect(steady.at(-1)).toBe(1);
  });

  it("asks more patience for an enrolment", () => {
    const { shotMs } = play(times(30, face()), { kind: "enrolment", pose: "front" });
    expect(shotMs).toBeGreaterThanOrEqual(STEADY_MS.enrolment);
  });

  it("survives a blink", () => {
    const { shotMs, changes } = play([
      ...times(6, face()),
      ...times(3, face({ eyesClosed: 0.95 })),
      ...times(20, face()),
    ]);
    expect(shotMs).toBeLessThan(STEADY_MS.checkin + 40);
    expect(changes).toEqual(["good"]);
  });

  it("starts again after a longer lapse", () => {
    const { steady } = play([...times(8, face()), ...times(8, nobody), ...times(3, face())]);
    expect(steady.at(-1)).toBeLessThan(0.3);
  });

  it("never takes a photo of a frame that fails a gate itself", () => {
    // right for long, and blinking whenever the time is up
    const frames = times(40, face()).map((one, i) =>
      i * 33 >= STEADY_MS.checkin && i % 2 === 0 ? face({ eyesClosed: 0.95 }) : one,
    );
    let state: Steadiness = UNSTEADY;
    const shot = frames.filter((frame, i) => {
      const next = step(state, frame, CHECKIN, i * 33);
      state = next.state;
      return next.shoot;
    });
    expect(shot.length).toBeGreaterThan(0);
    expect(shot.map((frame) => frame.face?.eyesClosed)).not.toContain(0.95);
  });

  it("keeps a face that passed even where it trembles on a gate's edge", () => {
    const frames = Array.from({ length: 30 }, (_, i) => face({ interEyePx: i % 2 === 0 ? 60.5 : 59.5 }));
    expect(play(frames).changes).toEqual(["good"]);
  });
});

describe("the sentence", () => {
  it("does not flicker between two things that are nearly wrong", () => {
    const frames = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? face({ interEyePx: 40 }) : nobody));
    expect(play(frames).changes).toHaveLength(1);
  });

  it("changes when the other thing stays wrong", () => {
    expect(play([...times(10, nobody), ...times(15, face({ interEyePx: 40 }))]).changes).toEqual([
      "no_face",
      "come_closer",
    ]);
  });

  it("gives good news at once", () => {
    expect(play([...times(10, nobody), face()]).said.at(-1)).toBe("good");
  });
});

describe("a guided pose", () => {
  const left: Purpose = { kind: "enrolment", pose: "left" };
  it("is insisted on for a while and then given up", () => {
    const { shotMs, said } = play(times(300, face()), left);
    expect(said[60]).toBe("turn_left");
    expect(shotMs).toBeGreaterThan(3_000);
    expect(shotMs).toBeLessThan(7_000);
  });

  it("is not given up while something else is in the way", () => {
    expect(play(times(300, face({ interEyePx: 40 })), left).shotMs).toBeNull();
    const { said } = play([...times(300, face({ interEyePx: 40 })), ...times(20, face())], left);
    expect(said.at(-1)).toBe("turn_left");
  });
});
