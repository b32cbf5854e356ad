/** The student's outbox as screens use it. */
import { signal } from "@preact/signals";
import { liveQuery, type Subscription } from "dexie";
import { LocalProblem } from "../problem.ts";
import { db } from "../store/db.ts";
import { readableRows } from "../store/guard.ts";
import { DeviceRow, EntryRow, LinkRow, type TimeAnchor } from "../store/rows.ts";
import { currentStudent } from "../store/settings.ts";
import { dropCopies } from "../store/claim-copies.ts";
import { type Loss, lossOf, readWitness, testify } from "../store/witness.ts";
import { askForBackgroundSync } from "../sw/ask.ts";
import { readClocks, serverTimeAt } from "./clock.ts";
import { sendNow } from "./runner.ts";
import { sealEntryOf, type SealRequest, sealTapOf } from "./seal.ts";
import type { CheckInView } from "./types.ts";
import {
  isClaimUnsent,
  NOTHING_UNSENT,
  type PhoneTrouble,
  phoneTroubleOf,
  type Unsent,
  unsentOf,
  viewsOf,
} from "./view.ts";

export { sendNow } from "./runner.ts";
export type { SealedFor } from "./seal.ts";
export type { Unsent } from "./view.ts";

/** The signed-in student's check-ins on this phone, newest first; kept up to date across tabs and the service worker. */
export const checkIns = signal<readonly CheckInView[]>([]);
/** What of them has not reached the server: the red mark. */
export const unsent = signal<Unsent>(NOTHING_UNSENT);
/** Why nothing is being sent until something else happens, or null: "update" asks for a new version of the app. */
export const sendingHeld = signal<"update" | null>(null);
/** Why this phone must be registered anew, or null. */
export const phoneTrouble = signal<PhoneTrouble | null>(null);
/** The browser has lost what was kept here, and the student has not been told yet. */
export const loss = signal<Loss | null>(null);

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
  forgetShown();
  if (uid === null) return;
  subscription = liveQuery(() =>
    db.transaction("r", [db.entries, db.devices, db.links], async () => {
      const devices = await db.devices.where({ uid }).toArray();
      const dids = devices.map(({ did }) => did);
      const entries = await db.entries.where({ uid }).toArray();
      return { entries, devices, links: await db.links.bulkGet(dids) };
    }),
  ).subscribe({
    next: ({ entries, devices, links }) =>
      show(uid, {
        entries: readableRows(EntryRow, entries),
        devices: readableRows(DeviceRow, devices),
        links: readableRows(LinkRow, links),
      }),
    // the database is gone from under us (deleted, or upgraded by a newer tab): what is shown stays, and the next look tries anew
    error: () => (followed = null),
  });
}

function forgetShown(): void {
  checkIns.value = [];
  unsent.value = NOTHING_UNSENT;
  sendingHeld.value = null;
  phoneTrouble.value = null;
  loss.value = null;
  anchor = null;
}

interface Kept {
  readonly entries: readonly EntryRow[];
  readonly devices: readonly DeviceRow[];
  readonly links: readonly LinkRow[];
}

function show(uid: string, { entries, devices, links }: Kept): void {
  const dids = devices.map(({ did }) => did);
  const times = links.flatMap(({ time }) => (time ? [time] : []));
  anchor = times.toSorted((a, b) => b.ms - a.ms)[0] ?? null;
  sendingHeld.value = links.some(({ hold }) => hold === "update") ? "update" : null;
  const refused = new Set(links.flatMap(({ did, hold }) => (hold === "unknown" ? [did] : [])));
  const sending = devices.filter(({ did, status }) => status !== "unknown" && !refused.has(did));
  checkIns.value = viewsOf(
    entries,
    sending.map(({ did }) => did),
  );
  unsent.value = unsentOf(checkIns.value);
  loss.value = lossOf(readWitness(uid), [...dids, ...entries.map(({ did }) => did)]);
  // what the server has needs no second copy
  dropCopies(entries.filter(({ detail }) => !isClaimUnsent(detail)).map(({ h }) => h));
  const held = new Set(checkIns.value.flatMap(({ h, trouble }) => (trouble === "gap" ? [h] : [])));
  const gapped = new Set(entries.filter(({ h }) => held.has(h)).map(({ did }) => did));
  phoneTrouble.value = phoneTroubleOf(devices, gapped, loss.value !== null || entries.length > 0);
  // a loss stands until the student has read of it
  if (loss.value === null && dids.length > 0) testify(uid, { dids, unsent: unsent.value.count });
}

/** The student has read that the browser lost what was kept here. */
export function acknowledgeLoss(uid: string): void {
  loss.value = null;
  testify(uid, { dids: [], unsent: 0 });
}

/**
 * Seals a check-in of the signed-in student on this phone and starts to send it. When it resolves, the check-in is on the
 * disk, network or not; the fate of it is in {@link checkIns}.
 * @throws LocalProblem device_missing (sign in with a connection first), device_frozen, storage_full, storage_blocked,
 *   storage_damaged; nothing is written then
 */
export const sealCheckIn = (request: Omit<SealRequest, "uid">): Promise<CheckInView> =>
  sealAndSend((uid) => sealEntryOf({ uid, ...request }));

/** The same without a face. */
export const sealTap = (request: Omit<SealRequest, "uid" | "capture">): Promise<CheckInView> =>
  sealAndSend((uid) => sealTapOf({ uid, ...request }));

async function sealAndSend(seal: (uid: string) => Promise<CheckInView>): Promise<CheckInView> {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("device_missing");
  const view = await seal(uid);
  void askForBackgroundSync();
  void sendNow();
  return view;
}
