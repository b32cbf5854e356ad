/** The page's side of the service worker: registration, and updates that interrupt nothing. */
import { signal } from "@preact/signals";
import { sendNow } from "../outbox/runner.ts";
import { withLock } from "../store/locks.ts";
import { APPLY_UPDATE, SEND_NOW } from "./messages.ts";

/** A new version is installed and waits. */
export const updateReady = signal(false);

let holds = 0;
const released: (() => void)[] = [];

/** Keeps updates (and the reload that they bring) away, for instance during a capture. @returns the release */
export function holdUpdates(): () => void {
  holds++;
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--holds > 0) return;
    for (const resume of released.splice(0)) resume();
  };
}

const unheld = (): Promise<void> =>
  holds === 0 ? Promise.resolve() : new Promise((resolve) => released.push(resolve));

let registration: ServiceWorkerRegistration | null = null;

/** Calls `send` when the service worker says that there is a way again, until `signal` aborts. */
export function whenAskedToSend(send: () => void, signal: AbortSignal): void {
  // plain http and private windows have none
  const worker: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  worker?.addEventListener("message", ({ data }) => data === SEND_NOW && send(), { signal });
}

/**
 * Registers the service worker; call it once, after the first screen stands. Without service workers (private windows,
 * plain http) the app works online only.
 * @returns whether the app will work without network
 */
export async function registerServiceWorker(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const { serviceWorker } = navigator;
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    // the first worker takes over a page that loaded without one: nothing to reload for
    if (controlled) void reloadWhenIdle();
    controlled = true;
  });
  try {
    registration = await serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  } catch {
    return false;
  }
  watch(registration);
  addEventListener("online", () => void lookForUpdate());
  return true;
}

/** Asks the server for a newer version. */
export async function lookForUpdate(): Promise<void> {
  await registration?.update().catch(() => undefined);
}

function watch(found: ServiceWorkerRegistration): void {
  const look = () => {
    // waiting beside an active worker: an update; alone: the first installation, which takes over by itself
    updateReady.value = found.waiting !== null && found.active !== null;
  };
  look();
  found.addEventListener("updatefound", () => {
    found.installing?.addEventListener("statechange", look);
  });
}

/**
 * Lets the waiting version take over as soon as nothing is being captured, written or sent; then every open page of the app
 * reloads. Resolves when the new version has been told.
 */
export async function applyUpdate(): Promise<void> {
  await whenIdle(async () => {
    registration?.waiting?.postMessage(APPLY_UPDATE);
  });
}

let reloading = false;
async function reloadWhenIdle(): Promise<void> {
  if (reloading) return;
  reloading = true;
  await whenIdle(async () => location.reload());
}

/** Held while something is written or sent, in any tab or in the worker. In this order, which everybody who holds two keeps. */
const BUSY = ["identity", "writer", "sender", "carrier", "actions"];

/** Runs `work` while no capture holds it off, and no tab or worker registers, writes or sends. */
async function whenIdle(work: () => Promise<void>): Promise<void> {
  await sendNow("timer");
  await unheld();
  await BUSY.reduceRight((inner: () => Promise<void>, name) => () => withLock(name, inner), work)();
}
