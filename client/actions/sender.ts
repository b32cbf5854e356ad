/**
 * Sends the teacher's log in its order. Each action is taken once by its id, so it may be sent again whenever the answer
 * was lost; it leaves the log only by the server's word on its id. One sender at a time: hold the lock "actions".
 */
import { type ActionOutcome, MAX_ACTIONS, type TeacherAction } from "../../shared/api/actions.ts";
import { ApiProblem, UnreadableReply } from "../problem.ts";
import type { ActionRow } from "../store/action-row.ts";
import { db } from "../store/db.ts";
import { postActions } from "./wire.ts";

/** Taken ones are kept so long, for whoever asks what happened, ms. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

/**
 * Sends what waits of one person's.
 * @param onTaken told of each action that the server takes, before it leaves the log
 * @throws ApiProblem, Offline, UnreadableReply: what was not answered still waits
 */
export async function sendAll(uid: string, onTaken: (outcome: ActionOutcome) => void): Promise<void> {
  await db.actions
    .where({ uid, state: "taken" })
    .filter(({ answeredAt }) => (answeredAt ?? 0) < Date.now() - KEEP_MS)
    .delete();
  for (let size = MAX_ACTIONS; ;) {
    const all = await db.actions.where({ uid, state: "waiting" }).sortBy("n");
    const batch = all.slice(0, size);
    if (batch.length === 0) return;
    try {
      const outcomes = await postActions(
        uid,
        batch.map(({ action }): TeacherAction => action),
      );
      for (const outcome of outcomes) await settle(outcome, onTaken);
      // an answer that settles nothing would be asked for again at once: wait as after a failure
      if (outcomes.every(({ st }) => st === "retry")) throw new UnreadableReply("nothing was taken");
    } catch (error) {
      const poisoned = error instanceof ApiProblem && error.ours && [400, 413, 422].includes(error.status);
      if (!poisoned) throw error;
      // one of them cannot be read there: find it, and set it aside
      if (batch.length > 1) size = 1;
      else await answer(batch[0]?.id ?? "", "refused", error.code);
    }
  }
}

async function settle(outcome: ActionOutcome, onTaken: (outcome: ActionOutcome) => void): Promise<void> {
  if (outcome.st === "retry") return;
  if (outcome.st !== "refused") onTaken(outcome);
  await answer(outcome.id, outcome.st === "refused" ? "refused" : "taken", outcome.code);
}

const answer = (id: string, state: ActionRow["state"], code: string | null) =>
  db.actions.where({ id }).modify({ state, code, answeredAt: Date.now() });
