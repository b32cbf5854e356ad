/**
 * Networks that the project makes itself, a few kilobytes each, with the inputs and outputs of the real ones: so that
 * everything around recognition can be tested where the model files are absent. They recognise nobody: the embedder tells
 * pictures apart by their coarse light and dark, the detector takes a bright patch for a face.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type RecognitionModel,
  RECOGNITION_MODELS,
  type RecognitionModelId,
} from "../shared/face/recognition.ts";
import { encodeModel, FLOAT, floats, INT64, integers, type Node, type Tensor } from "./convert/onnx.ts";
import type { ModelFile, ModelSet } from "./manifest.ts";

/** Cells across the embedder's average-pooled picture. */
const CELLS = 4;

/** Numbers in −1 … 1 that are the same each time (Knuth's multiplicative hash of the position). */
const spreadNumbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => (((i + 1) * 2654435761) % 2 ** 32) / 2 ** 31 - 1);

/** Average pool → fixed projection. Input and output as {@link RecognitionModel} says. */
export function tinyEmbedder({ template: { size }, dimension }: RecognitionModel): Uint8Array<ArrayBuffer> {
  const cell = size / CELLS;
  const features = 3 * CELLS * CELLS;
  return encodeModel({
    name: "tiny embedder",
    inputs: [{ name: "input", dims: [1, 3, size, size] }],
    outputs: [{ name: "embedding", dims: [1, dimension] }],
    initializers: [
      {
        name: "projection",
        type: FLOAT,
        dims: [features, dimension],
        raw: floats(spreadNumbers(features * dimension)),
      },
    ],
    nodes: [
      {
        op: "AveragePool",
        inputs: ["input"],
        output: "cells",
        attributes: { kernel_shape: [cell, cell], strides: [cell, cell] },
      },
      { op: "Flatten", inputs: ["cells"], output: "features" },
      { op: "MatMul", inputs: ["features", "projection"], output: "embedding" },
    ],
  });
}

/** Five landmarks in cells of 32 px around the middle of the found patch, and a box of 128 px. */
const POINTS = [-0.7, -0.6, 0.7, -0.6, 0, 0.1, -0.6, 0.9, 0.6, 0.9];
const BOX = [0.5, 0.5, Math.log(4), Math.log(4)];

/** YuNet's outputs: at stride 32 the score of a cell is its brightness over its surroundings, at 8 and 16 nothing. */
export function tinyDetector(): Uint8Array<ArrayBuffer> {
  const initializers: Tensor[] = [
    { name: "third", type: FLOAT, dims: [1, 3, 1, 1], raw: floats([1 / 3, 1 / 3, 1 / 3]) },
    { name: "zero", type: FLOAT, dims: [1], raw: floats([0]) },
    { name: "byte", type: FLOAT, dims: [1], raw: floats([1 / 255]) },
    { name: "rows", type: INT64, dims: [3], raw: integers([1, -1, 1]) },
    { name: "box", type: FLOAT, dims: [1, 1, 4], raw: floats(BOX) },
    { name: "points", type: FLOAT, dims: [1, 1, 10], raw: floats(POINTS.map((value) => value + 0.5)) },
  ];
  const nodes: Node[] = [
    { op: "Conv", inputs: ["input", "third"], output: "light", attributes: { kernel_shape: [1, 1] } },
    ...[8, 16, 32].flatMap((stride): Node[] => [
      {
        op: "AveragePool",
        inputs: ["light"],
        output: `pool_${stride}`,
        attributes: { kernel_shape: [stride, stride], strides: [stride, stride] },
      },
      { op: "Reshape", inputs: [`pool_${stride}`, "rows"], output: `list_${stride}` },
      { op: "Mul", inputs: [`list_${stride}`, stride === 32 ? "byte" : "zero"], output: `cls_${stride}` },
      { op: "Mul", inputs: [`list_${stride}`, stride === 32 ? "byte" : "zero"], output: `obj_${stride}` },
      { op: "Mul", inputs: [`list_${stride}`, "zero"], output: `none_${stride}` },
      { op: "Add", inputs: [`none_${stride}`, "box"], output: `bbox_${stride}` },
      { op: "Add", inputs: [`none_${stride}`, "points"], output: `kps_${stride}` },
    ]),
  ];
  const names = ["cls", "obj", "bbox", "kps"] as const;
  const widths = { cls: 1, obj: 1, bbox: 4, kps: 10 } as const;
  return encodeModel({
    name: "tiny detector",
    inputs: [{ name: "input", dims: [1, 3, "height", "width"] }],
    outputs: names.flatMap((name) =>
      [8, 16, 32].map((stride) => ({
        name: `${name}_${stride}`,
        dims: [1, `cells_${stride}`, widths[name]],
      })),
    ),
    initializers,
    nodes,
  });
}

/**
 * Writes both networks into a folder.
 * @returns a set that the server works with as with the real one; it has no landmarker for the phone
 */
export async function tinyModels(
  dir: string,
  recognition: RecognitionModelId = "arcface-mbf",
): Promise<ModelSet> {
  await mkdir(dir, { recursive: true });
  const write = async (id: string, bytes: Uint8Array): Promise<ModelFile> => {
    const path = join(dir, `${id}.onnx`);
    await writeFile(path, bytes);
    return { id, path, digest: createHash("sha256").update(bytes).digest("base64url"), bytes: bytes.length };
  };
  return {
    recognition,
    landmarker: null,
    embedder: await write("tiny-embedder", tinyEmbedder(RECOGNITION_MODELS[recognition])),
    detector: await write("tiny-detector", tinyDetector()),
    notices: [],
    unavailable: null,
  };
}
