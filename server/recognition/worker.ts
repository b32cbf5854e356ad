import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import * as v from "valibot";
import { analysePhoto, openSessions } from "./analyse.ts";
import { WorkerJob, type WorkerReply, WorkerStart } from "./messages.ts";

// the pool is the parallelism; a cache of pixels would only keep strangers' faces in memory
sharp.concurrency(1);
sharp.cache(false);

const port = parentPort;
if (!port) throw new TypeError("the recognition worker runs in a worker thread");
const answer = (reply: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);

const sessions = await openSessions(v.parse(v.object({ start: WorkerStart }), workerData).start);
port.on("message", (message) => {
  const { jpeg, claimed } = v.parse(WorkerJob, message);
  // a rejection ends this worker: the pool replaces it and decides about the photo
  void analysePhoto(sessions, jpeg, claimed).then((analysis) => answer({ analysis }));
});
answer({ ready: true });
