import * as v from "valibot";
import { RECOGNITION_MODEL_IDS } from "../../shared/face/recognition.ts";
import type { Analysis } from "./recogniser.ts";

/** What a recognition worker is started with. */
export const WorkerStart = v.strictObject({
  detector: v.string(),
  /** the one in use first */
  embedders: v.array(
    v.strictObject({ model: v.picklist(RECOGNITION_MODEL_IDS), digest: v.string(), path: v.string() }),
  ),
});
export type WorkerStart = v.InferOutput<typeof WorkerStart>;

/** Pool → worker: one photo. */
export const WorkerJob = v.strictObject({
  jpeg: v.instance(Uint8Array),
  claimed: v.nullable(v.pipe(v.array(v.number()), v.length(10))),
  wanted: v.optional(
    v.strictObject({
      own: v.optional(v.string()),
      claimed: v.optional(v.string()),
      quality: v.optional(v.boolean()),
      prints: v.optional(v.pipe(v.array(v.instance(Uint8Array)), v.readonly())),
    }),
    {},
  ),
});
export type WorkerJob = v.InferOutput<typeof WorkerJob>;

/** Pool → worker: end by yourself. Terminating a thread inside a native call would end the whole process. */
export const WorkerEnd = v.literal("end");

/** Worker → pool: ready once, then one answer a job. */
export type WorkerReply = { readonly ready: true } | { readonly analysis: Analysis };
