import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { lighten } from "../../../models/convert/lighten.ts";
import { encodeModel, FLOAT, floats } from "../../../models/convert/onnx.ts";
import { MODELS_DIR } from "../../../models/manifest.ts";
import { describeWithModels } from "../../support/needs.ts";

const SIZE = 8;
const prelu = (slopes: readonly number[]) =>
  encodeModel({
    name: "prelu",
    inputs: [{ name: "input", dims: [1, slopes.length, SIZE, SIZE] }],
    outputs: [{ name: "output", dims: [1, slopes.length, SIZE, SIZE] }],
    initializers: [{ name: "slope", type: FLOAT, dims: [slopes.length, 1, 1], raw: floats(slopes) }],
    nodes: [{ op: "PRelu", inputs: ["input", "slope"], output: "output" }],
  });

/** What the network makes of pixels that look like nothing, the same each time. */
async function outputOf(model: Uint8Array, channels: number, size: number) {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const pixels = Float32Array.from({ length: channels * size * size }, (_, i) => Math.sin(i * 0.37) * 2);
    const [input = ""] = session.inputNames;
    const [output = ""] = session.outputNames;
    const result = await session.run({ [input]: new Tensor("float32", pixels, [1, channels, size, size]) });
    return result[output]?.data;
  } finally {
    await session.release();
  }
}

describe("a lighter network", () => {
  it("takes the greater of two where every slope is at most 1, with the same result", async () => {
    const heavy = prelu([0.25, -0.5, 1]);
    const light = lighten(heavy);
    expect(Buffer.from(light).includes("Max")).toBe(true);
    expect(Buffer.from(light).includes("PRelu")).toBe(false);
    expect(await outputOf(light, 3, SIZE)).toEqual(await outputOf(heavy, 3, SIZE));
  });
  it("keeps a PRelu with a greater slope, for which the greater of two would be wrong", () => {
    const heavy = prelu([0.25, 1.5]);
    expect(lighten(heavy)).toEqual(heavy);
  });
  it("refuses what is no model", () => {
    expect(() => lighten(Uint8Array.of(0x3a, 0x7f, 1))).toThrow(RangeError);
  });
});

await describeWithModels(
  "the recognition network made lighter",
  () => {
    it("gives the same embedding to the last bit", async () => {
      const heavy = await readFile(join(MODELS_DIR, "w600k_mbf_int8.onnx"));
      const light = lighten(heavy);
      // the kernels of the depthwise convolutions hold float32 now
      expect(light.byteLength).toBeGreaterThan(heavy.byteLength + 50_000);
      expect(Buffer.from(light).includes("PRelu")).toBe(false);
      expect(await outputOf(light, 3, 112)).toEqual(await outputOf(heavy, 3, 112));
    });
  },
  { models: ["arcface-mbf"] },
);
