import { readStoredEntry } from "../../shared/protocol/seal.ts";
import type { Services } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { commitBlob, entriesAnnouncing, findBlob } from "../queries/blobs.ts";
import { hasConsented } from "../queries/consents.ts";
import type { EntryRow } from "../queries/entries.ts";

const TYPES = ["application/octet-stream", "image/jpeg", "image/webp"];

/** @throws ProblemError unsupported_type */
export function demandBlobType(header: string | undefined): void {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!TYPES.includes(type)) throw new ProblemError("unsupported_type");
}

/**
 * Keeps bytes, whose hash the caller has checked, that an entry of this device announced. Idempotent; when it resolves the
 * bytes are in the lake and the database says so.
 * @throws ProblemError not_found (nothing announced them, or their student has not consented), photo_mismatch
 */
export async function keepBlob(
  s: Services,
  { did, hash, bytes }: { did: string; hash: string; bytes: Uint8Array },
): Promise<void> {
  const [announcing] = await entriesAnnouncing(s.db, did, hash);
  if (!announcing) throw new ProblemError("not_found");
  if (bytes.byteLength !== announcedBytes(announcing, hash)) throw new ProblemError("photo_mismatch");
  if (await findBlob(s.db, did, hash)) return;
  if (!(await hasConsented(s.db, announcing.userId))) throw new ProblemError("not_found");
  const lakeName = `checkins/${did}/${hash}`;
  await s.lake.put(lakeName, bytes, { ifAbsent: true });
  const kept = await commitBlob(s.db, { hash, did, bytes: bytes.byteLength, lakeName });
  if (!kept) {
    await s.lake.delete([lakeName]);
    throw new ProblemError("not_found");
  }
}

function announcedBytes({ jws, photoHash }: EntryRow, hash: string): number {
  const { photo, emb } = readStoredEntry(jws);
  return hash === photoHash ? photo.n : emb.d * Float32Array.BYTES_PER_ELEMENT;
}
