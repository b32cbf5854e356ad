import { signal } from "@preact/signals";

/** How many enrolments wait for a look, as last heard; the navigation shows it. */
export const awaitingCount = signal(0);
