/** What of the client a simulated phone runs: bundled once, and run anew for each life of the app. */
export { sealCheckIn } from "../../../../client/outbox/outbox.ts";
export { sendNow, startSending } from "../../../../client/outbox/runner.ts";
export { readClocks, TIME_ORIGIN_ID } from "../../../../client/outbox/clock.ts";
export { db } from "../../../../client/store/db.ts";
export { currentStudent } from "../../../../client/store/settings.ts";
export { newLink } from "../../../../client/store/link.ts";
