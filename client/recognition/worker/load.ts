import type { RecognitionConfig } from "../../../shared/api/about.ts";
import {
  RECOGNITION_MODEL_IDS,
  RECOGNITION_MODELS,
  type RecognitionModel,
} from "../../../shared/face/recognition.ts";
import { ASSET_CACHE, forgetOthers, loadAssets } from "./assets.ts";
import { createEmbedder, type Embedder } from "./embedder.ts";
import { createLandmarker, type Landmarker } from "./landmarker.ts";
import { createPixels, type Pixels } from "./pixels.ts";
import { createSecondLook, type SecondLook } from "./second-look.ts";

/** Long enough for the page to learn that it can send the first frame. */
const HEAD_START_MS = 30;

/** Everything that a capture needs. */
export interface Loaded {
  readonly config: RecognitionConfig;
  readonly model: RecognitionModel;
  readonly landmarker: Landmarker;
  readonly pixels: Pixels;
  /** ready a moment later */
  readonly secondLook: SecondLook;
  /** ready a moment later; rejects when this browser cannot run it */
  readonly embedder: Promise<Embedder>;
}

export class Unsupported extends Error {}

/** Downloads what is missing and starts both runtimes. @throws AssetError, Unsupported */
export async function load(
  config: RecognitionConfig,
  onProgress: (loaded: number, total: number) => void,
): Promise<Loaded> {
  const id = RECOGNITION_MODEL_IDS.find((known) => known === config.model.id);
  if (!id) throw new Unsupported(`this version of the app does not know the model ${config.model.id}`);
  const model = RECOGNITION_MODELS[id];
  const cache = await caches.open(ASSET_CACHE).catch(() => null);
  const files = loadAssets(config.assets, {
    cache,
    fetch: (...request) => fetch(...request),
    waitMs: (attempt) => 500 * 2 ** attempt,
    onProgress,
  });
  const file = (name: string) =>
    files[name] ?? Promise.reject(new Unsupported(`the server does not offer ${name}`));
  // a failure of one file is the failure of all; it is thrown where `all` is awaited, or before
  const all = Promise.all(["mediapipe-wasm", "landmarker", "ort-wasm", "embedder"].map(file));
  all.catch(() => undefined);
  const compiled = file("mediapipe-wasm").then((bytes) => WebAssembly.compile(bytes));
  const [wasm, task] = await Promise.all([compiled, file("landmarker")]);
  const landmarker = await createLandmarker(wasm, task);
  await all;
  if (cache) await forgetOthers(cache, config.assets).catch(() => undefined);
  return {
    config,
    model,
    landmarker,
    pixels: createPixels(model.template),
    ...followers(wasm, task, () => startEmbedder(model, file)),
  };
}

/** What the first frames do not need starts after them: coaching begins half a second sooner. */
function followers(wasm: WebAssembly.Module, task: Uint8Array, start: () => Promise<Embedder>) {
  const embedder = new Promise<void>((resolve) => setTimeout(resolve, HEAD_START_MS)).then(start);
  // whoever takes a photo hears of a failure
  const settled = embedder.then(
    () => undefined,
    () => undefined,
  );
  return { embedder, secondLook: createSecondLook(wasm, task, settled) };
}

async function startEmbedder(
  model: RecognitionModel,
  file: (name: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Embedder> {
  const embedder = await createEmbedder(await file("ort-wasm"), await file("embedder"), model);
  const { size } = model.template;
  await embedder.embed({ width: size, height: size, data: new Uint8Array(size * size * 4).fill(127) });
  return embedder;
}
