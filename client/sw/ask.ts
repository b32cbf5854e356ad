import { SYNC_TAG } from "./messages.ts";

interface WithSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/**
 * Asks the browser to wake the service worker when the network is back: it sends check-ins, what is carried and what a
 * teacher did. Where it cannot (iOS, Firefox), the app must be opened.
 */
export async function askForBackgroundSync(): Promise<boolean> {
  try {
    const registration: (ServiceWorkerRegistration & WithSync) | undefined =
      await navigator.serviceWorker?.getRegistration();
    if (!registration?.active || !registration.sync) return false;
    await registration.sync.register(SYNC_TAG);
    return true;
  } catch {
    return false;
  }
}
