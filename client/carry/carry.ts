/** Carried check-ins as the screens use them. */
import { signal } from "@preact/signals";
import { liveQuery, type Subscription } from "dexie";
import type { CarriedClaim } from "../../shared/protocol/carry.ts";
import { createLoop } from "../outbox/loop.ts";
import { LocalProblem } from "../problem.ts";
import { db } from "../store/db.ts";
import { readableRows } from "../store/guard.ts";
import { withLock } from "../store/locks.ts";
import { requestPersistence } from "../store/persistence.ts";
import { CarriedRow } from "../store/rows.ts";
import { currentStudent } from "../store/settings.ts";
import { askForBackgroundSync } from "../sw/ask.ts";
import { MAX_FILE_BYTES, readCheckInsFile } from "./file.ts";
import { createCarrier } from "./sender.ts";
import { carryStore, isDelivered, keepCarried } from "./store.ts";
import { carryWire } from "./wire.ts";

export { forgetDelivered, isDelivered } from "./store.ts";

/** What the signed-in person carries, the newest first. */
export const carried = signal<readonly CarriedRow[]>([]);
/** Why the last attempt to send did not succeed, or null. */
export const carryProblem = signal<unknown>(null);

const carrier = createCarrier({
  store: carryStore,
  wire: carryWire,
  now: () => Date.now(),
  random: Math.random,
  onProblem: (problem) => (carryProblem.value = problem),
});

const loop = createLoop(async (trigger) => {
  const uid = await currentStudent.read();
  if (uid === null) return null;
  return withLock("carrier", () => carrier.run(uid, trigger));
});

let followed: string | null = null;
let subscription: Subscription | null = null;

/** Shows what one person carries, or nobody's. Called by the session; screens need not. */
export function followCarried(uid: string | null): void {
  if (uid === followed) return;
  followed = uid;
  subscription?.unsubscribe();
  carried.value = [];
  carryProblem.value = null;
  if (uid === null) return;
  subscription = liveQuery(() => db.carried.where({ uid }).toArray()).subscribe({
    next: (rows) => (carried.value = readableRows(CarriedRow, rows).toSorted((a, b) => b.keptAt - a.keptAt)),
    error: () => (followed = null),
  });
  void loop.run("start");
}

/** Sends what is carried whenever it can be, until `signal` aborts. */
export const startCarrying = (signal: AbortSignal): void => loop.start(signal);
/** Tries to send now. */
export const carryNow = (): Promise<void> => loop.run("event");

/** Carried check-ins that are not delivered yet. */
export const undelivered = (): number => carried.value.filter((row) => !isDelivered(row)).length;

async function carrierId(): Promise<string> {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("carrier_unknown");
  return uid;
}

/**
 * Takes over a claim that was scanned. When it resolves, the claim is on the disk.
 * @returns false when it was here already
 * @throws LocalProblem carrier_unknown, storage_full, storage_blocked
 */
export async function takeScanned(claim: CarriedClaim): Promise<boolean> {
  const added = await keepCarried(await carrierId(), "screen", [{ claim }]);
  void requestPersistence();
  void askForBackgroundSync();
  void carryNow();
  return added > 0;
}

/** What a file brought. */
export interface TakenFile {
  readonly taken: number;
  /** were here already */
  readonly known: number;
  /** claims or photos in it that cannot be used */
  readonly damaged: number;
}

/**
 * Takes over the check-ins of a file, with their photos. Taking it twice changes nothing.
 * @throws LocalProblem carrier_unknown, file_wrong, file_newer, file_damaged, storage_full, storage_blocked
 */
export async function takeFile(file: File): Promise<TakenFile> {
  const uid = await carrierId();
  if (file.size > MAX_FILE_BYTES) throw new LocalProblem("file_wrong");
  const { claims, damaged } = await readCheckInsFile(await file.text());
  const taken = await keepCarried(uid, "file", claims);
  void requestPersistence();
  void askForBackgroundSync();
  void carryNow();
  return { taken, known: claims.length - taken, damaged };
}
