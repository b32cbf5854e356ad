/**
 * The phone's database, one for the browser, with rows keyed by student or device.
 *
 * 2026-11-22: one database, not one a student: the service worker must find everybody's unsent check-ins after a
 * sign-out, and databases cannot be listed everywhere. What a person sees is read by their own uid only; what is sent is
 * signed by the key that sealed it, never by whoever is signed in.
 */
import Dexie, { type Table } from "dexie";
import type { ActionRow } from "./action-row.ts";
import type {
  BlobRow,
  CacheRow,
  CarriedRow,
  ChainRow,
  DeviceRow,
  EntryRow,
  LinkRow,
  SettingRow,
} from "./rows.ts";
import { beginLog } from "./whole-log.ts";

export const DATABASE_NAME = "presente";

export class PresenteDatabase extends Dexie {
  declare readonly settings: Table<SettingRow, string>;
  declare readonly cache: Table<CacheRow, [string, string]>;
  declare readonly devices: Table<DeviceRow, string>;
  declare readonly chains: Table<ChainRow, string>;
  declare readonly links: Table<LinkRow, string>;
  declare readonly entries: Table<EntryRow, string>;
  declare readonly blobs: Table<BlobRow, [string, string]>;
  declare readonly carried: Table<CarriedRow, string>;
  declare readonly carriedBlobs: Table<BlobRow, [string, string]>;
  declare readonly actions: Table<ActionRow, number>;

  constructor(name = DATABASE_NAME) {
    // strict: a check-in that the screen calls saved is on the disk, not in a buffer
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({
      settings: "key",
      cache: "[uid+name], uid",
      devices: "did, uid",
      chains: "did",
      links: "did",
      entries: "h, &[did+seq], did, uid, detail",
      blobs: "[h+hash], h",
    });
    // 2026-11-22: check-ins of others on their way to the server
    this.version(2).stores({ carried: "h, uid", carriedBlobs: "[h+hash], h" });
    // 2026-11-22: what a teacher did without network
    this.version(3).stores({ actions: "++n, &id, uid, [uid+state]" });
  }
}

/** The database of this page or worker; Dexie opens it at the first use. */
export const db = new PresenteDatabase();
db.on("ready", beginLog, true);
