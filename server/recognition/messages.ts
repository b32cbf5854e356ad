import * as v from "valibot";
import { RECOGNITION_MODEL_IDS } from "../../shared/face/recognition.ts";
import type { Analysis } from "./recogniser.ts";

/** What a recognition worker is started with. */
export const WorkerStart = v.strictObject({
  model: v.picklist(RECOGNITION_MODEL_IDS),
  detector: v.string(),
  embedder: v.string(),
});
export type WorkerStart = v.InferOutput<typeof WorkerStart>;

/** Pool → worker: one photo. */
export const WorkerJob = v.strictObject({
  jpeg: v.instance(Uint8Array),
  claimed: v.nullable(v.pipe(v.array(v.number()), v.length(10))),
});
export type WorkerJob = v.InferOutput<typeof WorkerJob>;

/** Pool → worker: end by yourself. Terminating a thread inside a native call would end the whole process. */
export const WorkerEnd = v.literal("end");

/** Worker → pool: ready once, then one answer a job. */
export type WorkerReply = { readonly ready: true } | { readonly analysis: Analysis };
