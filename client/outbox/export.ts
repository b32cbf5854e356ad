/** Unsent check-ins as a file that a teacher or an administrator can bring to the server. */
import { toBase64Url } from "../../shared/bytes.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { BlobRow, EntryRow } from "../store/rows.ts";
import { pendingBytes } from "./view.ts";

export const EXPORT_TYPE = "presente-check-ins";

/** The file's content, version 1: each claim exactly as signed, with the blobs that belong to it (base64url). */
export interface ExportedCheckIns {
  readonly type: typeof EXPORT_TYPE;
  readonly v: 1;
  readonly entries: readonly {
    readonly jws: string;
    readonly blobs: readonly { readonly hash: string; readonly type: string; readonly data: string }[];
  }[];
}

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
  const content: ExportedCheckIns = {
    type: EXPORT_TYPE,
    v: 1,
    entries: entries.map(({ h, jws }) => ({
      jws,
      blobs: blobs
        .filter((blob) => blob.h === h)
        .map(({ hash, type, bytes }) => ({ hash, type, data: toBase64Url(new Uint8Array(bytes)) })),
    })),
  };
  return new File([JSON.stringify(content)], "check-ins.json", { type: "application/json" });
}
