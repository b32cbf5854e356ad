import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import * as v from "valibot";
import { analysePhoto, closeSessions, openSessions } from "./analyse.ts";
import { WorkerEnd, WorkerJob, type WorkerReply, WorkerStart } from "./messages.ts";

// the pool is the parallelism; a cache of pixels would only keep strangers' faces in memory
sharp.concurrency(1);
sharp.cache(false);

const port = parentPort;
if (!port) throw new TypeError("the recognition worker runs in a worker thread");
const answer = (reply: WorkerReply) => port.postMessage(reply);

const sessions = await openSessions(v.parse(v.object({ start: WorkerStart }), workerData).start);
let work: Promise<void> = Promise.resolve();
port.on("message", (message) => {
  const parsed = v.parse(v.union([WorkerEnd, WorkerJob]), message);
  // a rejection ends this worker: the pool replaces it and decides about the photo
  work = work.then(async () => {
    if (parsed === "end") {
      await closeSessions(sessions);
      port.close();
      return;
    }
    answer({ analysis: await analysePhoto(sessions, parsed.jpeg, parsed.claimed, parsed.wanted) });
  });
});
answer({ ready: true });
