/** What page and service worker say to each other. */
export const APPLY_UPDATE = "apply-update";
/** To a page that is on screen: send what waits, there is a way again. */
export const SEND_NOW = "send-now";
/** The tag of the Background Sync registration, for everything that waits. */
export const SYNC_TAG = "outbox";
