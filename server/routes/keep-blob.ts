import { readStoredFace } from "../../shared/protocol/seal.ts";
import type { Services } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { type Announcement, announcement, commitBlob } from "../queries/blobs.ts";
import { putPhoto } from "../vault/photos.ts";
import { sealClaimed } from "../vault/templates.ts";

const TYPES = ["application/octet-stream", "image/jpeg", "image/webp"];

/** @throws ProblemError unsupported_type */
export function demandBlobType(header: string | undefined): void {
  const type = header?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!TYPES.includes(type)) throw new ProblemError("unsupported_type");
}

/**
 * Keeps bytes, whose hash the caller has checked, that an entry of this device announced. Idempotent; when it resolves the
 * bytes are kept, sealed for their student, and the database says so.
 * @throws ProblemError not_found (nothing announced them, or their student has not consented), photo_mismatch
 */
export async function keepBlob(
  s: Services,
  { did, hash, bytes }: { did: string; hash: string; bytes: Uint8Array },
): Promise<void> {
  const announcing = await announcement(s.db, did, hash);
  if (!announcing) throw new ProblemError("not_found");
  if (bytes.byteLength !== announcedBytes(announcing, hash)) throw new ProblemError("photo_mismatch");
  if (announcing.kept) return;
  if (!announcing.consented) throw new ProblemError("not_found");
  const where = await putAway(s, announcing, { did, hash, bytes });
  const kept = await commitBlob(s.db, { hash, did, bytes: bytes.byteLength, ...where });
  if (!kept) {
    if (where.lakeName !== null) await s.lake.delete([where.lakeName]);
    throw new ProblemError("not_found");
  }
}

/** Seals the bytes for their student: a photo goes into the lake, the 2 kB of an embedding into the row, without a file. */
async function putAway(
  s: Services,
  { userId, jws, photoHash }: Announcement,
  { did, hash, bytes }: { did: string; hash: string; bytes: Uint8Array },
) {
  if (hash === photoHash) {
    const record = `${did}/${hash}`;
    return { lakeName: await putPhoto(s, { userId, kind: "checkin", record }, bytes), sealed: null };
  }
  const modelDigest = readStoredFace(jws).emb.md;
  return {
    lakeName: null,
    sealed: await sealClaimed(s.vault.sealer, { userId, did, hash, modelDigest }, bytes),
  };
}

function announcedBytes({ jws, photoHash }: Announcement, hash: string): number {
  const { photo, emb } = readStoredFace(jws);
  return hash === photoHash ? photo.n : emb.d * Float32Array.BYTES_PER_ELEMENT;
}
