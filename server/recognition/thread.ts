import { type ResourceLimits, Worker } from "node:worker_threads";

/**
 * A worker thread that runs a TypeScript program. Node 20 applies `--import` hooks in a thread only after it has judged
 * the program's extension, so the thread begins in thread.mjs, which registers tsx and imports the program.
 * @param start structured-cloned; the program finds it as `workerData.start`
 * @param limits of memory; a thread that needs more ends with an error
 */
export const startThread = (program: URL, start: unknown, limits?: ResourceLimits): Worker =>
  new Worker(new URL("./thread.mjs", import.meta.url), {
    workerData: { program: program.href, start },
    ...(limits && { resourceLimits: limits }),
  });
