/** When the sender runs in this page: at the start, with a new entry, when the network or the person comes back, in time. */
import { currentStudent } from "../store/settings.ts";
import { SYNC_TAG } from "../sw/messages.ts";
import { withLock } from "../store/locks.ts";
import { readClocks } from "./clock.ts";
import { createSender, type RunOptions } from "./sender.ts";
import { senderStore } from "./sender-store.ts";
import { httpWire } from "./wire.ts";

type Trigger = RunOptions["trigger"];

const sender = createSender({ store: senderStore, wire: httpWire, clocks: readClocks, random: Math.random });
const RANK: Record<Trigger, number> = { timer: 0, event: 1, start: 2 };
const LONGEST_SLEEP_MS = 5 * 60_000;

let timer: ReturnType<typeof setTimeout> | undefined;
let wanted: Trigger | null = null;
let running: Promise<void> | null = null;

/**
 * Sends what there is to send; one sender at a time across tabs and the service worker.
 * @returns when the queue is as empty as it can be now; never rejects
 */
export function sendNow(trigger: Trigger = "event"): Promise<void> {
  if (wanted === null || RANK[trigger] > RANK[wanted]) wanted = trigger;
  running ??= drain().finally(() => (running = null));
  return running;
}

async function drain(): Promise<void> {
  clearTimeout(timer);
  let wakeAt: number | null = null;
  while (wanted !== null) {
    const trigger: Trigger = wanted;
    wanted = null;
    try {
      const greet = await currentStudent.read();
      wakeAt = await withLock("sender", () => sender.run({ trigger, greet }));
    } catch {
      // the database is away (full, blocked, being upgraded): the queue is on the disk, so look again later
      wakeAt = Date.now() + LONGEST_SLEEP_MS;
    }
  }
  if (wakeAt === null) return;
  const sleepMs = Math.min(Math.max(wakeAt - Date.now(), 50), LONGEST_SLEEP_MS);
  timer = setTimeout(() => void sendNow("timer"), sleepMs);
}

/** Whether a request of the outbox may be under way in this page. */
export const isSending = (): boolean => running !== null;

/** Starts sending in this page, until `signal` aborts. */
export function startSending(signal: AbortSignal): void {
  addEventListener("online", () => void sendNow(), { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (document.visibilityState === "visible") void sendNow();
    },
    { signal },
  );
  signal.addEventListener("abort", () => clearTimeout(timer));
  void sendNow("start");
}

interface WithSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Asks the browser to wake the service worker when the network is back; where it cannot, the app must be opened. */
export async function askForBackgroundSync(): Promise<boolean> {
  try {
    const registration: (ServiceWorkerRegistration & WithSync) | undefined =
      await navigator.serviceWorker?.getRegistration();
    if (!registration?.active || !registration.sync) return false;
    await registration.sync.register(SYNC_TAG);
    return true;
  } catch {
    return false;
  }
}
