import type { Worker } from "node:worker_threads";
import type { ModelFile, ModelSet } from "../../models/manifest.ts";
import type { FivePoints } from "../../shared/face/geometry.ts";
import { RECOGNITION_MODELS, type RecognitionModelId } from "../../shared/face/recognition.ts";
import { ProblemError } from "../problem.ts";
import type { WorkerJob, WorkerReply, WorkerStart } from "./messages.ts";
import type { Analysis, Recogniser, ServerModel, Wanted } from "./recogniser.ts";
import { startThread } from "./thread.ts";

export interface PoolOptions {
  readonly modelId: RecognitionModelId;
  readonly workers: number;
  /** the model that was in use before, for templates that are of it still */
  readonly previous?: { readonly modelId: RecognitionModelId; readonly embedder: ModelFile } | null;
  /** null: the model's own */
  readonly agreementBound?: number | null;
  /** the worker's program; another one only in tests of the pool itself */
  readonly program?: URL;
  /** a worker that is silent for longer on one photo is replaced */
  readonly jobTimeoutMs?: number;
  /** photos that may wait; one more is refused with `unavailable` */
  readonly maxWaiting?: number;
}

interface Job {
  readonly message: WorkerJob;
  readonly settle: { resolve: (analysis: Analysis) => void; reject: (error: Error) => void };
  crashes: number;
  done: boolean;
}
interface Slot {
  worker: Worker | null;
  ready: boolean;
  job: Job | null;
  timer: NodeJS.Timeout | null;
  /** starts that failed in a row before the worker was ever ready */
  failedStarts: number;
}

const MAX_FAILED_STARTS = 3;

/**
 * Starts the recognition workers.
 * @returns null when the detector's or the embedder's file is not there (`models.unavailable` says which)
 * @throws Error when a worker cannot be started
 */
export async function createRecogniser(models: ModelSet, options: PoolOptions): Promise<Recogniser | null> {
  const { detector, embedder } = models;
  if (!detector || !embedder) return null;
  const { previous = null } = options;
  const used = [{ modelId: options.modelId, embedder }, ...(previous ? [previous] : [])];
  const start: WorkerStart = {
    detector: detector.path,
    embedders: used.map(({ modelId, embedder: { digest, path } }) => ({ model: modelId, digest, path })),
  };
  const pool = new Pool(start, options);
  try {
    await pool.ready;
  } catch (error) {
    await pool.close();
    throw error;
  }
  const { agreementBound } = RECOGNITION_MODELS[options.modelId];
  return {
    model: serverModel(options.modelId, embedder),
    previous: previous && serverModel(previous.modelId, previous.embedder),
    agreementBound: options.agreementBound ?? agreementBound,
    workers: options.workers,
    analyse: (jpeg, claimed, signal, wanted) => pool.analyse(jpeg, claimed, signal, wanted),
    close: () => pool.close(),
  };
}

function serverModel(modelId: RecognitionModelId, { digest }: ModelFile): ServerModel {
  const { id, dimension, tHi, tLo } = RECOGNITION_MODELS[modelId];
  return { id, digest, dimension, tHi, tLo };
}

const RETIRE_MS = 3000;

/** Asks a worker to end by itself and waits a little; one that is stuck in a native call is left behind, never terminated. */
async function retire(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  const patience = new Promise<void>((resolve) => setTimeout(resolve, RETIRE_MS).unref());
  worker.postMessage("end");
  worker.unref();
  await Promise.race([ended, patience]);
}

/**
 * Photos wait in one line, each worker takes one at a time. A worker that ends or falls silent is replaced and its photo
 * tried once more by another; a photo that brings down two workers is undecodable.
 */
class Pool {
  readonly ready: Promise<void>;
  readonly #start: WorkerStart;
  readonly #options: PoolOptions;
  readonly #slots: Slot[];
  #waiting: Job[] = [];
  #closed = false;
  #settleReady: { resolve: () => void; reject: (error: Error) => void } = {
    resolve: () => {},
    reject: () => {},
  };

  constructor(start: WorkerStart, options: PoolOptions) {
    this.#start = start;
    this.#options = options;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.#slots = Array.from({ length: Math.max(1, options.workers) }, () => ({
      worker: null,
      ready: false,
      job: null,
      timer: null,
      failedStarts: 0,
    }));
    for (const slot of this.#slots) this.#launch(slot);
  }

  analyse(
    jpeg: Uint8Array,
    claimed: FivePoints | null,
    signal?: AbortSignal,
    wanted: Wanted = {},
  ): Promise<Analysis> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#closed || this.#waiting.length >= (this.#options.maxWaiting ?? 256))
        throw new ProblemError("unavailable");
      const onAbort = () => {
        this.#waiting = this.#waiting.filter((other) => other !== job);
        job.done = true;
        reject(signal?.reason instanceof Error ? signal.reason : new DOMException("aborted", "AbortError"));
      };
      const finish =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener("abort", onAbort);
          if (!job.done) settle(value);
          job.done = true;
        };
      const job: Job = {
        message: { jpeg: new Uint8Array(jpeg), claimed: claimed && [...claimed], wanted },
        settle: { resolve: finish(resolve), reject: finish(reject) },
        crashes: 0,
        done: false,
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.settle.reject(new ProblemError("unavailable"));
    await Promise.all(
      this.#slots.map(async (slot) => {
        this.#release(slot)?.settle.reject(new ProblemError("unavailable"));
        if (slot.worker) await retire(slot.worker);
      }),
    );
  }

  #launch(slot: Slot): void {
    const program = this.#options.program ?? new URL("./worker.ts", import.meta.url);
    const worker = startThread(program, this.#start);
    slot.worker = worker;
    slot.ready = false;
    let failure: Error = new Error("a recognition worker ended");
    worker.on("message", (reply: WorkerReply) => {
      if (slot.worker !== worker) return; // given up for its silence
      if ("ready" in reply) {
        slot.ready = true;
        slot.failedStarts = 0;
        if (this.#slots.every((other) => other.ready)) this.#settleReady.resolve();
      } else {
        this.#release(slot)?.settle.resolve(reply.analysis);
      }
      this.#next();
    });
    worker.on("error", (error) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.on("exit", () => {
      if (slot.worker === worker) this.#replace(slot, failure);
    });
  }

  #release(slot: Slot): Job | null {
    const { job } = slot;
    if (slot.timer) clearTimeout(slot.timer);
    slot.timer = null;
    slot.job = null;
    return job;
  }

  #replace(slot: Slot, failure: Error): void {
    if (this.#closed) return;
    const job = this.#release(slot);
    if (!slot.ready && ++slot.failedStarts >= MAX_FAILED_STARTS) {
      slot.worker = null;
      this.#settleReady.reject(failure);
      if (this.#slots.every((other) => other.worker === null)) {
        for (const waiting of this.#waiting.splice(0)) waiting.settle.reject(new ProblemError("unavailable"));
      }
    } else {
      this.#launch(slot);
    }
    if (job && !job.done) {
      job.crashes++;
      if (job.crashes > 1) job.settle.resolve({ ok: false, code: "photo_undecodable" });
      else this.#waiting.unshift(job);
    }
    this.#next();
  }

  #next(): void {
    for (const slot of this.#slots) {
      if (!slot.ready || slot.job || !slot.worker) continue;
      const job = this.#waiting.shift();
      if (!job) return;
      slot.job = job;
      const { worker } = slot;
      slot.timer = setTimeout(() => {
        void retire(worker);
        this.#replace(slot, new Error("a recognition worker fell silent"));
      }, this.#options.jobTimeoutMs ?? 20_000);
      worker.postMessage(job.message);
    }
  }
}
