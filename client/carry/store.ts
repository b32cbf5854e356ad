/** The carried check-ins in this browser's database: what is read, and what is written whole or not at all. */
import * as v from "valibot";
import type { CarriedClaim } from "../../shared/protocol/carry.ts";
import { db } from "../store/db.ts";
import { isLostFile, readableRows, stored } from "../store/guard.ts";
import { BlobRow, CarriedRow, NO_WAIT, type Pace } from "../store/rows.ts";
import { carryPace } from "../store/settings.ts";

export const FIRST_PACE: Pace = { batch: 5, ...NO_WAIT, photos: NO_WAIT };

export interface Load {
  readonly rows: readonly CarriedRow[];
  readonly pace: Pace;
}
export interface CarryStore {
  /** what this person carries, in the order in which it came */
  load(uid: string): Promise<Load>;
  /** @param sent blobs that need not be kept any longer */
  save(change: {
    readonly pace: Pace;
    readonly rows?: readonly CarriedRow[];
    readonly sent?: { readonly h: string; readonly hash: string };
  }): Promise<void>;
  blob(h: string, hash: string): Promise<BlobRow | null>;
}

export const carryStore: CarryStore = {
  async load(uid) {
    const rows = await stored(() => db.carried.where({ uid }).sortBy("keptAt"));
    return { rows: readableRows(CarriedRow, rows), pace: (await carryPace.read()) ?? FIRST_PACE };
  },
  async save({ pace, rows = [], sent }) {
    await stored(() =>
      db.transaction("rw", [db.carried, db.carriedBlobs, db.settings], async () => {
        await db.settings.put({ key: carryPace.key, value: pace });
        await db.carried.bulkPut([...rows]);
        if (sent) await db.carriedBlobs.delete([sent.h, sent.hash]);
        // what will never be stored is sent no photo for: none stays with who carried it
        const refused = rows.filter(({ detail }) => detail === "refused").map(({ h }) => h);
        await db.carriedBlobs.where("h").anyOf(refused).delete();
      }),
    );
  },
  async blob(h, hash) {
    const row = await stored(() => db.carriedBlobs.get([h, hash])).catch((error: unknown) => {
      if (isLostFile(error)) return null;
      throw error;
    });
    const blob = v.safeParse(BlobRow, row);
    return blob.success ? blob.output : null;
  },
};

/** What is taken over at once. */
export interface Brought {
  readonly claim: CarriedClaim;
  readonly blobs?: readonly Omit<BlobRow, "h">[];
}

/**
 * Keeps claims and what comes with them, in one strict transaction. One that is here already stays as it is, but takes
 * blobs that were missing.
 * @returns how many were new
 * @throws LocalProblem storage_full, storage_blocked: then nothing was kept
 */
export async function keepCarried(
  uid: string,
  via: CarriedRow["via"],
  brought: readonly Brought[],
): Promise<number> {
  return stored(() =>
    db.transaction("rw", [db.carried, db.carriedBlobs], async () => {
      let added = 0;
      for (const { claim, blobs = [] } of brought) {
        const known = await db.carried.get(claim.h);
        const row = known?.uid === uid ? known : rowOf(uid, via, claim);
        if (row !== known) added++;
        const fresh = blobs.filter(({ hash }) => !row.blobs.some((one) => one.hash === hash));
        await db.carriedBlobs.bulkPut(fresh.map((blob) => ({ h: claim.h, ...blob })));
        const sizes = fresh.map(({ hash, bytes }) => ({ hash, bytes: bytes.byteLength }));
        await db.carried.put({ ...row, blobs: [...row.blobs, ...sizes] });
      }
      return added;
    }),
  );
}

const rowOf = (uid: string, via: CarriedRow["via"], { h, jws, payload }: CarriedClaim): CarriedRow => ({
  h,
  uid,
  did: payload.did,
  jws,
  meetingId: payload.sid,
  capturedAt: payload.t.cap,
  keptAt: Date.now(),
  via,
  detail: "queued",
  code: null,
  about: null,
  blobs: [],
});

/** Whether nothing of it waits any more: the server has spoken, and has what came with it. */
export const isDelivered = ({ detail, blobs }: CarriedRow): boolean =>
  detail === "refused" || (detail === "received" && blobs.length === 0);

/** Forgets what a person has delivered: names of students need not stay in this browser. */
export async function forgetDelivered(uid: string): Promise<void> {
  await stored(() =>
    db.transaction("rw", [db.carried, db.carriedBlobs], async () => {
      const rows = await db.carried.where({ uid }).toArray();
      const hashes = rows.filter(isDelivered).map(({ h }) => h);
      await db.carried.bulkDelete(hashes);
      await db.carriedBlobs.where("h").anyOf(hashes).delete();
    }),
  );
}
