/** When the sender runs in this page: at the start, with a new entry, when the network or the person comes back, in time. */
import { currentStudent } from "../store/settings.ts";
import { withLock } from "../store/locks.ts";
import { readClocks } from "./clock.ts";
import { createLoop } from "./loop.ts";
import { mendStore } from "./mend.ts";
import { createSender } from "./sender.ts";
import { senderStore } from "./sender-store.ts";
import type { Trigger } from "./trigger.ts";
import { httpWire } from "./wire.ts";

const sender = createSender({ store: senderStore, wire: httpWire, clocks: readClocks, random: Math.random });
const loop = createLoop(async (trigger) => {
  const greet = await currentStudent.read();
  return withLock("sender", async () => {
    // what cannot be mended now (a full disk) is looked at again with the next start
    if (trigger === "start") await mendStore().catch(() => undefined);
    return sender.run({ trigger, greet });
  });
});

/**
 * Sends what there is to send; one sender at a time across tabs and the service worker.
 * @returns when the queue is as empty as it can be now; never rejects
 */
export const sendNow = (trigger: Trigger = "event"): Promise<void> => loop.run(trigger);

/** Whether a request of the outbox may be under way in this page. */
export const isSending = (): boolean => loop.isRunning();

/** Starts sending in this page, until `signal` aborts. */
export function startSending(signal: AbortSignal): void {
  loop.start(signal);
}
