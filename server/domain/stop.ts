import { STOP_PHRASES } from "../../shared/api/stop.ts";

/** Whether somebody typed what confirms it, in either language; letters' case and spaces around it do not matter. */
export const isStopPhrase = (typed: string): boolean =>
  Object.values(STOP_PHRASES).some((phrase) => phrase === typed.trim().toLowerCase().replaceAll(/\s+/g, " "));

/** Who confirms a stop: with a second administrator there, not the one who proposed it. */
export const mayConfirmStop = (
  stop: { readonly state: string; readonly requestedBy: string },
  callerId: string,
): boolean => stop.state === "proposed" && stop.requestedBy !== callerId;

/** The object of the lake that says which stop was the last: no photo, and no row's. */
export const STOP_MARK = "stop/mark";

/** What an operator reads where the database was restored from before a stop. */
export const OLDER_THAN_STOP = [
  "This database was restored from before a “stop and destroy”: nothing biometric is done with it.",
  "Restore a backup of after it, or carry it out again (Retention and deletion → Stop and destroy); it can be lifted then.",
] as const;
