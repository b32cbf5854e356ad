/** What the page calls: one recogniser in one disposable worker. */
import * as v from "valibot";
import { type Frames, framesOf } from "./frames.ts";
import { admitOwnScripts } from "./policy.ts";
import { type Capture, type LoadRecogniser, type Recogniser, RecognitionError } from "./types.ts";
import { FromWorker, type ToWorker } from "./worker/messages.ts";

const aborted = () => new DOMException("the capture was ended", "AbortError");

/** The worker's half of the conversation, parsed. */
function converse() {
  admitOwnScripts();
  const worker = new Worker(new URL("./worker/main.ts", import.meta.url), {
    type: "module",
    name: "recognition",
  });
  const listeners = new Set<{ hear: (message: FromWorker) => void; fail: (error: Error) => void }>();
  const fail = (error: Error) => [...listeners].forEach((listener) => listener.fail(error));
  worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = v.parse(FromWorker, data);
    for (const listener of listeners) listener.hear(message);
  });
  worker.addEventListener("error", (event) => fail(new RecognitionError("crashed", event.message)));
  return {
    say: (message: ToWorker, transfer: Transferable[] = []) => worker.postMessage(message, transfer),
    end(error: Error) {
      worker.terminate();
      fail(error);
    },
    /** A promise that what the worker says settles; it also fails with the worker and with the signal. */
    until<T>(
      signal: AbortSignal,
      hear: (message: FromWorker, settle: (value: T) => void, fail: (error: Error) => void) => void,
      begin: (fail: (error: Error) => void) => void = () => undefined,
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        const finish = (act: () => void) => {
          listeners.delete(listener);
          signal.removeEventListener("abort", onAbort);
          act();
        };
        const settle = (value: T) => finish(() => resolve(value));
        const refuse = (error: Error) => finish(() => reject(error));
        const onAbort = () => refuse(aborted());
        const listener = { hear: (message: FromWorker) => hear(message, settle, refuse), fail: refuse };
        listeners.add(listener);
        signal.addEventListener("abort", onAbort);
        if (signal.aborted) onAbort();
        else begin(refuse);
      });
    },
  };
}

/**
 * Starts the worker, downloads what is missing (parts already here are kept) and makes both models ready.
 * @throws AbortError, RecognitionError
 */
export const loadRecogniser: LoadRecogniser = async (config, { signal, onProgress }) => {
  const talk = converse();
  try {
    const ready = talk.until<number>(signal, (message, settle, fail) => {
      if (message.type === "progress") onProgress({ loaded: message.loaded, total: message.total });
      else if (message.type === "ready") settle(message.threads);
      else if (message.type === "failed") fail(new RecognitionError(message.code, message.detail));
    });
    talk.say({ type: "load", config });
    return recogniserOf(talk, await ready);
  } catch (error) {
    talk.end(aborted());
    throw error;
  }
};

function recogniserOf(talk: ReturnType<typeof converse>, threads: number): Recogniser {
  let lastId = 0;
  let disposed = false;
  return {
    threads,
    async capture(video, { purpose, signal, onReport }) {
      if (disposed) throw aborted();
      const id = ++lastId;
      const view: { frames: Frames | null } = { frames: null };
      const captured = talk.until<Capture>(
        signal,
        (message, settle, fail) => {
          if (!("id" in message) || message.id !== id) return;
          if (message.type === "capture") settle(message.capture);
          else if (message.type === "broken") fail(new RecognitionError("crashed", message.detail));
          else {
            onReport(message.report);
            view.frames?.next();
          }
        },
        (fail) => {
          talk.say({ type: "watch", id, purpose });
          view.frames = framesOf(
            video,
            (frame, clocks) => talk.say({ type: "frame", id, frame, clocks }, [frame]),
            (error) => fail(new RecognitionError("crashed", String(error))),
          );
          view.frames.next();
        },
      );
      try {
        return await captured;
      } finally {
        view.frames?.stop();
        if (!disposed) talk.say({ type: "stop", id });
      }
    },
    dispose() {
      if (disposed) return;
      disposed = true;
      talk.end(aborted());
    },
  };
}
