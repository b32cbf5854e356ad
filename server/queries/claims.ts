import type { EntryPayload } from "../../shared/protocol/entry.ts";
import type { Database, Db } from "../context.ts";
import { placeInChain } from "../domain/chain.ts";
import { judgeClaim } from "../domain/claim.ts";
import type { CheckedCode } from "../domain/room-code.ts";
import { lowerBound } from "../domain/time.ts";
import { advance, passOverdue, rejoin } from "./chains.ts";
import { announcedAsked, announcedFacts, contextAsked, contextOf } from "./claim-context.ts";
import { deviceOf, freezeDevice, lockedDevice, lockDevice, noteWrongCode, setHead } from "./devices.ts";
import {
  type EntryRow,
  entriesNear,
  findEntry,
  holdMeeting,
  insertEntry,
  refusedByHours,
  waitingEntries,
} from "./entries.ts";
import { inOneGo } from "./in-one-go.ts";
import { refold } from "./marks.ts";
import {
  announce,
  announcedBy,
  askInstead,
  confirmed,
  factsOf,
  hasFace,
  outcomeOf,
  settleAgain,
} from "./settling.ts";

export interface Claim {
  readonly jws: string;
  readonly hash: string;
  readonly payload: EntryPayload;
  readonly roomCode: CheckedCode;
  /** server time of its arrival */
  readonly receivedMs: number;
  /** who carried it here; null: the phone itself */
  readonly carrierId?: string | null;
}
/** committed: stored now; duplicate: was stored; fork: its place in the chain is taken; replayed: the same claim under another signature */
export type Committed = "committed" | "duplicate" | "fork" | "replayed";

/**
 * Takes one verified claim in one transaction: meeting held → device locked → judged → stored once, with its verification
 * queued → chain advanced, and what had waited for this entry released. When this resolves, the claim is committed.
 *
 * What can be asked at once is sent in one go; whatever is read after the locks is as it stays until the commit.
 */
export function commitClaim(db: Database, claim: Claim): Promise<Committed> {
  const { payload, hash, jws } = claim;
  const { did, sid, seq } = payload;
  const announced = { did, ...announcedBy(payload) };
  return db.transaction(async (tx) => {
    const [, locked, near, known, met, person] = await inOneGo(
      holdMeeting(tx, sid),
      lockedDevice(tx, did),
      entriesNear(tx, did, seq, hash),
      announcedAsked(tx, { ...announced, tok: payload.t.tok }),
      ...contextAsked(tx, { meetingId: sid, userId: payload.uid, capturedMs: payload.t.cap }),
    );
    const device = deviceOf(locked);
    const { tokenMs, missing } = announcedFacts(announced, known);
    const context = contextOf(met, person);
    const inPlace = (place: number) => near.find((row) => row.did === did && row.seq === place) ?? null;
    const stored = near.find((row) => row.hash === hash) ?? inPlace(seq);
    if (stored?.hash === hash) return "duplicate";
    if (stored && signedPart(stored.jws) === signedPart(jws)) return "replayed";
    const next = inPlace(seq + 1);
    const head = { seq: device.headSeq, h: device.headHash };
    const place = placeInChain(payload, head, { taken: stored !== null, named: next && next.prev === hash });
    if (place === "fork") {
      await freezeDevice(tx, device, { seq, jws });
      return "fork";
    }
    const previous = inPlace(seq - 1);
    const row = {
      ...announced,
      hash,
      seq,
      prev: payload.prev,
      userId: payload.uid,
      meetingId: sid,
      jws,
      capturedMs: payload.t.cap,
      lowerMs: lowerBound(tokenMs, previous?.lowerMs ?? null),
      // one that was missing is as old as what was signed upon it
      receivedAt: new Date(
        place === "found" && next ? Math.min(claim.receivedMs, next.receivedAt.getTime()) : claim.receivedMs,
      ),
      roomCode: claim.roomCode.verdict,
      codeShownMs: claim.roomCode.shownMs,
      flags: device.status === "frozen" ? ["frozen"] : [],
      carrierId: claim.carrierId ?? null,
    };
    const held = place === "gap";
    const chain = { previous: held ? null : previous, held };
    const judged = judgeClaim(factsOf(device, row, { payload, ...chain, context }));
    const outcome = await confirmed(tx, row, outcomeOf(judged, missing.length > 0));
    const decidedAt = outcome.state === "pending" ? null : new Date();
    const [added] = await Promise.all([
      insertEntry(tx, { ...row, ...outcome, flags: judged.doubts, decidedAt }),
      place === "next" ? setHead(tx, did, { seq, h: hash }) : null,
      claim.roomCode.verdict === "wrong" ? noteWrongCode(tx, device, { hash, meetingId: sid }) : null,
      announce(tx, row, outcome),
    ]);
    if (outcome.state === "accepted") await refold(tx, row);
    if (context.withdrawn && hasFace(payload)) await askInstead(tx, row, outcome);
    if (!added) throw new Error("the place of a claim was taken under its device's lock");
    if (place === "found") await rejoin(tx, device, added);
    else if (place === "next" && next) await advance(tx, device, added);
    return "committed";
  });
}

/**
 * Judges again the claims that waited for something which a meeting (known now, opened) or a student (on the roster,
 * enrolled) has brought. Call it in the transaction that brings it.
 */
export async function reconsiderEntries(
  tx: Db,
  of: { meetingId?: string; userId?: string; widened?: boolean },
): Promise<void> {
  for (const { hash, did } of await waitingEntries(tx, of)) {
    const device = await lockDevice(tx, did);
    const row = await findEntry(tx, hash);
    if (row && (row.state === "pending" || refusedByHours(row))) await settleAgain(tx, device, row);
  }
}

/** The same for one claim in a transaction of its own: what time alone decides, and what crossed with another change. */
export function reconsiderEntry(db: Database, { hash, did, meetingId }: EntryRow): Promise<void> {
  return db.transaction(async (tx) => {
    await holdMeeting(tx, meetingId);
    const device = await lockDevice(tx, did);
    const row = await findEntry(tx, hash);
    if (row?.state !== "pending") return;
    await settleAgain(tx, device, row);
    if (row.code === "chain_hold") await passOverdue(tx, device, row);
  });
}

/** Header and payload: what was signed. ECDSA gives many valid signatures of the same; only the first counts. */
const signedPart = (jws: string): string => jws.slice(0, jws.lastIndexOf("."));
