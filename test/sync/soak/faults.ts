/** What can go wrong, by name; each is injected by the simulation at a seam that is there anyway. */
export const FAULTS = [
  /** 20 % of requests and 20 % of answers are lost */
  "drop",
  /** 10 % of requests arrive twice: at once at two replicas, or much later again */
  "duplicate",
  /** latency differs so much that what was sent first arrives last; some of it after the phone has given up */
  "reorder",
  /** hours without network */
  "offline",
  /** the phone dies in 1 % of check-ins before the commit, in 1 % after it; less often in each other write */
  "phone-crash",
  /** 1 % of the server's transactions in requests: it dies before the commit; another 1 %: after it, before the answer */
  "server-crash",
  /** the same in the jobs that verify */
  "job-crash",
  /** now and then the server's database is put back to how it was hours before, and the server starts anew upon it */
  "restore",
  /** the workers that verify are away, for seconds or for an hour */
  "slow-jobs",
  /** the app is closed or killed at any moment */
  "kill",
  /** the phone's disk is full for a while */
  "quota",
  /** the phone's clock jumps, minutes to days, forwards and back */
  "clock",
] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults planted in client or server: each must be found out. */
export const PLANTS = ["delete-on-send", "no-unique", "answer-before-commit", "reuse-seq"] as const;
export type Plant = (typeof PLANTS)[number];

export const RATES = {
  drop: 0.2,
  duplicate: 0.1,
  duplicateAtOnce: 0.5,
  reorder: 0.15,
  offlineDay: 0.15,
  offlineAtFirst: 0.15,
  eveningVisit: 0.25,
  crash: 0.01,
  crashElsewhere: 0.003,
  restoreDay: 0.4,
  slowJobs: 0.02,
  killSession: 0.15,
  quotaSession: 0.03,
  clockSession: 0.04,
} as const;

/** Counts what was really injected. */
export class Injected {
  readonly counts = new Map<string, number>();
  #calm = false;
  readonly #active: ReadonlySet<Fault>;

  constructor(active: readonly Fault[]) {
    this.#active = new Set(active);
  }
  /** Faults as they were asked for. */
  rage(): void {
    this.#calm = false;
  }
  /** From here on nothing goes wrong any more: what is still to be delivered can be. */
  calmDown(): void {
    this.#calm = true;
  }
  on(fault: Fault): boolean {
    return !this.#calm && this.#active.has(fault);
  }
  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}
