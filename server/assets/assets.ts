import { createRequire } from "node:module";
import type { Logger } from "pino";
import type { ModelSet } from "../../models/manifest.ts";
import { progressBar } from "../../models/progress.ts";
import type { RecognitionConfig } from "../../shared/api/about.ts";
import { RECOGNITION_MODELS } from "../../shared/face/recognition.ts";
import {
  type AssetSource,
  NO_ASSETS,
  type PreparedAssets,
  type PrepareOptions,
  prepareFiles,
} from "./prepare.ts";

const { resolve } = createRequire(import.meta.url);

/** The WASM of the two runtimes; their JavaScript is in the client's own bundle. */
const RUNTIMES: readonly AssetSource[] = [
  {
    name: "mediapipe-wasm",
    path: resolve("@mediapipe/tasks-vision/vision_wasm_module_internal.wasm"),
    kind: "runtime",
  },
  { name: "ort-wasm", path: resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm"), kind: "runtime" },
];

/**
 * Makes ready what the phone downloads for recognition. The first time takes about half a minute on two cores and shows
 * it; later starts read `.cache/`.
 * @returns nothing to serve when the models are not there
 */
export async function prepareAssets(
  models: ModelSet,
  log: Logger,
  options: Pick<PrepareOptions, "cacheDir"> = {},
): Promise<PreparedAssets> {
  const { landmarker, embedder } = models;
  if (!landmarker || !embedder) return NO_ASSETS;
  const bar = { current: null as ReturnType<typeof progressBar> | null };
  const startedMs = Date.now();
  const assets = await prepareFiles(
    [
      ...RUNTIMES,
      { name: "landmarker", path: landmarker.path, kind: "model" },
      { name: "embedder", path: embedder.path, kind: "model" },
    ],
    {
      ...options,
      onProgress(done, total) {
        if (Date.now() - startedMs < 1_000) return;
        if (!bar.current) log.info("compressing the recognition files for phones; this happens once");
        bar.current ??= progressBar(process.stderr, "Compressing for phones", total);
        bar.current.update(done);
      },
    },
  );
  bar.current?.clear();
  const wire = Object.values(assets.config).flatMap((asset) => asset.wire);
  log.debug(
    { bytes: wire.reduce((sum, part) => sum + part, 0), parts: wire.length },
    "recognition files are ready",
  );
  return assets;
}

/** About.recognition: what the phone loads and decides by. Null when the models are not there. */
export function recognitionConfig(models: ModelSet, assets: PreparedAssets): RecognitionConfig | null {
  const { landmarker, embedder } = models;
  if (!landmarker || !embedder) return null;
  const { dimension, tHi, tLo } = RECOGNITION_MODELS[models.recognition];
  return {
    model: { id: models.recognition, digest: embedder.digest, dimension },
    landmarker: { id: landmarker.id, digest: landmarker.digest },
    tHi,
    tLo,
    assets: { ...assets.config },
  };
}
