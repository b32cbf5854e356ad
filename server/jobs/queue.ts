import { EventEmitter } from "node:events";
import { drizzle } from "drizzle-orm/postgres-js";
import {
  Logger as WorkerLogger,
  makeWorkerUtils,
  run,
  type Task,
  type TaskList,
  type WorkerEvents,
} from "graphile-worker";
import type { Logger } from "pino";
import postgres from "postgres";
import * as v from "valibot";
import * as schema from "../../drizzle/schema.ts";
import { Sha256, Uuid } from "../../shared/ids.ts";
import type { Db } from "../context.ts";
import { addJob, liveApplications, poolsWithJobs, unlockJobsOf } from "../queries/jobs.ts";

/** Everything that runs off the queue: name → payload. */
export const JOBS = {
  verify_entry: v.strictObject({ hash: Sha256 }),
  check_enrolment: v.strictObject({ enrolmentId: Uuid }),
  delete_lake_objects: v.strictObject({ names: v.array(v.string()) }),
} as const;
export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = v.InferOutput<(typeof JOBS)[N]>;
export type JobHandlers = { readonly [N in JobName]: (payload: JobPayload<N>) => Promise<void> };

/** The queue in PostgreSQL (graphile-worker). */
export interface Queue {
  /** Adds a job inside the caller's transaction. One pending job per `key`. */
  send<N extends JobName>(
    db: Db,
    name: N,
    payload: JobPayload<N>,
    options?: { key?: string; runAt?: Date },
  ): Promise<void>;
  /**
   * Starts fetching and running jobs in this process. A job that throws is tried again with growing pauses; a handler
   * may run twice for one job (a crash, a lost connection), so each must be idempotent.
   * @param tend what is done at the start and every minute from then on
   */
  start(handlers: JobHandlers, concurrency: number, tend?: () => Promise<void>): Promise<void>;
  /** Stops fetching, lets running jobs end. */
  close(): Promise<void>;
}

/** How often jobs of workers that died are looked for, ms. */
const TEND_MS = 60_000;

/**
 * The queue of one database; brings graphile-worker's own schema up to date.
 * @param url connection string: graphile-worker holds connections of its own
 */
export async function createQueue(url: string, log: Logger): Promise<Queue> {
  const logger = workerLogger(log);
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  await utils.release();
  let stop = async () => {};

  return {
    async send(db, name, payload, options) {
      await addJob(db, name, v.parse(JOBS[name], payload), options);
    },
    async start(handlers, concurrency, tend = async () => {}) {
      const events: WorkerEvents = new EventEmitter();
      const pool = new Promise<string>((resolve) => {
        events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
      });
      const runner = await run({
        parsedCronItems: [],
        noHandleSignals: true,
        events,
        taskList: taskList(handlers),
        preset: {
          worker: {
            connectionString: url,
            concurrentJobs: concurrency,
            maxPoolSize: Math.max(4, concurrency),
            pollInterval: 2000,
            logger,
            // fetched and completed in batches: one round trip for many jobs
            localQueue: { size: concurrency * 2, ttl: 30_000 },
            completeJobBatchDelay: 20,
            failJobBatchDelay: 20,
          },
        },
      });
      const marker = await markPool(url, await pool);
      const tending = startTending(async () => {
        await marker.freeLostJobs();
        await tend();
      }, log);
      stop = async () => {
        await tending.stop();
        await runner.stop();
        await marker.end();
      };
    },
    async close() {
      const stopping = stop;
      stop = async () => {};
      await stopping();
    },
  };
}

/**
 * A process that is killed leaves its jobs locked, and graphile-worker would wait four hours for them. So each pool
 * keeps one connection that bears its name: jobs locked by a pool of which no connection lives are freed.
 */
async function markPool(url: string, pool: string) {
  const sql = postgres(url, { max: 1, connection: { application_name: pool }, onnotice: () => {} });
  const db = drizzle(sql, { schema });
  const freeLostJobs = async () => {
    const alive = new Set(await liveApplications(db));
    const lost = (await poolsWithJobs(db)).filter((name) => !alive.has(name));
    await unlockJobsOf(db, lost);
  };
  await liveApplications(db);
  return { freeLostJobs, end: () => sql.end({ timeout: 5 }) };
}

/** Does the work now and every minute, never twice at a time; a failure waits for the next time. */
function startTending(work: () => Promise<void>, log: Logger) {
  let running: Promise<void> | null = null;
  const once = () => {
    running ??= work()
      .catch((error: unknown) => log.warn({ err: error }, "the queue was not tended"))
      .finally(() => {
        running = null;
      });
  };
  once();
  const timer = setInterval(once, TEND_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

function taskList(handlers: JobHandlers): TaskList {
  const task =
    <N extends JobName>(name: N): Task =>
    (payload) =>
      handlers[name](v.parse<(typeof JOBS)[N]>(JOBS[name], payload));
  return {
    verify_entry: task("verify_entry"),
    check_enrolment: task("check_enrolment"),
    delete_lake_objects: task("delete_lake_objects"),
  };
}

/** Only what went wrong: a line for each job would be most of the log. */
const workerLogger = (log: Logger) =>
  new WorkerLogger((scope) => (level, message, meta) => {
    if (level === "error") log.error({ jobId: scope.jobId, error: meta?.["error"] }, message);
    else if (level === "warning") log.warn({ jobId: scope.jobId }, message);
  });
