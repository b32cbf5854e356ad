import * as v from "valibot";
import { Sha256 } from "../ids.ts";

/** One text in each language of the interface. */
export const InBoth = v.strictObject({ en: v.string(), es: v.string() });
export type InBoth = v.InferOutput<typeof InBoth>;

/** One model file as the About page shows it. */
export const ModelNotice = v.strictObject({
  id: v.string(),
  purpose: InBoth,
  licence: v.string(),
  licenceUrl: v.nullable(v.string()),
  /** address of a published file; null for one that was converted */
  source: v.nullable(v.string()),
  /** names of the files that it was converted from */
  convertedFrom: v.array(v.string()),
  sha256: v.string(),
  bytes: v.number(),
  inUse: v.boolean(),
});

/** What the phone needs to load recognition: parts of a file are served at /assets/parts/<digest>/<i>, brotli on the wire. */
export const AssetParts = v.strictObject({
  /** SHA-256 of the whole file */
  digest: Sha256,
  bytes: v.number(),
  partBytes: v.number(),
  /** bytes on the wire of each part (brotli) */
  wire: v.array(v.number()),
});
export type AssetParts = v.InferOutput<typeof AssetParts>;

export const RecognitionConfig = v.strictObject({
  model: v.strictObject({
    id: v.string(),
    digest: Sha256,
    dimension: v.number(),
  }),
  landmarker: v.strictObject({ id: v.string(), digest: Sha256 }),
  tHi: v.number(),
  tLo: v.number(),
  /** "landmarker" and "embedder" models, "mediapipe-wasm" and "ort-wasm" runtimes */
  assets: v.record(v.string(), AssetParts),
});
export type RecognitionConfig = v.InferOutput<typeof RecognitionConfig>;

/** GET /v1/about (public) */
export const About = v.strictObject({
  version: v.string(),
  /** true until the first administrator exists */
  setupNeeded: v.boolean(),
  /** null when the models are not there; then `unavailable` says why in one sentence */
  recognition: v.nullable(RecognitionConfig),
  unavailable: v.nullable(InBoth),
  models: v.array(ModelNotice),
});
export type About = v.InferOutput<typeof About>;
