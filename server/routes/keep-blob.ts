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
 * @throws ProblemError photo_unwanted (nothing announced them, or their student has not consented), photo_mismatch
 */
export async function keepBlob(
  s: Services,
  { did, hash, bytes }: { did: string; hash: string; bytes: Uint8Array },
): Promise<void> {
  await s.stopKnown();
  const announcing = await announcement(s.checkInDb, did, hash);
  if (!announcing) throw new ProblemError("photo_unwanted");
  const { photo, embedding } = announced(announcing);
  const one = { ...(hash === photo.hash ? photo : embedding), bytes };
  if (bytes.byteLength !== one.size) throw new ProblemError("photo_mismatch");
  await keep(s, did, announcing, [one]);
}

/**
 * The same for the photo of an entry and, right after it, the embedding: one request in place of two.
 * @throws ProblemError photo_unwanted (for each alone, too), photo_mismatch
 */
export async function keepBoth(
  s: Services,
  { did, entryHash, bytes }: { did: string; entryHash: string; bytes: Uint8Array },
): Promise<void> {
  await s.stopKnown();
  const announcing = await announcementOfBoth(s.checkInDb, did, entryHash);
  // a check-in without a face announces neither
  if (!announcing?.photoHash) throw new ProblemError("photo_unwanted");
  const { photo, embedding } = announced(announcing);
  const both = [
    { ...photo, bytes: bytes.subarray(0, photo.size) },
    { ...embedding, bytes: bytes.subarray(photo.size) },
  ];
  if (!both.every((one) => one.bytes.byteLength === one.size && digestOf(one.bytes) === one.hash))
    throw new ProblemError("photo_mismatch");
  await keep(s, did, announcing, both);
}

/** What an entry announced, and the bytes that have come. */
interface Arrived {
  readonly hash: string;
  readonly size: number;
  /** of an embedding; a photo has none */
  readonly modelDigest: string | null;
  readonly bytes: Uint8Array;
}

function announced({ jws }: Announcement): Record<"photo" | "embedding", Omit<Arrived, "bytes">> {
  const { photo, emb } = readStoredFace(jws);
  return {
    photo: { hash: photo.h, size: photo.n, modelDigest: null },
    embedding: { hash: emb.h, size: emb.d * Float32Array.BYTES_PER_ELEMENT, modelDigest: emb.md },
  };
}

async function keep(s: Services, did: string, of: Announcement, all: readonly Arrived[]): Promise<void> {
  if (of.kept) return;
  if (!of.consented) throw new ProblemError("photo_unwanted");
  const added: NewBlob[] = [];
  // one after the other, so that what happens on the way happens in one order
  for (const one of all)
    added.push({ hash: one.hash, bytes: one.size, ...(await putAway(s, { did, userId: of.userId }, one)) });
  if (await commitBlobs(s.checkInDb, did, added)) return;
  await s.lake.delete(added.flatMap(({ lakeName }) => lakeName ?? []));
  throw new ProblemError("photo_unwanted");
}

/** Seals the bytes for their student: a photo goes into the lake, the 2 kB of an embedding into the row, without a file. */
async function putAway(
  s: Services,
  { did, userId }: { did: string; userId: string },
  { hash, modelDigest, bytes }: Arrived,
) {
  if (modelDigest === null) {
    const record = `${did}/${hash}`;
    return { lakeName: await putPhoto(s, { userId, kind: "checkin", record }, bytes), sealed: null };
  }
  return {
    lakeName: null,
    sealed: await sealClaimed(s.vault.sealer, { userId, did, hash, modelDigest }, bytes),
  };
}
