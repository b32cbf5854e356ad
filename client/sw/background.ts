/** What the service worker sends when the network is back: check-ins, what is carried, and what a teacher did. */
import { sendAll } from "../actions/sender.ts";
import { createCarrier } from "../carry/sender.ts";
import { carryStore, isDelivered } from "../carry/store.ts";
import { carryWire } from "../carry/wire.ts";
import { readClocks } from "../outbox/clock.ts";
import { createSender } from "../outbox/sender.ts";
import { senderStore } from "../outbox/sender-store.ts";
import { httpWire } from "../outbox/wire.ts";
import { ApiProblem } from "../problem.ts";
import { withLock } from "../store/locks.ts";
import type { EntryRow } from "../store/rows.ts";
import { currentStudent } from "../store/settings.ts";
import { tryOwedWithdrawal } from "../store/withdrawal.ts";

/** Something is left to send that may go later: the browser is to fire the event again, by its own backoff. */
export class LeftToSend extends Error {}

const sender = createSender({
  store: senderStore,
  wire: httpWire,
  clocks: readClocks,
  random: Math.random,
});

/** Everybody's check-ins: each is signed by its device, whoever is signed in. @throws LeftToSend */
export async function sendCheckIns(): Promise<void> {
  await withLock("sender", () => sender.run({ trigger: "event", greet: null }));
  for (const did of await senderStore.devices()) {
    const queue = await senderStore.load(did);
    if (queue?.link.hold === null && queue.entries.some(isUnsent)) throw new LeftToSend("check-ins");
  }
}

const isUnsent = ({ detail, need, blobsKept }: EntryRow) =>
  detail === "queued" ||
  detail === "sent" ||
  (blobsKept && detail !== "set_aside" && (need?.length ?? 0) > 0);

/** What goes in the session of who is signed in: carried check-ins, and a teacher's doings in their order. @throws LeftToSend */
export async function sendInSession(): Promise<void> {
  if (!(await tryOwedWithdrawal())) throw new LeftToSend("a withdrawal");
  const uid = await currentStudent.read();
  if (uid === null) return;
  const carried = await sendCarried(uid);
  const acted = await withLock("actions", () => sendAll(uid, () => undefined)).then(() => null, later);
  if (carried ?? acted) throw new LeftToSend("carried check-ins or actions");
}

/** @returns what may go later, or null */
async function sendCarried(uid: string): Promise<LeftToSend | null> {
  let problem: unknown = null;
  const carrier = createCarrier({
    store: carryStore,
    wire: carryWire,
    now: () => Date.now(),
    random: Math.random,
    onProblem: (found) => (problem = found),
  });
  await withLock("carrier", () => carrier.run(uid, "event"));
  const { rows } = await carryStore.load(uid);
  const waits = rows.some((row) => row.detail !== "set_aside" && !isDelivered(row));
  return waits ? later(problem) : null;
}

/** A session that has ended, or a role that was taken away, is not mended by trying again: the next sign-in sends it. */
const later = (error: unknown): LeftToSend | null =>
  error instanceof ApiProblem && error.ours && (error.status === 401 || error.status === 403)
    ? null
    : new LeftToSend("later", { cause: error });
