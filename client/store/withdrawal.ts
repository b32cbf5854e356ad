/**
 * What this phone does about a withdrawn consent: it destroys what it holds of the face, at once where it is withdrawn here, else
 * with the first answer of the server that tells of it, in a page or in the service worker. Claims stay: they say where the
 * student was and hold no face, and the server asks a teacher about them.
 */
import { signal } from "@preact/signals";
import { liveQuery, type Subscription } from "dexie";
import * as v from "valibot";
import { Me } from "../../shared/api/account.ts";
import { EpochMs, Uuid } from "../../shared/ids.ts";
import { reach, readReply } from "../http.ts";
import { ApiProblem, Offline } from "../problem.ts";
import { db } from "./db.ts";
import { stored } from "./guard.ts";
import type { EntryRow } from "./rows.ts";
import { setting } from "./settings.ts";

/** What was destroyed here for one student. */
const Erasure = v.object({
  /** the last withdrawal that was acted on, by the server's clock; 0: the server has not heard of it yet */
  withdrawnMs: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  /** check-ins that lost their photo before the server had decided, and of which the student has not been told */
  checkIns: v.number(),
  /** Date.now() when it was destroyed */
  at: EpochMs,
});
export type Erasure = v.InferOutput<typeof Erasure>;

const erasureOf = (uid: string) => setting(`erased:${uid}`, Erasure);
/** Whose withdrawal the server has not heard of yet. */
const withdrawalOwed = setting("withdrawalOwed", Uuid);
/** What was destroyed on this phone of the student's who is signed in. */
export const erasure = signal<Erasure | null>(null);

let subscription: Subscription | null = null;
/** Shows what becomes of one student's data, or nobody's. Called by the session. */
export function followErasure(uid: string | null): void {
  subscription?.unsubscribe();
  erasure.value = null;
  if (uid === null) return;
  subscription = liveQuery(() => erasureOf(uid).read()).subscribe({
    next: (found) => (erasure.value = found),
    error: () => undefined,
  });
}

/** Destroys what this phone holds of a student's face, unless it has already done so for this withdrawal. */
export async function heedWithdrawal(uid: string, withdrawnMs: number): Promise<void> {
  const known = await erasureOf(uid).read();
  if (known === null || known.withdrawnMs < withdrawnMs) await eraseBiometrics(uid, withdrawnMs);
}

/** Everything in one transaction: templates, photos and embeddings of check-ins, also where they are carried on this phone. */
export async function eraseBiometrics(uid: string, withdrawnMs = 0): Promise<void> {
  const tables = [db.settings, db.cache, db.devices, db.entries, db.blobs, db.carried, db.carriedBlobs];
  await stored(() =>
    db.transaction("rw", tables, async () => {
      await db.cache.delete([uid, "templates"]);
      // a new one each time: a collection keeps the filters that it was given
      const own = () => db.entries.where({ uid });
      const open = await own().filter(isOpen).primaryKeys();
      await db.blobs
        .where("h")
        .anyOf(await own().primaryKeys())
        .delete();
      await own().modify({ blobsKept: false });
      await db.entries.where("h").anyOf(open).modify({ photoErased: true });
      const dids = await db.devices.where({ uid }).primaryKeys();
      const carried = await db.carried.filter(({ did }) => dids.includes(did)).primaryKeys();
      await db.carriedBlobs.where("h").anyOf(carried).delete();
      await db.carried.where("h").anyOf(carried).modify({ blobs: [] });
      const known = await erasureOf(uid).read();
      await erasureOf(uid).write({
        withdrawnMs: Math.max(known?.withdrawnMs ?? 0, withdrawnMs),
        checkIns: (known?.checkIns ?? 0) + open.length,
        at: Date.now(),
      });
    }),
  );
}

/** Its photo was here, and the server has not decided. */
const isOpen = ({ blobsKept, blobs, detail }: EntryRow): boolean =>
  blobsKept && blobs.length > 0 && detail !== "accepted" && detail !== "rejected" && detail !== "review";

/** The student has read what became of the check-ins. */
export async function acknowledgeErasure(uid: string): Promise<void> {
  const known = await erasureOf(uid).read();
  if (known) await erasureOf(uid).write({ ...known, checkIns: 0 });
}

/** From now on nothing of the face is here; the server hears of it with {@link payOwedWithdrawal}. */
export async function withdrawHere(uid: string): Promise<void> {
  await withdrawalOwed.write(uid);
  await eraseBiometrics(uid);
}

/** Whether the server has not heard of this student's withdrawal yet. */
export const owesWithdrawal = async (uid: string): Promise<boolean> => (await withdrawalOwed.read()) === uid;

const TIMEOUT_MS = 20_000;

/**
 * Tells the server of a withdrawal that it has not heard of, in the session of the student whose it is. Works in the page and
 * in the service worker.
 * @returns the account after it; null when nothing is owed, or the session is another's or has ended: it stays owed then
 * @throws Offline, ApiProblem
 */
export async function payOwedWithdrawal(): Promise<Me | null> {
  const uid = await withdrawalOwed.read();
  if (uid === null) return null;
  try {
    const who = await readReply(reach("/v1/me", {}, TIMEOUT_MS), Me);
    if (who.id !== uid) return null;
    const me = await readReply(reach("/v1/consent", { method: "DELETE" }, TIMEOUT_MS), Me);
    await withdrawalOwed.write(null);
    return me;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

/** The same, where nothing waits for it. @returns whether nothing is owed any more that this session could pay */
export const tryOwedWithdrawal = (): Promise<boolean> =>
  payOwedWithdrawal().then(
    () => true,
    (error: unknown) => {
      if (error instanceof Offline || error instanceof ApiProblem) return false;
      throw error;
    },
  );
