import { signal } from "@preact/signals";
import type { RequestsWaiting } from "../../../shared/api/requests.ts";
import { api } from "../../api.ts";

const NOTHING: RequestsWaiting = { toDecide: 0, byCourse: {}, answered: 0 };
/** Requests that wait for the one who is here, and answers that were not seen; the navigation shows them. */
export const requestsWaiting = signal<RequestsWaiting>(NOTHING);

const EVERY_MS = 60_000;
let askedAt = 0;

/** Asks anew; stays as it was when the server cannot be asked. */
export async function learnWaiting(): Promise<void> {
  askedAt = Date.now();
  await api.requests
    .waiting()
    .then((found) => (requestsWaiting.value = found))
    .catch(() => undefined);
}

/** Asks when somebody comes, and now and then while the app is looked at. @param here whether somebody is signed in */
export function followWaiting(here: boolean): void {
  if (!here) requestsWaiting.value = NOTHING;
  else if (Date.now() - askedAt > EVERY_MS / 2) void learnWaiting();
}

/** Keeps asking while the app is on screen, until `signal` aborts. */
export function startAskingWaiting(isHere: () => boolean, signal: AbortSignal): void {
  const timer = setInterval(() => {
    if (isHere() && document.visibilityState === "visible") void learnWaiting();
  }, EVERY_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
}
