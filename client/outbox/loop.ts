/** When something that sends is run in this page: at the start, at an event, when the network or the person is back, in time. */
import type { Trigger } from "./trigger.ts";

const RANK: Record<Trigger, number> = { timer: 0, event: 1, start: 2 };
const LONGEST_SLEEP_MS = 5 * 60_000;

/**
 * Runs `work` once at a time; whatever triggers it meanwhile makes it run once more.
 * @param work resolves to when it wants to run again (Date.now()), or null: when something happens
 */
export function createLoop(work: (trigger: Trigger) => Promise<number | null>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted: Trigger | null = null;
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    clearTimeout(timer);
    let wakeAt: number | null = null;
    while (wanted !== null) {
      const trigger: Trigger = wanted;
      wanted = null;
      try {
        wakeAt = await work(trigger);
      } catch {
        // the database is away (full, blocked, being upgraded): the queue is on the disk, so look again later
        wakeAt = Date.now() + LONGEST_SLEEP_MS;
      }
    }
    // here and not after the promise: a trigger between the two would be heard by nobody
    running = null;
    if (wakeAt === null) return;
    const sleepMs = Math.min(Math.max(wakeAt - Date.now(), 50), LONGEST_SLEEP_MS);
    timer = setTimeout(() => void run("timer"), sleepMs);
  }

  /** @returns when there is nothing more to do now; never rejects */
  function run(trigger: Trigger): Promise<void> {
    if (wanted === null || RANK[trigger] > RANK[wanted]) wanted = trigger;
    running ??= drain();
    return running;
  }

  return {
    run,
    isRunning: (): boolean => running !== null,
    /** Runs now, and with each of the events, until `signal` aborts. */
    start(signal: AbortSignal): void {
      addEventListener("online", () => void run("event"), { signal });
      document.addEventListener(
        "visibilitychange",
        () => {
          if (document.visibilityState === "visible") void run("event");
        },
        { signal },
      );
      signal.addEventListener("abort", () => clearTimeout(timer));
      void run("start");
    },
  };
}
