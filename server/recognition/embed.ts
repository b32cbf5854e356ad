import { Tensor, type InferenceSession } from "onnxruntime-node";
import { alignFace, type FivePoints, l2Normalise, type Raster } from "../../shared/face/geometry.ts";
import type { RecognitionModel } from "../../shared/face/recognition.ts";
import { withSpare } from "./spare.ts";

/** Writes the model's input of an aligned crop: three planes. @param planes 3 × the crop's area */
function writeCrop(crop: Raster, model: RecognitionModel, planes: Float32Array): void {
  const area = crop.width * crop.height;
  const [first, third] = model.channels === "rgb" ? [0, 2] : [2, 0];
  const { data } = crop;
  for (let i = 0, o = 0; i < area; i++, o += 4) {
    planes[i] = ((data[o + first] ?? 0) - model.mean) / model.scale;
    planes[area + i] = ((data[o + 1] ?? 0) - model.mean) / model.scale;
    planes[2 * area + i] = ((data[o + third] ?? 0) - model.mean) / model.scale;
  }
}

/**
 * Aligns the face and computes its embedding. One face a run: the int8 network quantises by what is in the batch, so a
 * batch would make an embedding depend on its neighbours.
 * @param landmarks in pixels of `image`; null when they coincide and no alignment exists
 * @returns L2-normalised embedding, or null when there is none to be had
 */
export async function embedFace(
  session: InferenceSession,
  model: RecognitionModel,
  image: Raster,
  landmarks: FivePoints,
): Promise<{ embedding: Float32Array | null; alignMs: number; embedMs: number }> {
  const started = performance.now();
  let crop: Raster;
  try {
    crop = alignFace(image, landmarks, model.template);
  } catch (error) {
    if (error instanceof RangeError)
      return { embedding: null, alignMs: performance.now() - started, embedMs: 0 };
    throw error;
  }
  const aligned = performance.now();
  const [input = ""] = session.inputNames;
  const [output = ""] = session.outputNames;
  const { size } = model.template;
  const result = await withSpare(3 * size * size, (planes) => {
    writeCrop(crop, model, planes);
    return session.run({ [input]: new Tensor("float32", planes, [1, 3, size, size]) });
  });
  const values = result[output]?.data;
  if (!(values instanceof Float32Array) || values.length !== model.dimension)
    throw new TypeError(`the model gave no embedding of dimension ${model.dimension}`);
  const embedding = Float32Array.from(values);
  const usable = embedding.every(Number.isFinite) && embedding.some((value) => value !== 0);
  return {
    embedding: usable ? l2Normalise(embedding) : null,
    alignMs: aligned - started,
    embedMs: performance.now() - aligned,
  };
}
