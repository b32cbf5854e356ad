/** Unsent check-ins as a file that a teacher or an administrator can bring to the server. */
import { CHECK_INS_FILE_VERSION, CHECK_INS_TYPE, type CheckInsFile } from "../../shared/api/carried.ts";
import { toBase64Url } from "../../shared/bytes.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { type BlobRow, EntryRow } from "../store/rows.ts";
import { senderStore } from "./sender-store.ts";
import { pendingBytes } from "./view.ts";

/** A student's unsent check-ins as a JSON file; null when there are none. Nothing is removed from the phone. */
export async function exportUnsent(uid: string): Promise<File | null> {
  const rows = await stored(() => db.entries.where({ uid }).sortBy("seq"));
  const entries = readableRows(EntryRow, rows).filter((entry) => pendingBytes(entry) > 0);
  if (entries.length === 0) return null;
  // one by one: a photo that the browser has lost must not keep the others back
  const blobs: BlobRow[] = [];
  for (const entry of entries) {
    for (const { hash } of entry.blobs) {
      const blob = await senderStore.blob(entry.h, hash);
      if (blob) blobs.push(blob);
    }
  }
  const content: CheckInsFile = {
    type: CHECK_INS_TYPE,
    v: CHECK_INS_FILE_VERSION,
    entries: entries.map(({ h, jws }) => ({
      jws,
      blobs: blobs
        .filter((blob) => blob.h === h)
        .map(({ hash, type, bytes }) => ({ hash, type, data: toBase64Url(new Uint8Array(bytes)) })),
    })),
  };
  return new File([JSON.stringify(content)], fileName(uid), { type: "application/json" });
}

/** Told apart in a folder of many: by the start of the student's id and the day. */
const fileName = (uid: string): string =>
  `check-ins-${uid.slice(-6)}-${new Date().toISOString().slice(0, 10)}.json`;
