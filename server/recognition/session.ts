import { InferenceSession } from "onnxruntime-node";

/** A native session of one thread: the pool's workers share the cores, so a session must not. */
export const singleThreaded = (path: string): Promise<InferenceSession> =>
  InferenceSession.create(path, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
  });
