import { type App, createApp } from "../../../../server/app.ts";
import type { Services } from "../../../../server/context.ts";
import { verifyEntryJob } from "../../../../server/jobs/verify-entry.ts";
import { sweep } from "../../../../server/jobs/workers.ts";
import { openVault } from "../../../../server/vault/vault.ts";
import { CAMPUS, laneOf, type Schedule } from "../clock.ts";
import { type Fault, type Injected, RATES } from "../faults.ts";
import type { Outgoing } from "../phone/life.ts";
import { chance } from "../random.ts";
import type { Trace } from "../trace.ts";
import { type CommitFate, Died, Mortal, type Run } from "./crashing.ts";
import { restoreBackup, takeBackup } from "./backup.ts";
import { completeJobs, freeJobs, takeJobs, type TakenJob } from "./jobs.ts";

/** How a request is run: a planted fault may take its place. */
export type Serve = (run: Run, request: Outgoing, answer: () => Promise<Response>) => Promise<Response>;

export interface ServerParts {
  readonly services: Services;
  readonly schedule: Schedule;
  readonly injected: Injected;
  readonly seed: string;
  readonly trace: Trace;
  readonly serve?: Serve;
}

const JOB_DELAY_MS = 200;
const RETRY_DELAY_MS = 5_000;
const SWEEP_EVERY_MS = 60_000;
const JOB_PROCESSES = 8;

interface Replica {
  readonly process: Mortal;
  readonly app: App;
}

/**
 * Replicas of the real server over one database and one lake, each in a process that may die; what a process had in
 * memory is lost with it. Each lane of phones has two of them, so that one request can arrive at two replicas at once.
 * Jobs are taken from the real queue's tables and run by the real code, together.
 */
export class SimulatedServer {
  readonly #parts: ServerParts;
  readonly #replicas = new Map<number, Replica>();
  #services: Services;
  #jobServices: readonly (readonly [Mortal, Services])[];
  readonly #jobTries = new Map<string, number>();
  #jobsPlanned = false;
  #lastSweep = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#services = parts.services;
    this.#jobServices = this.#jobProcesses();
  }

  #jobProcesses() {
    return Array.from({ length: JOB_PROCESSES }, () => this.#process());
  }

  #process(): readonly [Mortal, Services] {
    const services = this.#services;
    const process = new Mortal();
    return [
      process,
      {
        ...services,
        db: process.database(services.db),
        checkInDb: process.database(services.checkInDb),
        lake: process.lake(services.lake),
      },
    ] as const;
  }

  /** The replica of a place, started when nobody is there. */
  #replica(place: number): Replica {
    const running = this.#replicas.get(place);
    if (running) return running;
    const [process, services] = this.#process();
    const started = { process, app: createApp(services, { serve: () => new Response("") }) };
    this.#replicas.set(place, started);
    return started;
  }

  /** A backup of the database as it is now. */
  backUp(): Promise<void> {
    return takeBackup(this.#parts.services.sql);
  }

  /** The database falls back to its backup: every process ends with it, and the photo store keeps what it has. */
  async restore(): Promise<void> {
    const { injected, services } = this.#parts;
    injected.count("databases restored");
    await restoreBackup(services.sql);
    // keys of students that were made since are gone with the rest: no process remembers one
    this.#services = { ...services, vault: await openVault(services.db, services.vault.kek, services.log) };
    this.#replicas.clear();
    this.#jobServices = this.#jobProcesses();
    this.#planJobs();
  }

  /**
   * Serves one request.
   * @param word decides what befalls it, with the seed
   * @param twin 0 or 1: which of the lane's replicas it comes to
   * @returns null when the process died and the connection broke
   */
  async handle(actor: number, request: Outgoing, word: string, twin: 0 | 1): Promise<Response | null> {
    const { injected, serve } = this.#parts;
    const place = laneOf(actor) * 2 + twin;
    const replica = this.#replica(place);
    const run = this.#run("server-crash", word);
    const { method, path, body } = request;
    const headers = new Headers(request.headers);
    // as every browser does
    if (body) headers.set("content-length", String(body.byteLength));
    const answer = async () =>
      replica.app.request(`http://campus.invalid${path}`, { method, headers, ...(body && { body }) });
    const response = await replica.process.work(run, () => (serve ? serve(run, request, answer) : answer()));
    if (method !== "GET") this.#planJobs();
    if (!run.dead) return response;
    injected.count("server crashes");
    this.#replicas.delete(place);
    return null;
  }

  #run(fault: Fault, word: string): Run {
    const { injected, seed } = this.#parts;
    const chances = chance(seed, fault, word);
    const fate = (): CommitFate => {
      const drawn = chances.next();
      if (!injected.on(fault) || drawn >= RATES.crash * 2) return "fine";
      return drawn < RATES.crash ? "die-before-commit" : "die-after-commit";
    };
    return { dead: false, word, fate };
  }

  /** Has the jobs run a moment later; or, now and then, when the workers are back. */
  #planJobs(delayMs = JOB_DELAY_MS): void {
    if (this.#jobsPlanned) return;
    this.#jobsPlanned = true;
    const { schedule, injected, seed } = this.#parts;
    // by the time alone: who of several phones was first does not matter
    const chances = chance(seed, "workers", schedule.now);
    const away = injected.on("slow-jobs") && chances.hit(RATES.slowJobs);
    if (away) injected.count("workers away");
    const awayMs = away ? chances.pick([5_000, 60_000, 600_000, 3_600_000]) : 0;
    schedule.after(delayMs + awayMs, CAMPUS, () => this.#runJobs());
  }

  async #runJobs(): Promise<void> {
    this.#jobsPlanned = false;
    const { schedule, services } = this.#parts;
    if (schedule.now - this.#lastSweep >= SWEEP_EVERY_MS) {
      this.#lastSweep = schedule.now;
      await sweep(services, new Date(schedule.now));
    }
    const waiting = await takeJobs(services.sql);
    const done: string[] = [];
    const failed: string[] = [];
    const worker = async ([process, own]: readonly [Mortal, Services]) => {
      for (let job = waiting.shift(); job; job = waiting.shift()) {
        ((await this.#runJob(process, own, job)) ? done : failed).push(job.id);
      }
    };
    await Promise.all(this.#jobServices.map(worker));
    await completeJobs(services.sql, done);
    await freeJobs(services.sql, failed);
    if (failed.length > 0) this.#planJobs(RETRY_DELAY_MS);
  }

  /** @returns false when the process died: the job is tried again */
  async #runJob(process: Mortal, own: Services, { hash, word }: TakenJob): Promise<boolean> {
    const tries = (this.#jobTries.get(word) ?? 0) + 1;
    this.#jobTries.set(word, tries);
    this.#parts.trace.note(`job ${word}`, this.#parts.schedule.now, tries);
    try {
      await process.work(this.#run("job-crash", `${word} ${tries}`), () => verifyEntryJob(own, { hash }));
      return true;
    } catch (error) {
      if (error instanceof Died) {
        this.#parts.injected.count("job crashes");
        return false;
      }
      // a planted fault may break what a job rests on: it is given up
      if (!this.#parts.serve) throw error;
      this.#parts.injected.count("jobs given up");
      return true;
    }
  }
}
