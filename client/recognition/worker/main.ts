/** The recognition worker: loads once, then watches the frames of one capture at a time. */
import * as v from "valibot";
import { AssetError } from "./assets.ts";
import { closeDoors } from "./doors.ts";
import { ownThreads } from "./embedder.ts";
import { load, type Loaded } from "./load.ts";
import { type FromWorker, type LoadFailure, ToWorker } from "./messages.ts";
import { takePhoto } from "./shutter.ts";
import { createWatch } from "./watch.ts";

declare const self: DedicatedWorkerGlobalScope & typeof globalThis;

closeDoors(self, self.location.origin);

let loaded: Loaded | null = null;
let watching: { id: number; watch: ReturnType<typeof createWatch> } | null = null;

const say = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, transfer);

self.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const message = v.parse(ToWorker, data);
  switch (message.type) {
    case "load":
      void start(message);
      break;
    case "watch":
      if (loaded) {
        watching = {
          id: message.id,
          watch: createWatch(message.purpose, loaded.landmarker, loaded.secondLook, loaded.pixels),
        };
      }
      break;
    case "stop":
      if (watching?.id === message.id) watching = null;
      break;
    case "frame":
      void look(message).finally(() => message.frame.close());
      break;
  }
});

async function start({ config }: Extract<ToWorker, { type: "load" }>): Promise<void> {
  try {
    loaded = await load(config, (bytes, total) => say({ type: "progress", loaded: bytes, total }));
    say({ type: "ready", threads: ownThreads() });
  } catch (error) {
    say({ type: "failed", code: failureOf(error), detail: String(error) });
  }
}

function failureOf(error: unknown): LoadFailure {
  return error instanceof AssetError ? error.code : "unsupported";
}

async function look({ id, frame, clocks }: Extract<ToWorker, { type: "frame" }>): Promise<void> {
  if (!loaded || watching?.id !== id) return;
  const { config, model, embedder } = loaded;
  try {
    const { report, shoot } = watching.watch.look(frame, clocks.mono);
    const start = performance.now();
    if (shoot) watching = null;
    say({ type: "report", id, report });
    if (!shoot) return;
    const { ms, ...photo } = await takePhoto(frame, shoot, model, await embedder);
    say(
      {
        type: "capture",
        id,
        capture: {
          ...photo,
          ...clocks,
          model: { id: config.model.id, digest: config.model.digest },
          detector: { ...config.landmarker },
          ms: { ...ms, landmark: report.landmarkMs, total: performance.now() - start },
        },
      },
      [photo.jpeg, photo.embedding.buffer],
    );
  } catch (error) {
    say({ type: "broken", id, detail: String(error) });
  }
}
