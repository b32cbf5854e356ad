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

/** Everything that a capture needs, ready and warm. */
export interface Loaded {
  readonly config: RecognitionConfig;
  readonly model: RecognitionModel;
  readonly landmarker: Landmarker;
  readonly secondLook: SecondLook;
  readonly embedder: Embedder;
  readonly pixels: Pixels;
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
  // a failure of one file is the failure of all; nobody else listens to the others
  const all = Promise.all(["mediapipe-wasm", "landmarker", "ort-wasm", "embedder"].map(file));
  const landmarking = async () => {
    const wasm = await WebAssembly.compile(await file("mediapipe-wasm"));
    const task = await file("landmarker");
    return { landmarker: await createLandmarker(wasm, task), secondLook: createSecondLook(wasm, task) };
  };
  const embedding = async () => createEmbedder(await file("ort-wasm"), await file("embedder"), model);
  const [landmarkers, embedder] = await Promise.all([landmarking(), embedding(), all]);
  const { size } = model.template;
  await embedder.embed({ width: size, height: size, data: new Uint8Array(size * size * 4).fill(127) });
  if (cache) await forgetOthers(cache, config.assets).catch(() => undefined);
  return { config, model, ...landmarkers, embedder, pixels: createPixels(model.template) };
}
