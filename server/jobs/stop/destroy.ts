import type { Services } from "../../context.ts";
import { withdrawConsent } from "../../queries/consents.ts";
import { deleteObjects, logDeletion } from "../../queries/deletions.ts";
import { latestEnrolment, setEnrolment } from "../../queries/enrolments.ts";
import * as stops from "../../queries/stop.ts";
import { holdUpkeep } from "../../queries/upkeep.ts";
import { certify } from "./certify.ts";
import { destroyKeyCopies } from "./key-copies.ts";
import { leaveStopMark } from "./mark.ts";
import { destroyStrays } from "./strays.ts";

const PEOPLE_AT_ONCE = 50;
/** Until it is looked again whether the queue has deleted what it was told to, ms. */
const LOOK_AGAIN_MS = 1500;
const reason = "institution_stop";

/**
 * "Stop and destroy", from the moment it is in force: each person's consent ends and everything of the face goes with its key, one
 * transaction a person; then what no row named, and the copies of keys; then a last look, and the certificate. It may stop
 * anywhere and runs again from what is left: nothing is counted twice.
 */
export async function stopAndDestroy(s: Services, { stopId }: { stopId: string }): Promise<void> {
  await s.db.transaction(async (held) => {
    if (!(await holdUpkeep(held, "stop"))) return lookAgain(s, stopId);
    const found = await stops.findStop(s.db, stopId);
    if (found?.stop.state !== "destroying") return;
    await leaveStopMark(s, found.stop);
    const left = await stops.countAffected(s.db);
    await stops.changeStop(s.db, stopId, { total: found.stop.done + left });
    const actorId = found.confirmedBy?.id ?? found.requestedBy.id;
    for (let people = await some(s); people.length > 0; people = await some(s)) {
      for (const userId of people) await forgetPerson(s, { stopId, actorId, userId });
    }
    await s.db.transaction(async (tx) => {
      const n = await stops.forgetDuplicates(tx);
      await logDeletion(tx, { reason, actorId, subjectId: null }, { class: "duplicate_finding", count: n });
      await stops.addStopCounts(tx, stopId, { duplicate_findings: n }, 0);
    });
    // what the queue deletes now is counted by its rows; only what is left after it is a stray
    if ((await stops.pendingDeletions(s.db)) > 0) return lookAgain(s, stopId);
    await destroyStrays(s, { stopId, actorId });
    const keys = await destroyKeyCopies(s, { stopId, actorId });
    if (!(await certify(s, stopId, keys))) return lookAgain(s, stopId);
  });
}

const some = (s: Services) => stops.affectedPeople(s.db, PEOPLE_AT_ONCE);

const lookAgain = (s: Services, stopId: string, afterMs = LOOK_AGAIN_MS) =>
  s.queue.send(
    s.db,
    "stop_and_destroy",
    { stopId },
    { key: `stop:${stopId}`, runAt: new Date(Date.now() + afterMs) },
  );

/** A stop that is under way goes on, whatever became of its job: called every minute. */
export async function keepStopping(s: Services): Promise<void> {
  for (const { stop } of await stops.listStops(s.db))
    if (stop.state === "destroying") await lookAgain(s, stop.id, 0);
}

async function forgetPerson(
  s: Services,
  { stopId, actorId, userId }: { stopId: string; actorId: string; userId: string },
): Promise<void> {
  const cause = { reason, actorId, subjectId: userId } as const;
  await s.db.transaction(async (tx) => {
    const held = await stops.holdingsOf(tx, userId);
    const names = await withdrawConsent(tx, userId);
    const latest = await latestEnrolment(tx, userId);
    if (latest?.code === "consent_withdrawn") await setEnrolment(tx, latest.id, { code: reason });
    await deleteObjects(tx, names, cause);
    await logDeletion(tx, cause, { class: "student_key", count: held.student_keys ?? 0 });
    await logDeletion(tx, cause, { class: "template", count: held.templates ?? 0 });
    await logDeletion(tx, cause, { class: "embedding", count: held.embeddings ?? 0 });
    // a key alone is what a job that was under way has made anew: that person was counted before
    const { student_keys: _, ...more } = held;
    const counted = Object.values(more).some((n) => n > 0) ? 1 : 0;
    await stops.addStopCounts(tx, stopId, held, counted);
  });
  s.vault.sealer.forget(userId);
}
