/** Unsent check-ins as a file that a teacher or an administrator can bring to the server. */
import { CHECK_INS_FILE_VERSION, CHECK_INS_TYPE, type CheckInsFile } from "../../shared/api/carried.ts";
import { toBase64Url } from "../../shared/bytes.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { BlobRow, EntryRow } from "../store/rows.ts";
import { pendingBytes } from "./view.ts";

/** A student's unsent check-ins as a JSON file; null when there are none. Nothing is removed from the phone. */
export async function exportUnsent(uid: string): Promise<File | null> {
  const [entryRows, blobRows] = await stored(() =>
    db.transaction("r", [db.entries, db.blobs], async () => {
      const entries = await db.entries.where({ uid }).sortBy("seq");
      const blobs = await db.blobs
        .where("h")
        .anyOf(entries.map(({ h }) => h))
        .toArray();
      return [entries, blobs] as const;
    }),
  );
  const entries = readableRows(EntryRow, entryRows).filter((entry) => pendingBytes(entry) > 0);
  if (entries.length === 0) return null;
  const blobs = readableRows(BlobRow, blobRows);
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
