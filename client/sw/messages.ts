/** What page and service worker say to each other. */
export const APPLY_UPDATE = "apply-update";
/** The tag of the Background Sync registration. */
export const SYNC_TAG = "outbox";
