import { readFile } from "node:fs/promises";
import { InferenceSession } from "onnxruntime-node";
import { lighten } from "../../models/convert/lighten.ts";

/** A native session of one thread: the pool's workers share the cores, so a session must not. */
export const singleThreaded = async (path: string): Promise<InferenceSession> =>
  InferenceSession.create(lighten(await readFile(path)), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
