/** A bare worker of the bench: decodes, detects, aligns and embeds its share of photos in a loop; no queue, no database. */
import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import * as v from "valibot";
import { analysePhoto, closeSessions, openSessions } from "../../server/recognition/analyse.ts";
import { WorkerJob, WorkerStart } from "../../server/recognition/messages.ts";

const Start = v.object({
  start: v.strictObject({ sessions: WorkerStart, photos: v.array(WorkerJob), rounds: v.number() }),
});

sharp.concurrency(1);
sharp.cache(false);
const { sessions: paths, photos, rounds } = v.parse(Start, workerData).start;
const sessions = await openSessions(paths);
for (const { jpeg, claimed } of photos.slice(0, 10)) await analysePhoto(sessions, jpeg, claimed);

const port = parentPort;
port?.once("message", async () => {
  const steps: { decode: number; detect: number; embed: number }[] = [];
  const started = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const { jpeg, claimed } of photos) {
      const analysis = await analysePhoto(sessions, jpeg, claimed);
      if (!analysis.ok) throw new Error("a photo of the bench cannot be read");
      steps.push(analysis.ms);
    }
  }
  const durationMs = performance.now() - started;
  await closeSessions(sessions);
  port.postMessage({ durationMs, steps });
});
port?.postMessage("ready");
