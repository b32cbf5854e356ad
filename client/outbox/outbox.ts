/** The student's outbox as screens use it. */
import { signal } from "@preact/signals";
import { liveQuery, type Subscription } from "dexie";
import { LocalProblem } from "../problem.ts";
import type { Capture } from "../recognition/types.ts";
import { db } from "../store/db.ts";
import { readableRows } from "../store/guard.ts";
import { EntryRow, LinkRow, type TimeAnchor } from "../store/rows.ts";
import { currentStudent } from "../store/settings.ts";
import { askForBackgroundSync } from "../sw/ask.ts";
import { readClocks, serverTimeAt } from "./clock.ts";
import { sendNow } from "./runner.ts";
import { type SealedFor, sealEntryOf } from "./seal.ts";
import type { CheckInView } from "./types.ts";
import { NOTHING_UNSENT, type Unsent, unsentOf, viewOf } from "./view.ts";

export { sendNow } from "./runner.ts";
export type { SealedFor } from "./seal.ts";
export type { Unsent } from "./view.ts";

/** The signed-in student's check-ins on this phone, newest first; kept up to date across tabs and the service worker. */
export const checkIns = signal<readonly CheckInView[]>([]);
/** What of them has not reached the server: the red mark. */
export const unsent = signal<Unsent>(NOTHING_UNSENT);
/** Why nothing is being sent until something else happens, or null: "update" asks for a new version of the app. */
export const sendingHeld = signal<LinkRow["hold"]>(null);

let anchor: TimeAnchor | null = null;
let subscription: Subscription | null = null;
let followed: string | null = null;

/** Server time as well as this phone can tell, epoch ms: what meetings are compared with. */
export const serverNow = (): number => serverTimeAt(readClocks(), anchor);

/** Shows one student's check-ins, or nobody's. Called by the session; screens need not. */
export function followStudent(uid: string | null): void {
  if (uid === followed) return;
  followed = uid;
  subscription?.unsubscribe();
  show([], []);
  if (uid === null) return;
  subscription = liveQuery(() =>
    db.transaction("r", [db.entries, db.devices, db.links], async () => {
      const dids = await db.devices.where({ uid }).primaryKeys();
      return Promise.all([db.entries.where({ uid }).toArray(), db.links.bulkGet(dids)]);
    }),
  ).subscribe({
    next: ([entries, links]) => show(readableRows(EntryRow, entries), readableRows(LinkRow, links)),
    // the database is gone from under us (deleted, or upgraded by a newer tab): what is shown stays, and the next look tries anew
    error: () => (followed = null),
  });
}

function show(entries: readonly EntryRow[], links: readonly LinkRow[]): void {
  const times = links.flatMap(({ time }) => (time ? [time] : []));
  anchor = times.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
  sendingHeld.value = links.find(({ hold }) => hold !== null)?.hold ?? null;
  checkIns.value = entries.map(viewOf).toSorted((a, b) => b.capturedAt - a.capturedAt || b.seq - a.seq);
  unsent.value = unsentOf(checkIns.value);
}

/**
 * Seals a check-in of the signed-in student on this phone and starts to send it. When it resolves, the check-in is on the
 * disk, network or not; the fate of it is in {@link checkIns}.
 * @throws LocalProblem device_missing (sign in with a connection first), device_frozen, storage_full, storage_blocked,
 *   storage_damaged; nothing is written then
 */
export async function sealCheckIn(request: { capture: Capture; meeting: SealedFor }): Promise<CheckInView> {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("device_missing");
  const view = await sealEntryOf({ uid, ...request });
  void askForBackgroundSync();
  void sendNow();
  return view;
}
