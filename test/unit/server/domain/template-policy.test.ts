import { describe, expect, it } from "vitest";
import {
  type CandidateFace,
  type CheckInRecord,
  faceLack,
  isFrozen,
  recordLack,
} from "../../../../server/domain/template-policy/admission.ts";
import type { GalleryBounds } from "../../../../server/domain/template-policy/policy.ts";
import { qualityLack, qualityWeight } from "../../../../server/domain/template-policy/quality.ts";
import { destroyAt, type Placed, rotate } from "../../../../server/domain/template-policy/rotation.ts";
import { scoreOf } from "../../../../server/domain/template-policy/score.ts";
import { l2Normalise } from "../../../../shared/face/geometry.ts";

const DAY_MS = 86_400_000;
/** A unit vector of six dimensions in which the listed ones are set. */
const vector = (...values: number[]) =>
  l2Normalise(Float32Array.from({ length: 6 }, (_, i) => values[i] ?? 0));
const good = { interEyePx: 120, yaw: 0, pitch: 0, roll: 0, sharpness: 0.06, mean: 120, clipped: 0.001 };
const bounds: GalleryBounds = { update: 0.5, floor: 0.3, drift: 0.8, direction: 0.6, windowWeight: 0.3 };

describe("what the record of a check-in says of its photo as a reference", () => {
  const record: CheckInRecord = {
    acceptedAlone: true,
    grade: "E3",
    roomCode: "required",
    receivedOpen: true,
    day: 100,
  };
  it.each<[string, Partial<CheckInRecord>, number[], string | null]>([
    ["strong and the first", {}, [], null],
    ["accepted by a person", { acceptedAlone: false }, [], "not_alone"],
    ["a typed code", { grade: "E2" }, [], "evidence"],
    ["no code asked, in the open meeting", { roomCode: "none", grade: "E1" }, [], null],
    [
      "no code asked, sent afterwards",
      { roomCode: "none", grade: "E1", receivedOpen: false },
      [],
      "evidence",
    ],
    ["a second one on a day", {}, [100], "pace_day"],
    ["the third within seven days", {}, [94, 97], null],
    ["the fourth within seven days", {}, [94, 96, 98], "pace_week"],
    ["three that are a week old", {}, [91, 92, 93], null],
    // claims that waited are looked at late: the days count on both sides
    ["one that was overtaken", {}, [101, 102, 103], "pace_week"],
  ])("%s", (_, over, days, lack) => {
    expect(recordLack({ ...record, ...over }, days)).toBe(lack);
  });
});

describe("what the face says", () => {
  const anchors = [vector(1, 0.1), vector(1, -0.1), vector(1, 0, 0.1), vector(1, 0, -0.1), vector(1)];
  const face = (embedding: Float32Array, over: Partial<CandidateFace> = {}): CandidateFace => ({
    faces: 1,
    quality: good,
    embedding,
    padMargin: null,
    ...over,
  });
  const member = (embedding: Float32Array) => ({ embedding, quality: 1 });
  const like = vector(1, 0, 0, 0.5);
  const oneWay = [vector(1, 0, 0, 0.35), vector(1, 0, 0, 0.4, 0.15), vector(1, 0, 0, 0.4, -0.15)].map(member);
  it.each<[string, CandidateFace, ReturnType<typeof member>[], string | null]>([
    ["a good photo of the same person", face(like), [], null],
    ["two faces", face(like, { faces: 2 }), [], "faces"],
    ["no presentation-attack detection here", face(like, { padMargin: null }), [], null],
    ["one that clears it narrowly", face(like, { padMargin: 0.05 }), [], "pad"],
    ["one that clears it well", face(like, { padMargin: 0.2 }), [], null],
    ["too unlike the anchors", face(vector(0.4, 0, 0, 1)), [], "unlike_anchors"],
    ["no number", face(Float32Array.from({ length: 6 }, () => Number.NaN)), [], "unlike_anchors"],
    ["a copy of an anchor", face(vector(1, 0.1, 0, 0.05)), [], "near_copy"],
    ["a copy of another reference", face(vector(1, 0, 0, 0.52)), [member(like)], "near_copy"],
    [
      "what only the window resembles",
      face(vector(0.4, 0, 0, 1)),
      [member(vector(0.3, 0, 0, 1))],
      "unlike_anchors",
    ],
    ["a step further the others' way", face(vector(1, 0, 0, 0.85)), oneWay, "direction"],
    ["as far in another way", face(vector(1, 0, 0, -0.85)), oneWay, null],
  ])("%s", (_, candidate, window, lack) => {
    expect(faceLack(candidate, { anchors, window }, bounds)).toBe(lack);
  });
  it("admits nothing more once the window's mean has left the anchors'", () => {
    const window = Array.from({ length: 5 }, () => member(vector(1, 0, 0, 0, 0.9)));
    expect(isFrozen({ anchors, window }, bounds)).toBe(true);
    expect(faceLack(face(vector(1, 0, 0, 0, 0.8, 0.45)), { anchors, window }, bounds)).toBe("frozen");
    expect(isFrozen({ anchors, window: window.slice(1) }, bounds)).toBe(false);
  });
  it("needs anchors", () =>
    expect(faceLack(face(like), { anchors: [], window: [] }, bounds)).toBe("no_anchors"));
});

describe("the quality of a reference", () => {
  it.each([
    [{}, null],
    [{ interEyePx: 70 }, "face_small"],
    [{ yaw: 25 }, "pose"],
    [{ pitch: -25 }, "pose"],
    [{ roll: 14 }, "pose"],
    [{ clipped: 0.05 }, "light"],
    [{ mean: 40 }, "light"],
    [{ sharpness: 0.01 }, "blurred"],
    [{ sharpness: Number.NaN }, "blurred"],
  ])("%j lacks %s", (over, lack) => expect(qualityLack({ ...good, ...over })).toBe(lack));
  it("weighs a better photo more, and none nothing", () => {
    expect(qualityWeight(good)).toBeGreaterThan(qualityWeight({ ...good, yaw: 15, sharpness: 0.026 }));
    expect(qualityWeight({ ...good, clipped: 1 })).toBe(0.1);
  });
});

describe("the fused score", () => {
  const anchors = [vector(1)];
  const towards = (cosine: number) => vector(cosine, Math.sqrt(1 - cosine ** 2));
  it("is the anchors' alone without a window, or where it weighs nothing", () => {
    const probe = towards(0.6);
    expect(scoreOf(probe, { anchors, window: [] }, bounds)).toMatchObject({ windowScore: null });
    const window = [{ embedding: probe, quality: 1 }];
    const weightless = scoreOf(probe, { anchors, window }, { ...bounds, windowWeight: 0 });
    expect(weightless.score).toBeCloseTo(0.6, 5);
    expect(weightless.windowScore).toBeNull();
  });
  it("has the window's share above the floor", () => {
    const probe = towards(0.5);
    const fused = scoreOf(probe, { anchors, window: [{ embedding: probe, quality: 1 }] }, bounds);
    expect(fused.score).toBeCloseTo(0.7 * 0.5 + 0.3, 5);
  });
  it("is lifted by no window below the floor, and may still fall", () => {
    const probe = towards(0.29);
    const lifted = scoreOf(probe, { anchors, window: [{ embedding: probe, quality: 1 }] }, bounds);
    expect(lifted.score).toBeCloseTo(0.29, 5);
    const away = scoreOf(probe, { anchors, window: [{ embedding: vector(0, -1), quality: 1 }] }, bounds);
    expect(away.score).toBeLessThan(0.29);
  });
  it("is not the best of many: one planted photo among nineteen true ones lifts nobody", () => {
    const impostor = towards(0.35);
    const window = Array.from({ length: 20 }, (_, i) => ({
      embedding: i === 0 ? impostor : vector(1, 0, 0.1 * (i % 3)),
      quality: 1,
    }));
    expect(scoreOf(impostor, { anchors, window }, bounds).score).toBeLessThan(0.45);
  });
});

describe("the rotation", () => {
  const now = new Date("2026-11-02T10:00:00Z");
  const placed = (i: number, state: Placed["state"], countsInDays = -1): Placed => ({
    photoId: `p${String(i).padStart(2, "0")}`,
    state,
    receivedAt: new Date(now.getTime() - (60 - i) * DAY_MS),
    countsFrom: new Date(now.getTime() + countsInDays * DAY_MS),
  });
  const window = (count: number) => Array.from({ length: count }, (_, i) => placed(i, "window"));
  it("lets those count whose quarantine is over", () => {
    const photos = [placed(1, "quarantine", 0), placed(2, "quarantine", 1), placed(3, "retired")];
    expect(rotate(photos, now)).toEqual({ counted: ["p01"], retired: [] });
  });
  it("retires the oldest for the twenty-first", () => {
    const { counted, retired } = rotate([...window(20), placed(30, "quarantine")], now);
    expect(counted).toEqual(["p30"]);
    expect(retired).toEqual([{ photoId: "p00", reason: "oldest" }]);
  });
  it("retires unseen one that was overtaken by twenty younger ones", () => {
    const late = { ...placed(0, "quarantine"), photoId: "late", receivedAt: new Date(0) };
    expect(rotate([...window(20), late], now)).toEqual({
      counted: [],
      retired: [{ photoId: "late", reason: "oldest" }],
    });
  });
  it("keeps twenty, and a retired one for thirty days", () => {
    expect(rotate(window(20), now)).toEqual({ counted: [], retired: [] });
    expect(destroyAt("oldest", now).getTime() - now.getTime()).toBe(30 * DAY_MS);
    expect(destroyAt("purged", now)).toEqual(now);
  });
});
