import type { EntryPayload, FacePayload } from "../../shared/protocol/entry.ts";
import { readStoredEntry } from "../../shared/protocol/seal.ts";
import type { Database, Db } from "../context.ts";
import { placeInChain } from "../domain/chain.ts";
import { type ClaimFacts, judgeClaim, type Judgement } from "../domain/claim.ts";
import type { RoomCodeVerdict } from "../domain/room-code.ts";
import { afterWord } from "../domain/settle.ts";
import { lowerBound } from "../domain/time.ts";
import { type DeviceRow, freezeDevice, lockDevice, noteWrongCode, setHead } from "./devices.ts";
import {
  announcedFacts,
  boundAncestors,
  changeEntry,
  claimContext,
  type EntryRow,
  entriesAfter,
  entryBySeq,
  entriesNear,
  findEntry,
  holdMeeting,
  insertEntry,
  missingBlobs,
  refusedByHours,
  waitingEntries,
} from "./entries.ts";
import { askTeacher } from "./asked.ts";
import { addJob } from "./jobs.ts";
import { notifyLive } from "./live.ts";
import { markMissing } from "./excuses.ts";
import { marksOf, refold } from "./marks.ts";

export interface Claim {
  readonly jws: string;
  readonly hash: string;
  readonly payload: EntryPayload;
  readonly roomCode: RoomCodeVerdict;
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
 * What can be asked at once is sent at once: the connection does it in order, so whatever is read after the locks is as it
 * stays until the commit.
 */
export function commitClaim(db: Database, claim: Claim): Promise<Committed> {
  const { payload, hash, jws } = claim;
  const { did, sid, seq } = payload;
  const announced = { did, ...announcedBy(payload) };
  return db.transaction(async (tx) => {
    const [, device, near, context, { tokenMs, missing }] = await Promise.all([
      holdMeeting(tx, sid),
      lockDevice(tx, did),
      entriesNear(tx, did, seq, hash),
      claimContext(tx, { meetingId: sid, userId: payload.uid, capturedMs: payload.t.cap }),
      announcedFacts(tx, { ...announced, tok: payload.t.tok }),
    ]);
    const inPlace = (place: number) => near.find((row) => row.did === did && row.seq === place) ?? null;
    const stored = near.find((row) => row.hash === hash) ?? inPlace(seq);
    if (stored?.hash === hash) return "duplicate";
    if (stored && signedPart(stored.jws) === signedPart(jws)) return "replayed";
    const place = placeInChain(payload, { seq: device.headSeq, h: device.headHash }, stored !== null);
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
      receivedAt: new Date(claim.receivedMs),
      roomCode: claim.roomCode,
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
      held ? null : setHead(tx, did, { seq, h: hash }),
      claim.roomCode === "wrong" ? noteWrongCode(tx, device, { hash, meetingId: sid }) : null,
      announce(tx, row, outcome),
    ]);
    if (outcome.state === "accepted") await refold(tx, row);
    if (context.withdrawn && hasFace(payload)) await askInstead(tx, row, outcome);
    if (!added) throw new Error("the place of a claim was taken under its device's lock");
    if (!held && inPlace(seq + 1)) await advance(tx, device, added);
    return "committed";
  });
}

/**
 * Moves the head to a new entry and releases those that had waited for it. A released descendant proves that all before
 * it existed when it arrived, so it bounds their arrival.
 */
async function advance(tx: Db, device: DeviceRow, added: EntryRow): Promise<void> {
  let head = added;
  for (const held of await entriesAfter(tx, device.did, added.seq)) {
    if (held.seq !== head.seq + 1) break;
    if (held.prev !== head.hash) {
      await freezeDevice(tx, device, { seq: held.seq, jws: held.jws });
      await changeEntry(tx, held.hash, { state: "rejected", code: "seq_fork", decidedAt: new Date() });
      break;
    }
    const lowerMs = lowerBound(held.lowerMs, head.lowerMs);
    if (lowerMs !== held.lowerMs) await changeEntry(tx, held.hash, { lowerMs });
    const released = { ...held, lowerMs };
    await settle(tx, device, released, { previous: head, held: false });
    for (const ancestor of await boundAncestors(tx, device.did, held.seq, held.receivedAt)) {
      if (ancestor.state === "pending") await settleAgain(tx, device, ancestor);
    }
    head = released;
  }
  await setHead(tx, device.did, { seq: head.seq, h: head.hash });
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
    if (row?.state === "pending") await settleAgain(tx, device, row);
  });
}

async function settleAgain(tx: Db, device: DeviceRow, row: EntryRow): Promise<void> {
  const previous = await entryBySeq(tx, device.did, row.seq - 1);
  await settle(tx, device, row, { previous, held: row.code === "chain_hold" });
}

/** Judges a claim by everything that is stored now and writes the judgement down. */
async function settle(
  tx: Db,
  device: DeviceRow,
  row: EntryRow,
  chain: { previous: EntryRow | null; held: boolean },
): Promise<void> {
  const context = await claimContext(tx, row);
  const judged = judgeClaim(factsOf(device, row, { payload: readStoredEntry(row.jws), ...chain, context }));
  const missing = judged.state === "verify" ? await missingBlobs(tx, row) : [];
  const next = await confirmed(tx, row, outcomeOf(judged, missing.length > 0));
  if (next.state === row.state && next.code === row.code && sameFlags(judged.doubts, row.flags)) return;
  const decidedAt = next.state === "pending" ? null : new Date();
  await changeEntry(tx, row.hash, { ...next, flags: judged.doubts, decidedAt });
  if (next.state === "accepted") await refold(tx, row);
  await announce(tx, row, next);
  if (context.withdrawn && hasFace(readStoredEntry(row.jws))) await askInstead(tx, row, next);
}

/** A check-in whose photo must not come, because of a withdrawn consent, is asked of the teacher: it is not lost. */
async function askInstead(
  tx: Db,
  of: Pick<EntryRow, "meetingId" | "userId">,
  { state, code }: Pick<EntryRow, "state" | "code">,
): Promise<void> {
  if (state === "review" && code === "evidence") await askTeacher(tx, of);
}
const hasFace = (payload: EntryPayload): payload is FacePayload => payload.k !== "tap";
const announcedBy = (payload: EntryPayload) =>
  hasFace(payload)
    ? { photoHash: payload.photo.h, embeddingHash: payload.emb.h }
    : { photoHash: null, embeddingHash: null };

/** A check-in that only a teacher can confirm, where a teacher has marked the student as here before it came. */
async function confirmed(
  tx: Db,
  row: Pick<EntryRow, "hash" | "meetingId" | "userId" | "receivedAt">,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.code !== "to_confirm") return outcome;
  return { ...outcome, ...afterWord({ ...row, ...outcome }, await marksOf(tx, row)) };
}

/** What follows from what a claim has become, and the word to whoever watches. */
async function announce(
  tx: Db,
  row: Pick<EntryRow, "hash" | "meetingId" | "userId">,
  { state, code }: Pick<EntryRow, "state" | "code">,
): Promise<void> {
  await Promise.all([
    code === "verify" ? addJob(tx, "verify_entry", { hash: row.hash }, { key: `verify:${row.hash}` }) : null,
    notifyLive(tx, { meetingId: row.meetingId, userId: row.userId }),
  ]);
  // who was not marked absent at the close because this claim was still undecided
  if (state === "rejected") await markMissing(tx, row.meetingId, row.userId);
}

type JudgedRow = Pick<EntryRow, "receivedAt" | "lowerMs" | "roomCode" | "flags">;

function factsOf(
  device: DeviceRow,
  row: JudgedRow,
  about: {
    payload: EntryPayload;
    previous: EntryRow | null;
    held: boolean;
    context: Awaited<ReturnType<typeof claimContext>>;
  },
): ClaimFacts {
  const { payload, previous, held } = about;
  const { meeting, enrolled, consented, withdrawn } = about.context;
  const revoked = device.revokedAt !== null && device.revokedAt <= row.receivedAt ? device.revokedAt : null;
  return {
    payload,
    nowMs: Date.now(),
    upperMs: row.receivedAt.getTime(),
    lowerMs: row.lowerMs,
    code: row.roomCode,
    previous: previous && { capturedMs: previous.capturedMs, clocks: readStoredEntry(previous.jws).t },
    held,
    frozen: row.flags.includes("frozen"),
    revokedMs: revoked?.getTime() ?? null,
    meeting: meeting && {
      startsMs: meeting.meeting.startsAt.getTime(),
      endsMs: meeting.meeting.endsAt.getTime(),
      openedMs: meeting.meeting.openedAt?.getTime() ?? null,
      closedMs: meeting.meeting.closedAt?.getTime() ?? null,
      policy: meeting.policy,
    },
    member: meeting?.member ?? false,
    tap: !hasFace(payload),
    probation: device.probationUntil !== null && row.receivedAt < device.probationUntil,
    enrolled,
    consented,
    withdrawn: withdrawn && hasFace(payload),
  };
}

/** With a grade where nothing is left to look at. */
type Outcome = Pick<EntryRow, "state" | "code"> & Partial<Pick<EntryRow, "grade">>;

function outcomeOf(judged: Judgement, wantsBlobs: boolean): Outcome {
  if (judged.state === "verify") return { state: "pending", code: wantsBlobs ? "blob" : "verify" };
  const state = judged.state === "wait" ? "pending" : judged.state;
  return { state, code: judged.code, ...("grade" in judged && { grade: judged.grade }) };
}

const sameFlags = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();
/** Header and payload: what was signed. ECDSA gives many valid signatures of the same; only the first counts. */
const signedPart = (jws: string): string => jws.slice(0, jws.lastIndexOf("."));
