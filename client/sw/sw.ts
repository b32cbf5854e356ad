/**
 * The service worker: the app's shell without network, and the outbox when the network is back.
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
import { readClocks } from "../outbox/clock.ts";
import { createSender } from "../outbox/sender.ts";
import { senderStore } from "../outbox/sender-store.ts";
import { httpWire } from "../outbox/wire.ts";
import { withLock } from "../store/locks.ts";
import { APPLY_UPDATE, SYNC_TAG } from "./messages.ts";

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

const sender = createSender({
  store: senderStore,
  wire: httpWire,
  clocks: readClocks,
  random: Math.random,
});

self.addEventListener("sync", (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground());
});

/** Rejects while claims are left: then the browser fires the event again by its own backoff. */
async function sendInBackground(): Promise<void> {
  await withLock("sender", () => sender.run({ trigger: "event", greet: null }));
  for (const did of await senderStore.devices()) {
    const queue = await senderStore.load(did);
    if (queue?.link.hold === null && queue.entries.some(isUnsent))
      throw new Error("check-ins are left to send");
  }
}

type Entry = NonNullable<Awaited<ReturnType<typeof senderStore.load>>>["entries"][number];
const isUnsent = ({ detail, need, blobsKept }: Entry) =>
  detail === "queued" || detail === "sent" || (blobsKept && (need?.length ?? 0) > 0);
