/** A file of unsent check-ins, as a student's phone saved it (client/outbox/export.ts), read with suspicion. */
import * as v from "valibot";
import { CHECK_INS_FILE_VERSION, CHECK_INS_TYPE, CheckInsFile } from "../../shared/api/carried.ts";
import { fromBase64Url, sha256 } from "../../shared/bytes.ts";
import { type CarriedClaim, claimOf } from "../../shared/protocol/carry.ts";
import { LocalProblem } from "../problem.ts";
import type { BlobRow } from "../store/rows.ts";

export interface FiledClaim {
  readonly claim: CarriedClaim;
  /** what the claim announces and the file holds, each byte as announced */
  readonly blobs: readonly Omit<BlobRow, "h">[];
}
export interface FiledCheckIns {
  readonly claims: readonly FiledClaim[];
  /** claims that are no claims, and photos that are not those that were signed */
  readonly damaged: number;
}

const Head = v.object({ type: v.literal(CHECK_INS_TYPE), v: v.number() });

/** More than any phone can have waiting: a file beyond it is something else. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** @throws LocalProblem file_wrong, file_newer, file_damaged (nothing in it can be used) */
export async function readCheckInsFile(text: string): Promise<FiledCheckIns> {
  const json = parseJson(text);
  const head = v.safeParse(Head, json);
  if (!head.success) throw new LocalProblem("file_wrong");
  if (head.output.v > CHECK_INS_FILE_VERSION) throw new LocalProblem("file_newer");
  const file = v.safeParse(CheckInsFile, json);
  if (!file.success) throw new LocalProblem("file_damaged");
  const claims: FiledClaim[] = [];
  let damaged = 0;
  for (const entry of file.output.entries) {
    const claim = await claimOf(entry.jws);
    if (!claim) {
      damaged++;
      continue;
    }
    const blobs = (await Promise.all(entry.blobs.map((blob) => announced(claim, blob)))).filter(
      (blob) => blob !== null,
    );
    if (blobs.length < entry.blobs.length) damaged++;
    claims.push({ claim, blobs });
  }
  if (claims.length === 0) throw new LocalProblem("file_damaged");
  return { claims, damaged };
}

async function announced(
  { payload }: CarriedClaim,
  blob: CheckInsFile["entries"][number]["blobs"][number],
): Promise<Omit<BlobRow, "h"> | null> {
  // a check-in without a face announces nothing
  if (payload.k === "tap") return null;
  const type =
    blob.hash === payload.photo.h
      ? payload.photo.ct
      : blob.hash === payload.emb.h
        ? "application/octet-stream"
        : null;
  if (type === null) return null;
  try {
    const bytes = fromBase64Url(blob.data);
    return (await sha256(bytes)) === blob.hash ? { hash: blob.hash, type, bytes: bytes.buffer } : null;
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LocalProblem("file_wrong");
  }
}
