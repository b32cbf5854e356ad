/**
 * The service worker: the app's shell without network, and what waits to be sent when the network is back.
 *
 * It answers for the precached shell and for navigations only. The API and the parts of the recognition models pass by:
 * the first must never be stale, the second are kept and checked by client/recognition. A new version waits until the page
 * says that nothing is being captured, written or sent.
 */
import { clientsClaim } from "workbox-core";
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { sendCheckIns, sendInSession } from "./background.ts";
import { APPLY_UPDATE, SEND_NOW, SYNC_TAG } from "./messages.ts";

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}
declare global {
  interface ServiceWorkerGlobalScopeEventMap {
    sync: SyncEvent;
  }
}
declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: (PrecacheEntry | string)[];
};

// the kept responses carry the server's own headers: content policy and isolation hold without network too
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    denylist: [/^\/v1\//, /^\/assets\//, /^\/(healthz|readyz)$/, /\.[a-z0-9]+$/i],
  }),
);
clientsClaim();

self.addEventListener("message", (event) => {
  if (event.data === APPLY_UPDATE) void self.skipWaiting();
});

self.addEventListener("sync", (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground());
});

/** Rejects while something is left: then the browser fires the event again by its own backoff. */
async function sendInBackground(): Promise<void> {
  const pages = await self.clients.matchAll({ type: "window" });
  const onScreen = pages.filter(({ visibilityState }) => visibilityState === "visible");
  // a page on screen shows what the server makes of it, so it is the one to ask
  for (const page of onScreen) page.postMessage(SEND_NOW);
  const sent = await Promise.allSettled([sendCheckIns(), onScreen.length > 0 ? null : sendInSession()]);
  for (const one of sent) if (one.status === "rejected") throw one.reason;
}
