import { STOP_PHRASES } from "../../shared/api/stop.ts";

/** Whether somebody typed what confirms it, in either language; letters' case and spaces around it do not matter. */
export const isStopPhrase = (typed: string): boolean =>
  Object.values(STOP_PHRASES).some((phrase) => phrase === typed.trim().toLowerCase().replaceAll(/\s+/g, " "));

/** Who confirms a stop: with a second administrator there, not the one who proposed it. */
export const mayConfirmStop = (
  stop: { readonly state: string; readonly requestedBy: string },
  callerId: string,
): boolean => stop.state === "proposed" && stop.requestedBy !== callerId;
