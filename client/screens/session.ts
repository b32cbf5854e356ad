/** Who is here, as the screens see it; the facts live in client/store/session.ts. */
import { computed, effect, signal } from "@preact/signals";
import type { Me } from "../../shared/api/account.ts";
import { followActions, ownActions, sendActions, startSendingActions } from "../actions/log.ts";
import { api } from "../api.ts";
import { carryNow, startCarrying, undelivered } from "../carry/carry.ts";
import { navigate } from "../components/router.tsx";
import { chooseLanguage, language } from "../i18n/i18n.ts";
import { ensureDevice } from "../identity/device.ts";
import { unsent } from "../outbox/outbox.ts";
import { startSending } from "../outbox/runner.ts";
import { prefetch } from "../store/offline.ts";
import * as store from "../store/session.ts";
import { assists, learnAssisting } from "./carry/assists.ts";
import { followWaiting, startAskingWaiting } from "./requests/waiting.ts";
import { registrationOf } from "./register/registration-of.ts";
import { prefetchTeaching } from "../store/teaching.ts";
import { erasure } from "../store/withdrawal.ts";
import { askForBackgroundSync } from "../sw/ask.ts";
import { whenAskedToSend } from "../sw/register.ts";

export type Session =
  | { readonly kind: "loading" }
  | { readonly kind: "visitor" }
  | { readonly kind: "person"; readonly me: Me; readonly fresh: boolean };

const looked = signal(false);
/** Why nobody could be found out, where that is not simply "nobody": storage blocked, no network at the first visit. */
export const sessionProblem = signal<unknown>(null);

export const session = computed<Session>(() => {
  const found = store.me.value;
  if (found) return { kind: "person", me: found.value, fresh: found.fresh };
  return found === undefined && !looked.value ? { kind: "loading" } : { kind: "visitor" };
});

/** Whether the browser has a network at all; what it says "yes" to may still not reach the server. */
export const online = signal(navigator.onLine);

async function look(): Promise<void> {
  try {
    const found = await store.openSession();
    sessionProblem.value = null;
    if (found?.value.role === "student") await prepareStudent(found.value, found.fresh);
    else if (found?.fresh) void prefetchTeaching();
  } catch (error) {
    sessionProblem.value = error;
  } finally {
    looked.value = true;
  }
}

/** Gets the phone ready to work with the network off. Failures show where they matter: at the check-in. */
async function prepareStudent(me: Me, fresh: boolean): Promise<void> {
  if (!fresh) return learnAssisting();
  await ensureDevice(me).catch(() => undefined);
  await prefetch();
  await learnAssisting();
}

/** Starts everything that goes on behind the screens. Once, at boot. */
export function startSession(signal: AbortSignal): void {
  void look();
  startSending(signal);
  startCarrying(signal);
  startSendingActions(signal);
  whenAskedToSend(() => (void carryNow(), void sendActions()), signal);
  document.addEventListener("visibilitychange", wakeLater, { signal });
  effect(() => followActions(store.me.value?.value.id ?? null));
  effect(heedErasure);
  effect(() => followWaiting(store.me.value?.fresh === true));
  startAskingWaiting(() => store.me.peek()?.fresh === true, signal);
  addEventListener("online", () => ((online.value = true), void look()), { signal });
  addEventListener("offline", () => (online.value = false), { signal });
  effect(() => keepLanguage(language.value));
}

/** The service worker or another tab may hear of a withdrawal first: then this page asks what holds now. */
function heedErasure(): void {
  const heard = erasure.value?.withdrawnMs ?? 0;
  const known = store.me.peek()?.value;
  if (known?.consent && heard > Date.parse(known.withdrawnAt ?? "1970-01-01")) void look();
}

/** Browsers give up on a background sync after a few failures: it is asked for anew whenever something is left behind. */
function wakeLater(): void {
  if (document.visibilityState === "visible") return;
  const waiting = ownActions.peek().some(({ state }) => state === "waiting");
  if (unsent.peek().count > 0 || undelivered() > 0 || waiting) void askForBackgroundSync();
}

function keepLanguage(chosen: Me["language"]): void {
  document.documentElement.lang = chosen;
  const found = store.me.peek();
  if (!found?.fresh || found.value.language === chosen) return;
  api.account
    .change({ language: chosen })
    .then(store.signedIn)
    .catch(() => undefined);
}

/** Takes over who has just registered or signed in. */
export async function enter(me: Me): Promise<void> {
  chooseLanguage(me.language);
  await store.signedIn(me);
  if (me.role === "student") void prepareStudent(me, true);
  else void prefetchTeaching();
  const { pathname, hash } = window.location;
  // who signed in to accept an invitation goes on with it
  if (registrationOf(hash.slice(1)).kind === "invited") return;
  if (["/", "/sign-in", "/register"].includes(pathname)) navigate("/", { replace: true });
}

/** Takes over what the server says of the same person after a change. */
export const update = (me: Me): Promise<void> => store.signedIn(me);

/** Asks the server who this is now, for what others decide (an enrolment confirmed). Stays as it was when it cannot. */
export const refresh = (): Promise<void> => look();

export async function leave(): Promise<void> {
  await store.signOut();
  assists.value = false;
  navigate("/", { replace: true });
}
