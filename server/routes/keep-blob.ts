import { readStoredFace } from "../../shared/protocol/seal.ts";
import type { Services } from "../context.ts";
import { digestOf } from "../digest.ts";
import { ProblemError } from "../problem.ts";
import {
  type Announcement,
  announcement,
  announcementOfBoth,
  commitBlobs,
  type NewBlob,
} from "../queries/blobs.ts";
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
  const announcing = await announcement(s.checkInDb, did, hash);
  if (!announcing) throw new ProblemError("not_found");
  if (bytes.byteLength !== announcedBytes(announcing, hash)) throw new ProblemError("photo_mismatch");
  if (announcing.kept) return;
  if (!announcing.consented) throw new ProblemError("not_found");
  await keep(s, did, announcing, [{ hash, bytes }]);
}

/**
 * The same for the photo of an entry and, right after it, the embedding: one request in place of two.
 * @throws ProblemError not_found, photo_mismatch
 */
export async function keepBoth(
  s: Services,
  { did, entryHash, bytes }: { did: string; entryHash: string; bytes: Uint8Array },
): Promise<void> {
  const announcing = await announcementOfBoth(s.checkInDb, did, entryHash);
  if (!announcing?.photoHash || !announcing.embeddingHash) throw new ProblemError("not_found");
  const end = announcedBytes(announcing, announcing.photoHash);
  const both = [
    { hash: announcing.photoHash, bytes: bytes.subarray(0, end) },
    { hash: announcing.embeddingHash, bytes: bytes.subarray(end) },
  ];
  const asAnnounced = both.every(
    (one) =>
      one.bytes.byteLength === announcedBytes(announcing, one.hash) && digestOf(one.bytes) === one.hash,
  );
  if (!asAnnounced) throw new ProblemError("photo_mismatch");
  if (announcing.kept) return;
  if (!announcing.consented) throw new ProblemError("not_found");
  await keep(s, did, announcing, both);
}

interface Bytes {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

async function keep(s: Services, did: string, of: Announcement, all: readonly Bytes[]): Promise<void> {
  const added: NewBlob[] = [];
  // one after the other, so that what happens on the way happens in one order
  for (const { hash, bytes } of all)
    added.push({ hash, bytes: bytes.byteLength, ...(await putAway(s, of, { did, hash, bytes })) });
  if (await commitBlobs(s.checkInDb, did, added)) return;
  await s.lake.delete(added.flatMap(({ lakeName }) => lakeName ?? []));
  throw new ProblemError("not_found");
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
