import { eq, sql } from "drizzle-orm";
import * as v from "valibot";
import { course, entry, markRetraction, meeting, verificationResult } from "../../drizzle/schema.ts";
import { OutcomeCode } from "../../shared/protocol/sync.ts";
import type { Db } from "../context.ts";
import { afterRetraction } from "../domain/settle.ts";
import { tapCode } from "../domain/tap.ts";
import { arrivalStatus } from "../domain/window.ts";
import { changeEntry, type EntryRow, findEntry } from "./entries.ts";
import { isLocked } from "./lock.ts";
import { addMark, lockCheckIns, marksOf, type Pair, refold } from "./marks.ts";

/** A teacher takes back a mark of their own: the attendance and the check-ins are as if it had not been. */
export async function retractMark(
  tx: Db,
  { markId, actorId, at, ...pair }: Pair & { markId: string; actorId: string; at: Date },
): Promise<void> {
  const { meetingId, userId } = pair;
  const checkIns = await lockCheckIns(tx, pair);
  const frozen = isLocked(meetingId);
  await tx
    .insert(markRetraction)
    .values({ markId, meetingId, userId, actorId, at, frozen })
    .onConflictDoNothing();
  await refold(tx, pair);
  const known = await marksOf(tx, pair);
  if (!known.some(({ id, retracted }) => id === markId && retracted)) return;
  for (const entryHash of checkIns) {
    const row = await findEntry(tx, entryHash);
    if (!row) continue;
    const verdict = (await machineVerdict(tx, entryHash)) ?? tapVerdict(row);
    // a good one that the word had put aside counts now, as if the word had not been
    if (verdict?.state === "accepted" && !known.some((event) => event.entryHash === entryHash)) {
      const status = await arrivalOf(tx, entryHash);
      await addMark(tx, { ...pair, source: "automatic", status, entryHash });
    }
    const settled = afterRetraction(row, await marksOf(tx, pair), verdict);
    await changeEntry(tx, entryHash, settled ? { ...settled, decidedAt: new Date() } : {});
  }
  await refold(tx, pair);
}

/** What a check-in without a face was before a teacher's word; null: it has one. */
function tapVerdict({ photoHash, flags }: EntryRow) {
  return photoHash === null ? { state: "review" as const, code: v.parse(OutcomeCode, tapCode(flags)) } : null;
}

/** What a check-in is worth by its hour. */
async function arrivalOf(tx: Db, hash: string) {
  const [row] = await tx
    .select({ capturedMs: entry.capturedMs, meeting, policy: course.policy })
    .from(entry)
    .innerJoin(meeting, eq(meeting.id, entry.meetingId))
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(eq(entry.hash, hash));
  if (!row) throw new Error("a check-in vanished under its lock");
  const times = {
    startsMs: row.meeting.startsAt.getTime(),
    openedMs: row.meeting.openedAt?.getTime() ?? null,
  };
  return arrivalStatus(times, row.capturedMs, row.policy);
}

/** What the machine made of a check-in when it last looked at its photo. */
async function machineVerdict(tx: Db, hash: string) {
  const [row] = await tx
    .select({ state: verificationResult.state, code: verificationResult.code })
    .from(verificationResult)
    .where(eq(verificationResult.entryHash, hash))
    .orderBy(sql`${verificationResult.at} desc`, sql`${verificationResult.id} desc`)
    .limit(1);
  if (!row || row.state === "pending") return null;
  return { state: row.state, code: v.parse(v.nullable(OutcomeCode), row.code) };
}
