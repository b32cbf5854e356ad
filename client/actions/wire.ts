import { ACTIONS_VERSION, ActionsReply, type TeacherAction } from "../../shared/api/actions.ts";
import { reach, readReply } from "../http.ts";

const TIMEOUT_MS = 20_000;

/** Sends actions in order. @throws ApiProblem, Offline, UnreadableReply */
export async function postActions(uid: string, actions: readonly TeacherAction[]) {
  const body = JSON.stringify({ v: ACTIONS_VERSION, uid, actions });
  const headers = { "content-type": "application/json" };
  const answer = reach("/v1/actions", { method: "POST", headers, body, cache: "no-store" }, TIMEOUT_MS);
  return (await readReply(answer, ActionsReply)).outcomes;
}
