import type { CryptoKey } from "jose";
import { entryHash, verifyEntry } from "../../shared/protocol/seal.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";
import type { Services } from "../context.ts";
import { checkRoomCode } from "../domain/room-code.ts";
import { commitClaim } from "../queries/claims.ts";
import type { DeviceRow } from "../queries/devices.ts";
import { findEntry } from "../queries/entries.ts";

/** The device that a claim is said to be of, with the key that it was registered with. */
export interface ClaimSigner {
  readonly device: Pick<DeviceRow, "did" | "userId">;
  readonly signer: { readonly key: CryptoKey; readonly kid: string };
}
interface Refused {
  readonly h: string;
  /** null when the claim could not be read */
  readonly seq: number | null;
  /** rejected: never stored, by its code; retry: not this time, again after `ra` ms */
  readonly st: "rejected" | "retry";
  readonly code?: OutcomeCode;
  readonly ra?: number;
}
export type Taken = { readonly hash: string; readonly duplicate: boolean } | { readonly refused: Refused };

/**
 * Verifies and commits one claim; whatever is wrong with it is said of it alone.
 * @param carrierId who brings it, when that is not the phone itself
 */
export async function takeEntry(
  s: Services,
  { device, signer }: ClaimSigner,
  jws: string,
  carrierId: string | null = null,
): Promise<Taken> {
  const hash = await entryHash(jws);
  const refuse = (code: OutcomeCode, seq: number | null = null): Taken => ({
    refused: { h: hash, seq, st: "rejected", code },
  });
  const verified = await verifyEntry(jws, signer);
  if (!verified.ok) {
    if (verified.why === "key")
      return refuse((await isOfAnother(s, hash, device.did)) ? "replayed" : "unknown_device");
    return refuse(verified.why === "header" || verified.why === "signature" ? "bad_signature" : "bad_entry");
  }
  const { payload } = verified;
  if (payload.did !== device.did) return refuse("unknown_device", payload.seq);
  if (payload.uid !== device.userId) return refuse("wrong_student", payload.seq);
  const roomCode = await checkRoomCode(s.keys.roomCodes, payload);
  try {
    const done = await commitWithRetry(() =>
      commitClaim(s.checkInDb, { jws, hash, payload, roomCode, receivedMs: Date.now(), carrierId }),
    );
    if (done === "fork") return refuse("seq_fork", payload.seq);
    if (done === "replayed") return refuse("replayed", payload.seq);
    return { hash, duplicate: done === "duplicate" };
  } catch (error) {
    s.log.error({ err: error, hash }, "a claim was not stored");
    return { refused: { h: hash, seq: payload.seq, st: "retry", ra: 2_000 } };
  }
}

const isOfAnother = async (s: Services, hash: string, did: string): Promise<boolean> => {
  const stored = await findEntry(s.checkInDb, hash);
  return stored !== null && stored.did !== did;
};

/** Two transactions that wait for each other: PostgreSQL ends one of them, and it is simply tried again. */
async function commitWithRetry<T>(commit: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    if (attempts > 1 && isTransient(error)) return commitWithRetry(commit, attempts - 1);
    throw error;
  }
}

function isTransient(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && "code" in cause && (cause.code === "40P01" || cause.code === "40001");
}
