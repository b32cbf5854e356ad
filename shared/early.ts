/**
 * Who comes early may check in early: a capture up to this long before the meeting opens (or is to start) counts once it
 * is open, so that nobody has to try again. Earlier ones are refused: a meeting of tomorrow cannot be attended today.
 */
export const EARLY_MS = 15 * 60_000;
