/** The sender's side of the database: what it reads of a device's queue, and what it writes back, whole or not at all. */
import { newLink } from "../identity/devices.ts";
import { db } from "../store/db.ts";
import { parseRow, readableRows, stored } from "../store/guard.ts";
import { BlobRow, DeviceRow, EntryRow, LinkRow } from "../store/rows.ts";

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
  save(did: string, change: QueueChange): Promise<void>;
  blob(h: string, hash: string): Promise<BlobRow | null>;
  dropBlobs(hashes: readonly string[]): Promise<void>;
}

export const senderStore: SenderStore = {
  devices: () => stored(() => db.devices.toCollection().primaryKeys()),

  async load(did) {
    const [device, link, entries] = await stored(() =>
      db.transaction("r", [db.devices, db.links, db.entries], () =>
        Promise.all([
          db.devices.get(did),
          db.links.get(did),
          db.entries.where("did").equals(did).sortBy("seq"),
        ]),
      ),
    );
    if (device === undefined) return null;
    return {
      device: parseRow(DeviceRow, device),
      link: link === undefined ? newLink(did) : parseRow(LinkRow, link),
      entries: readableRows(EntryRow, entries),
    };
  },

  async save(did, { link, entries = [], device = null }) {
    await stored(() =>
      db.transaction("rw", [db.devices, db.links, db.entries], async () => {
        await db.links.put(link);
        await db.entries.bulkPut([...entries]);
        if (device !== null) await db.devices.update(did, { status: device });
      }),
    );
  },

  async blob(h, hash) {
    const row = await stored(() => db.blobs.get([h, hash]));
    return row === undefined ? null : parseRow(BlobRow, row);
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
