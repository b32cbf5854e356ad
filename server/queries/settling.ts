import type { EntryPayload, FacePayload } from "../../shared/protocol/entry.ts";
import { readStoredEntry } from "../../shared/protocol/seal.ts";
import type { Db } from "../context.ts";
import { type ClaimFacts, judgeClaim, type Judgement } from "../domain/claim.ts";
import { afterWord } from "../domain/settle.ts";
import { askTeacher } from "./asked.ts";
import { type ClaimContext, contextAsked, contextOf } from "./claim-context.ts";
import type { DeviceRow } from "./devices.ts";
import { changeEntry, type EntryRow, entryBySeq, missingBlobs } from "./entries.ts";
import { markMissing } from "./excuses.ts";
import { inOneGo } from "./in-one-go.ts";
import { addJob } from "./jobs.ts";
import { notifyLive } from "./live.ts";
import { marksOf, refold } from "./marks.ts";

export async function settleAgain(tx: Db, device: DeviceRow, row: EntryRow): Promise<void> {
  const previous = await entryBySeq(tx, device.did, row.seq - 1);
  await settle(tx, device, row, { previous, held: row.code === "chain_hold" });
}

/** Judges a claim by everything that is stored now and writes the judgement down. */
export async function settle(
  tx: Db,
  device: DeviceRow,
  row: EntryRow,
  chain: { previous: EntryRow | null; held: boolean; gap?: boolean },
): Promise<void> {
  const context = contextOf(...(await inOneGo(...contextAsked(tx, row))));
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
export async function askInstead(
  tx: Db,
  of: Pick<EntryRow, "meetingId" | "userId">,
  { state, code }: Pick<EntryRow, "state" | "code">,
): Promise<void> {
  if (state === "review" && code === "evidence") await askTeacher(tx, of);
}
export const hasFace = (payload: EntryPayload): payload is FacePayload => payload.k !== "tap";
export const announcedBy = (payload: EntryPayload) =>
  hasFace(payload)
    ? { photoHash: payload.photo.h, embeddingHash: payload.emb.h }
    : { photoHash: null, embeddingHash: null };

/** A check-in that only a teacher can confirm, where a teacher has marked the student as here before it came. */
export async function confirmed(
  tx: Db,
  row: Pick<EntryRow, "hash" | "meetingId" | "userId" | "receivedAt">,
  outcome: Outcome,
): Promise<Outcome> {
  if (outcome.code !== "to_confirm") return outcome;
  return { ...outcome, ...afterWord({ ...row, ...outcome }, await marksOf(tx, row)) };
}

/** What follows from what a claim has become, and the word to whoever watches. */
export async function announce(
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

type JudgedRow = Pick<EntryRow, "receivedAt" | "lowerMs" | "roomCode" | "codeShownMs" | "flags">;

export function factsOf(
  device: DeviceRow,
  row: JudgedRow,
  about: {
    payload: EntryPayload;
    previous: EntryRow | null;
    held: boolean;
    /** whether a gap that the chain went on over lies before it; as it was judged before where it is not said */
    gap?: boolean;
    context: ClaimContext;
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
    codeShownMs: row.codeShownMs,
    previous: previous && { capturedMs: previous.capturedMs, clocks: readStoredEntry(previous.jws).t },
    held,
    frozen: row.flags.includes("frozen"),
    gap: about.gap ?? row.flags.includes("chain_gap"),
    revokedMs: revoked?.getTime() ?? null,
    meeting: meeting && {
      startsMs: meeting.meeting.startsAt.getTime(),
      endsMs: meeting.meeting.endsAt.getTime(),
      openedMs: meeting.meeting.openedAt?.getTime() ?? null,
      closedMs: meeting.meeting.closedAt?.getTime() ?? null,
      policy: meeting.policy,
      unsureClock: meeting.meeting.clockToldAt !== null,
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
export type Outcome = Pick<EntryRow, "state" | "code"> & Partial<Pick<EntryRow, "grade">>;

export function outcomeOf(judged: Judgement, wantsBlobs: boolean): Outcome {
  if (judged.state === "verify") return { state: "pending", code: wantsBlobs ? "blob" : "verify" };
  const state = judged.state === "wait" ? "pending" : judged.state;
  return { state, code: judged.code, ...("grade" in judged && { grade: judged.grade }) };
}

const sameFlags = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();
