import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
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
import { isOutage } from "../outage.ts";
import { DeletionNote } from "../queries/deletions.ts";
import { addJob, liveApplications, poolsWithJobs, unlockJobsOf } from "../queries/jobs.ts";

/** Everything that runs off the queue: name → payload. */
export const JOBS = {
  verify_entry: v.strictObject({ hash: Sha256 }),
  check_enrolment: v.strictObject({ enrolmentId: Uuid }),
  delete_lake_objects: v.strictObject({ names: v.array(v.string()), log: v.optional(DeletionNote) }),
  consider_photo: v.strictObject({ hash: Sha256 }),
  reembed: v.strictObject({ after: v.nullable(Uuid) }),
  search_duplicates: v.strictObject({ enrolmentId: Uuid }),
  score_again: v.strictObject({ userId: Uuid, from: v.pipe(v.string(), v.isoTimestamp()), actorId: Uuid }),
  make_report: v.strictObject({ reportId: Uuid }),
  mail_report: v.strictObject({ reportId: Uuid }),
  apply_retention: v.strictObject({}),
  reconcile_lake: v.strictObject({}),
  stop_and_destroy: v.strictObject({ stopId: Uuid }),
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
      const open = () => startPool(url, { handlers, concurrency, tend }, log, logger);
      const outlived = outliveWorkers(log);
      const end = keepRunning(await open(), open, log);
      stop = () => end().finally(outlived);
    },
    async close() {
      const stopping = stop;
      stop = async () => {};
      await stopping();
    },
  };
}

interface Pool {
  /** settles when the workers have ended, for whatever reason; never rejects */
  readonly ended: Promise<void>;
  /** Lets running jobs end; may be called when the workers have ended by themselves. */
  stop(): Promise<void>;
}

async function startPool(
  url: string,
  work: { handlers: JobHandlers; concurrency: number; tend: () => Promise<void> },
  log: Logger,
  logger: WorkerLogger,
): Promise<Pool> {
  const { handlers, concurrency, tend } = work;
  const events: WorkerEvents = new EventEmitter();
  const pool = new Promise<string>((resolve) => {
    events.once("pool:create", ({ workerPool }) => resolve(workerPool.id));
  });
  let wasForced = false;
  const forced = new Promise<void>((resolve) => {
    const settle = () => {
      wasForced = true;
      resolve();
    };
    events.once("pool:forcefulShutdown:complete", settle);
    events.once("pool:forcefulShutdown:error", settle);
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
        completeJobBatchDelay: 100,
        failJobBatchDelay: 100,
      },
    },
  });
  // one that could not end well while the database was away may never come to its end: it has ended all the same
  const ended = Promise.race([runner.promise.catch(() => {}), forced]);
  const marker = await markPool(url, await pool).catch(async (error: unknown) => {
    await runner.stop().catch(() => {});
    throw error;
  });
  const tending = startTending(async () => {
    await marker.freeLostJobs();
    await tend();
  }, log);
  return {
    ended,
    async stop() {
      await tending.stop();
      // one that has ended by itself refuses to be stopped
      if (!wasForced) await runner.stop().catch(() => {});
      await marker.end();
    },
  };
}

/** What graphile-worker and its driver say, without a code, of a database that went away. */
const AWAY = [
  "Connection terminated unexpectedly",
  "Error occurred whilst returning jobs from local queue to database queue",
];

/**
 * Workers that begin or end while the database is away reject promises that nobody holds, or tell of it where nobody listens
 * any more (graphile-worker 0.17), and Node ends the process for it. What those workers held is freed by their pool's name, so the
 * process goes on; any other such error ends it as ever.
 */
function outliveWorkers(log: Logger): () => void {
  const heed = (reason: unknown) => {
    const away = reason instanceof Error && AWAY.some((words) => reason.message.startsWith(words));
    if (!away && !isOutage(reason)) throw reason;
    log.warn({ err: reason }, "the queue's workers were left without the database");
  };
  process.on("unhandledRejection", heed).on("uncaughtException", heed);
  return () => void process.off("unhandledRejection", heed).off("uncaughtException", heed);
}

/** Until the workers are started again, ms. */
const REOPEN_MS = 1000;

/**
 * graphile-worker ends its workers for good when it cannot write down how a job ended, as when the database goes away: then
 * others take their place, without end. What the ended ones held is freed when the new ones begin to tend.
 * @returns what stops it
 */
function keepRunning(first: Pool, open: () => Promise<Pool>, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve());
  });
  const reopen = async (): Promise<Pool | null> => {
    while (!stopping.signal.aborted) {
      await sleep(REOPEN_MS, null, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) break;
      try {
        return await open();
      } catch (error) {
        log.warn({ err: error }, "the queue's workers could not be started again yet");
      }
    }
    return null;
  };
  const running = (async () => {
    for (let pool: Pool | null = first; pool; pool = await reopen()) {
      await Promise.race([pool.ended, stopped]);
      if (!stopping.signal.aborted) log.warn("the queue's workers have ended and are started again");
      await pool
        .stop()
        .catch((error: unknown) => log.warn({ err: error }, "the queue's workers did not end well"));
    }
  })();
  return async () => {
    stopping.abort();
    await running;
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
    consider_photo: task("consider_photo"),
    reembed: task("reembed"),
    search_duplicates: task("search_duplicates"),
    score_again: task("score_again"),
    make_report: task("make_report"),
    mail_report: task("mail_report"),
    apply_retention: task("apply_retention"),
    reconcile_lake: task("reconcile_lake"),
    stop_and_destroy: task("stop_and_destroy"),
  };
}

/** Only what went wrong: a line for each job would be most of the log. */
const workerLogger = (log: Logger) =>
  new WorkerLogger((scope) => (level, message, meta) => {
    if (level === "error") log.error({ jobId: scope.jobId, error: meta?.["error"] }, message);
    else if (level === "warning") log.warn({ jobId: scope.jobId }, message);
  });
