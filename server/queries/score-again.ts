import { and, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { mark, markRetraction, verificationResult } from "../../drizzle/schema.ts";
import type { Database } from "../context.ts";
import { lockDevice } from "./devices.ts";
import { changeEntry, findEntry, holdMeeting } from "./entries.ts";
import { notifyLive } from "./live.ts";
import { isLocked } from "./lock.ts";
import { refold } from "./marks.ts";
import type { VerificationContext, Verified } from "./verification.ts";

/**
 * Appends a new result to a decided check-in. Where the machine had accepted it and no longer would, its mark is taken back, the
 * attendance folded anew, and the check-in goes to review; a teacher's word stays what it is. Locks as verification.ts does.
 * @returns whether the check-in changed
 */
export function commitScoredAgain(
  db: Database,
  { entry: { hash, did, meetingId, userId } }: VerificationContext,
  { judged, actorId }: { judged: Verified; actorId: string },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    await holdMeeting(tx, meetingId);
    await lockDevice(tx, did);
    const current = await findEntry(tx, hash);
    if (!current || current.state === "pending") return false;
    const { state, code } = judged.decision;
    await tx
      .insert(verificationResult)
      .values({ id: uuidv7(), entryHash: hash, state, code, ...judged.result });
    if (current.state !== "accepted" || state === "accepted") return false;
    const [own] = await tx
      .select({ id: mark.id })
      .from(mark)
      .where(and(eq(mark.entryHash, hash), eq(mark.source, "automatic")));
    // accepted by a person
    if (!own) return false;
    await tx
      .insert(markRetraction)
      .values({ markId: own.id, meetingId, userId, actorId, frozen: isLocked(meetingId) })
      .onConflictDoNothing();
    await changeEntry(tx, hash, {
      state: "review",
      code: "face_doubtful",
      score: judged.result.score ?? null,
    });
    // after it: what a teacher's word confirms is an accepted check-in
    await refold(tx, { meetingId, userId });
    await notifyLive(tx, { meetingId, userId });
    return true;
  });
}
