/** The sender's side of the database: what it reads of a device's queue, and what it writes back, whole or not at all. */
import * as v from "valibot";
import { db } from "../store/db.ts";
import { isLostFile, readableRows, stored } from "../store/guard.ts";
import { linkOf } from "../store/link.ts";
import { BlobRow, DeviceRow, EntryRow, type LinkRow } from "../store/rows.ts";

export interface Queue {
  readonly device: DeviceRow;
  readonly link: LinkRow;
  /** all entries of the device, in the order of the chain */
  readonly entries: readonly EntryRow[];
}

export interface QueueChange {
  readonly link: LinkRow;
  readonly entries?: readonly EntryRow[];
  readonly device?: DeviceRow["status"] | null;
}

/** What the sender needs of a store; IndexedDB here, memory in the simulation. */
export interface SenderStore {
  /** devices whose queue may have something to do */
  devices(): Promise<string[]>;
  load(did: string): Promise<Queue | null>;
  /** Writes down what has changed. @returns the queue as it is from then on: one turn at the disk, not two */
  save(did: string, change: QueueChange): Promise<Queue | null>;
  /** null: it is not on this phone, or the browser has lost it */
  blob(h: string, hash: string): Promise<BlobRow | null>;
  dropBlobs(hashes: readonly string[]): Promise<void>;
}

const QUEUE = [db.devices, db.links, db.entries];

/** The rows of a device's queue, in a transaction. */
const rowsOf = (did: string) =>
  Promise.all([db.devices.get(did), db.links.get(did), db.entries.where("did").equals(did).sortBy("seq")]);

/** @returns null when the device cannot be read: it cannot sign, and the others on this phone must not wait for it */
function queueOf(did: string, [device, link, entries]: Awaited<ReturnType<typeof rowsOf>>): Queue | null {
  const signer = v.safeParse(DeviceRow, device);
  if (!signer.success) return null;
  return { device: signer.output, link: linkOf(did, link), entries: readableRows(EntryRow, entries) };
}

export const senderStore: SenderStore = {
  devices: () => stored(() => db.devices.toCollection().primaryKeys()),

  async load(did) {
    return queueOf(did, await stored(() => db.transaction("r", QUEUE, () => rowsOf(did))));
  },

  async save(did, { link, entries = [], device = null }) {
    const rows = await stored(() =>
      db.transaction("rw", QUEUE, async () => {
        await db.links.put(link);
        await db.entries.bulkUpdate(entries.map((entry) => ({ key: entry.h, changes: learned(entry) })));
        if (device !== null) await db.devices.update(did, { status: device });
        return rowsOf(did);
      }),
    );
    return queueOf(did, rows);
  },

  async blob(h, hash) {
    const row = await stored(() => db.blobs.get([h, hash])).catch((error: unknown) => {
      if (isLostFile(error)) return null;
      throw error;
    });
    const blob = v.safeParse(BlobRow, row);
    return blob.success ? blob.output : null;
  },

  async dropBlobs(hashes) {
    await stored(() =>
      db.transaction("rw", [db.entries, db.blobs], async () => {
        await db.blobs.where("h").anyOf(hashes).delete();
        await db.entries.where("h").anyOf(hashes).modify({ blobsKept: false });
      }),
    );
  },
};

/** What the server tells of an entry: the sender changes this alone, and nothing that others have changed meanwhile. */
const learned = ({ detail, code, attendance, grade, note, need, uploaded, receipt, takenMs }: EntryRow) => ({
  detail,
  code,
  attendance,
  grade,
  note,
  need,
  uploaded,
  receipt,
  takenMs,
});
