import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import loaderUrl from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import { l2Normalise, type Raster } from "../../../shared/face/geometry.ts";
import { modelInput } from "../../../shared/face/input.ts";
import type { RecognitionModel } from "../../../shared/face/recognition.ts";

export interface Embedder {
  /** @param crop aligned to the model's template @returns L2-normalised */
  embed(crop: Raster): Promise<Float32Array<ArrayBuffer>>;
}

const MOST_THREADS = 4;

/** Threads need shared memory, and shared memory needs a cross-origin isolated page. */
export const threadsFor = (isolated: boolean, cores: number): number =>
  isolated ? Math.max(1, Math.min(MOST_THREADS, cores)) : 1;

export const ownThreads = (): number => threadsFor(self.crossOriginIsolated, navigator.hardwareConcurrency);

/** onnxruntime-web on WASM SIMD, runtime and model handed over as bytes. */
export async function createEmbedder(
  wasm: Uint8Array<ArrayBuffer>,
  weights: Uint8Array<ArrayBuffer>,
  model: RecognitionModel,
): Promise<Embedder> {
  env.wasm.wasmBinary = wasm;
  env.wasm.wasmPaths = { mjs: new URL(loaderUrl, self.location.href).href };
  env.wasm.numThreads = ownThreads();
  env.logLevel = "error";
  const session = await InferenceSession.create(weights, {
    executionProviders: ["wasm"],
    graphOptimizationLevel: "all",
  });
  // 14 MB that nobody reads again
  delete env.wasm.wasmBinary;
  const [input, output] = [session.inputNames[0], session.outputNames[0]];
  if (input === undefined || output === undefined) throw new TypeError("the model has no input or no output");
  const { size } = model.template;
  const embed = async (crop: Raster): Promise<Float32Array<ArrayBuffer>> => {
    const tensor = new Tensor("float32", modelInput(crop, model), [1, 3, size, size]);
    const results = await session.run({ [input]: tensor });
    const data = results[output]?.data;
    if (!(data instanceof Float32Array) || data.length !== model.dimension) {
      throw new TypeError(`the model does not answer with ${model.dimension} numbers`);
    }
    const embedding = Float32Array.from(data);
    l2Normalise(embedding);
    return embedding;
  };
  return { embed };
}
