/** The thread that reads one file: see read.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { readHere, type ReadStart } from "./read.ts";

parentPort?.postMessage(await readHere((workerData as { start: ReadStart }).start));
