/** What page and worker say to each other; each side parses what it receives. */
import * as v from "valibot";
import { RecognitionConfig } from "../../../shared/api/about.ts";
import { Pose } from "../../../shared/api/enrolment.ts";
import { COACHING } from "../../../shared/face/coaching.ts";

const Purpose = v.variant("kind", [
  v.strictObject({ kind: v.literal("checkin") }),
  v.strictObject({ kind: v.literal("enrolment"), pose: Pose }),
]);

/** Clocks of the page when a frame was taken: Date.now() and performance.now(). */
const Clocks = v.strictObject({ wall: v.number(), mono: v.number() });
export type Clocks = v.InferOutput<typeof Clocks>;

export const ToWorker = v.variant("type", [
  v.strictObject({ type: v.literal("load"), config: RecognitionConfig }),
  v.strictObject({ type: v.literal("watch"), id: v.number(), purpose: Purpose }),
  v.strictObject({
    type: v.literal("frame"),
    id: v.number(),
    frame: v.instance(ImageBitmap),
    clocks: Clocks,
  }),
  v.strictObject({ type: v.literal("stop"), id: v.number() }),
]);
export type ToWorker = v.InferOutput<typeof ToWorker>;

const Box = v.strictObject({ x: v.number(), y: v.number(), width: v.number(), height: v.number() });
const Report = v.strictObject({
  coaching: v.picklist(COACHING),
  box: v.nullable(Box),
  points: v.array(v.number()),
  steady: v.number(),
  landmarkMs: v.number(),
});
export type Report = v.InferOutput<typeof Report>;
const Named = v.strictObject({ id: v.string(), digest: v.string() });
const Shot = v.strictObject({
  jpeg: v.instance(ArrayBuffer),
  width: v.number(),
  height: v.number(),
  landmarks: v.array(v.number()),
  embedding: v.instance(Float32Array),
  model: Named,
  detector: Named,
  wall: v.number(),
  mono: v.number(),
  ms: v.strictObject({
    encode: v.number(),
    decode: v.number(),
    landmark: v.number(),
    align: v.number(),
    embed: v.number(),
    total: v.number(),
  }),
});

/** Why recognition could not be loaded. */
export const LOAD_FAILURES = ["network", "corrupt", "unsupported"] as const;
export type LoadFailure = (typeof LOAD_FAILURES)[number];

export const FromWorker = v.variant("type", [
  v.strictObject({ type: v.literal("progress"), loaded: v.number(), total: v.number() }),
  v.strictObject({ type: v.literal("ready"), threads: v.number() }),
  v.strictObject({ type: v.literal("failed"), code: v.picklist(LOAD_FAILURES), detail: v.string() }),
  v.strictObject({ type: v.literal("report"), id: v.number(), report: Report }),
  v.strictObject({ type: v.literal("capture"), id: v.number(), capture: Shot }),
  /** a frame or a shot failed; the capture is over */
  v.strictObject({ type: v.literal("broken"), id: v.number(), detail: v.string() }),
]);
export type FromWorker = v.InferOutput<typeof FromWorker>;
