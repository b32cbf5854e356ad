/**
 * The teacher's log on this device: what is done is written down first and sent in its order, at once or when there is a
 * way to the server. Each action is taken once by its id, so it may be sent again whenever the answer was lost.
 */
import { signal } from "@preact/signals";
import { liveQuery, type Subscription } from "dexie";
import type { ActionOutcome } from "../../shared/api/actions.ts";
import { isProblemCode, PROBLEMS } from "../../shared/errors.ts";
import { backoffMs } from "../outbox/backoff.ts";
import { createLoop } from "../outbox/loop.ts";
import { ApiProblem } from "../problem.ts";
import { ActionRow } from "../store/action-row.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { withLock } from "../store/locks.ts";
import { language } from "../i18n/i18n.ts";
import { askForBackgroundSync } from "../sw/ask.ts";
import { sendAll } from "./sender.ts";

/** What waits on this device, and what was refused and not yet seen; of the person who is signed in, in order. */
export const ownActions = signal<readonly ActionRow[]>([]);

type Listener = (outcome: ActionOutcome) => void;
const listeners = new Set<Listener>();
/** Tells of each action that the server takes, before it leaves {@link ownActions}. @returns the end of it */
export function onTaken(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** How long a person waits for the server before an action counts as kept. */
const PATIENCE_MS = 5_000;

let followed: string | null = null;
let subscription: Subscription | null = null;

/** Shows one person's log, or nobody's. */
export function followActions(uid: string | null): void {
  if (uid === followed) return;
  followed = uid;
  subscription?.unsubscribe();
  ownActions.value = [];
  if (uid === null) return;
  subscription = liveQuery(() =>
    db.actions.where("[uid+state]").anyOf([uid, "waiting"], [uid, "refused"]).toArray(),
  ).subscribe({
    next: (rows) => {
      ownActions.value = readableRows(ActionRow, rows).toSorted((a, b) => (a.n ?? 0) - (b.n ?? 0));
    },
    error: () => (followed = null),
  });
  void sendActions();
}

export type Draft = Pick<ActionRow, "uid" | "courseId" | "courseName" | "name" | "action">;

/**
 * Writes an action down and sends it when there is a way.
 * @returns "taken" with what it led to, or "kept" while the server cannot be reached
 * @throws ApiProblem when the server refuses it (it is then not kept); LocalProblem when it cannot be written down
 */
export async function act(draft: Draft): Promise<"taken" | "kept"> {
  const { id } = draft.action;
  await stored(() => db.actions.add({ ...draft, id, state: "waiting", code: null, answeredAt: null }));
  await Promise.race([sendActions(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  const row = await stored(() => db.actions.where({ id }).first());
  if (row?.state === "taken") return "taken";
  if (row?.state !== "refused") {
    void askForBackgroundSync();
    return "kept";
  }
  await dismiss(id);
  throw refusal(row.code);
}

/**
 * The same for many at once, in their order: all are written down before the first is sent.
 * @throws as `act`, with the first refusal; what was not refused stays done
 */
export async function actAll(drafts: readonly Draft[]): Promise<"taken" | "kept"> {
  const rows = drafts.map((draft) => ({
    ...draft,
    id: draft.action.id,
    state: "waiting" as const,
    code: null,
    answeredAt: null,
  }));
  await stored(() => db.actions.bulkAdd(rows));
  await Promise.race([sendActions(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  const ids = rows.map(({ id }) => id);
  const after = await stored(() => db.actions.where("id").anyOf(ids).toArray());
  const refused = after.find(({ state }) => state === "refused");
  for (const row of after) if (row.state === "refused") await dismiss(row.id);
  if (refused) throw refusal(refused.code);
  return after.every(({ state }) => state === "taken") ? "taken" : "kept";
}

/** Forgets a refused action, once it has been seen. */
export async function dismiss(id: string): Promise<void> {
  await stored(() => db.actions.where({ id, state: "refused" }).delete());
}

/** Why the server did not take an action, as the problem that it is. */
export function refusal(code: string | null): ApiProblem {
  const known = code !== null && isProblemCode(code) ? code : "bad_request";
  const { status, ...sentences } = PROBLEMS[known];
  return new ApiProblem({ code: known, status, ...sentences[language.peek()] });
}

let failures = 0;

const loop = createLoop(async () => {
  const uid = followed;
  if (uid === null) return null;
  try {
    await withLock("actions", () => sendAll(uid, tell));
    failures = 0;
    return null;
  } catch (error) {
    // signed out: the next sign-in sends them; everything else is tried again
    if (error instanceof ApiProblem && error.ours && (error.status === 401 || error.status === 403))
      return null;
    return Date.now() + backoffMs(failures++, Math.random);
  }
});

function tell(outcome: ActionOutcome): void {
  for (const listener of listeners) listener(outcome);
}

/** Sends what waits. @returns when everything is sent, or cannot be sent now; never rejects */
export const sendActions = (): Promise<void> => loop.run("event");

/** Sends whenever there may be a way again, until `signal` aborts. */
export const startSendingActions = (signal: AbortSignal): void => loop.start(signal);
