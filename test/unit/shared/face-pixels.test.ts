import { describe, expect, it } from "vitest";
import { claimedPoints, claimLandmarks, PHOTO_SIDE_PX, photoWindow } from "../../../shared/face/crop.ts";
import { modelInput } from "../../../shared/face/input.ts";
import { lightOf, luminance, sharpnessOf } from "../../../shared/face/light.ts";
import { headPose } from "../../../shared/face/pose.ts";
import { RECOGNITION_MODELS } from "../../../shared/face/recognition.ts";

const SIZE = 112;
/** A grey picture from a function of the place. */
const picture = (grey: (x: number, y: number) => number) => {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4).fill(255);
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) data.fill(grey(x, y), (y * SIZE + x) * 4, (y * SIZE + x) * 4 + 3);
  }
  return { width: SIZE, height: SIZE, data };
};
const stripes = (period: number, contrast = 60) =>
  picture((x) => 120 + contrast * Math.sin((2 * Math.PI * x) / period));

describe("light and sharpness", () => {
  it("fine detail is sharper than coarse, whatever the contrast", () => {
    const sharpness = (raster: ReturnType<typeof picture>) => sharpnessOf(luminance(raster), SIZE);
    expect(sharpness(stripes(6))).toBeGreaterThan(4 * sharpness(stripes(24)));
    expect(sharpness(stripes(6, 30)) / sharpness(stripes(6, 90))).toBeCloseTo(1, 1);
    expect(sharpness(picture(() => 120))).toBe(0);
  });

  it("counts black and white as clipped", () => {
    const { mean, clipped } = lightOf(
      luminance(picture((x) => (x < SIZE / 4 ? 255 : x < SIZE / 2 ? 0 : 100))),
    );
    expect(clipped).toBeCloseTo(0.5);
    expect(mean).toBeCloseTo(255 / 4 + 50, 0);
  });
});

describe("head pose", () => {
  const DEGREE = Math.PI / 180;
  const column = (rows: number[][]) => [0, 1, 2, 3].flatMap((c) => rows.map((row) => row[c] ?? 0));
  const cos = Math.cos(20 * DEGREE);
  const sin = Math.sin(20 * DEGREE);
  const still = { yaw: 0, pitch: 0, roll: 0 };
  it.each([
    [
      "straight ahead",
      [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, -40],
        [0, 0, 0, 1],
      ],
      still,
    ],
    [
      "to the own left",
      [
        [cos, 0, sin, 0],
        [0, 1, 0, 0],
        [-sin, 0, cos, -40],
        [0, 0, 0, 1],
      ],
      { ...still, yaw: 20 },
    ],
    [
      "upwards",
      [
        [1, 0, 0, 0],
        [0, cos, sin, 0],
        [0, -sin, cos, -40],
        [0, 0, 0, 1],
      ],
      { ...still, pitch: 20 },
    ],
    [
      "tilted",
      [
        [cos, -sin, 0, 0],
        [sin, cos, 0, 0],
        [0, 0, 1, -40],
        [0, 0, 0, 1],
      ],
      { ...still, roll: 20 },
    ],
  ])("%s", (_, matrix, expected) => {
    const { yaw, pitch, roll } = headPose(column(matrix));
    expect(yaw).toBeCloseTo(expected.yaw);
    expect(pitch).toBeCloseTo(expected.pitch);
    expect(roll).toBeCloseTo(expected.roll);
  });
});

describe("the photo's window", () => {
  it("keeps the camera's pixels and stays in the frame", () => {
    const window = photoWindow({ x: 900, y: 100, width: 200, height: 250 }, 1280, 720);
    expect(window).toMatchObject({ width: 640, height: 640, scale: 1, photoWidth: 640, photoHeight: 640 });
    expect(window.x + window.width).toBeLessThanOrEqual(1280);
    expect(window.x).toBeLessThanOrEqual(900);
    expect(window.y).toBeGreaterThanOrEqual(0);
  });

  it("never makes a photo larger than is uploaded", () => {
    const window = photoWindow({ x: 500, y: 200, width: 900, height: 1_200 }, 3_000, 2_000);
    expect(Math.max(window.photoWidth, window.photoHeight)).toBe(PHOTO_SIDE_PX);
  });

  it("says where the landmarks are in the photo, to a tenth of a pixel", () => {
    const window = photoWindow({ x: 900, y: 100, width: 200, height: 250 }, 1280, 720);
    const claim = claimLandmarks([950.04, 200.06, 1, 2, 3, 4, 5, 6, 7, 8], window);
    expect(claim.every(Number.isInteger)).toBe(true);
    const [x = 0, y = 0] = claimedPoints(claim);
    expect(x + window.x).toBeCloseTo(950.04, 0);
    expect(y + window.y).toBeCloseTo(200.06, 0);
  });
});

describe("the model's input", () => {
  it.each(Object.values(RECOGNITION_MODELS))("is in $id's colour order and range", (model) => {
    const { size } = model.template;
    const data = new Uint8Array(size * size * 4);
    for (let i = 0; i < data.length; i += 4) data.set([10, 20, 250, 255], i);
    const input = modelInput({ width: size, height: size, data }, model);
    const planes = [0, 1, 2].map((plane) => (input[plane * size * size] ?? 0) * model.scale + model.mean);
    expect(planes.map(Math.round)).toEqual(model.channels === "rgb" ? [10, 20, 250] : [250, 20, 10]);
    expect(() => modelInput({ width: 1, height: 1, data: new Uint8Array(4) }, model)).toThrow(RangeError);
  });
});
