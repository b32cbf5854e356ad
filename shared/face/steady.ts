/** From frame to frame: a sentence that does not flicker, a countdown, and the moment of the shutter. Pure. */
import type { Coaching } from "./coaching.ts";
import { coach, type FrameMeasure, gatesFor, isPoseCoaching, type Purpose, relax } from "./quality.ts";

/** How long a face must have been right. */
export const STEADY_MS = { checkin: 350, enrolment: 500 } as const;
/** How long another sentence must hold before it replaces the one that is shown. */
const SENTENCE_MS = 300;
/** A pass survives so short a lapse (a blink, one blurred frame). */
const LAPSE_MS = 160;

export interface Steadiness {
  /** the sentence on screen */
  readonly shown: Coaching;
  /** what would replace it, and since when */
  readonly pending: { readonly coaching: Coaching; readonly sinceMs: number } | null;
  /** when the face became right, and when it was last right */
  readonly pass: { readonly sinceMs: number; readonly lastMs: number } | null;
  /** how long the pose alone has stood in the way */
  readonly askedMs: number;
  readonly atMs: number | null;
}

export const UNSTEADY: Steadiness = { shown: "starting", pending: null, pass: null, askedMs: 0, atMs: null };

export interface Step {
  readonly state: Steadiness;
  /** 0..1 of the time that the face must have been right */
  readonly steady: number;
  /** take the photo now, of this very frame */
  readonly shoot: boolean;
}

/**
 * Takes one frame into account.
 * @param nowMs any clock that does not go back
 */
export function step(state: Steadiness, frame: FrameMeasure, purpose: Purpose, nowMs: number): Step {
  const gates = gatesFor(purpose, state.askedMs);
  const strict = coach(frame, gates);
  // whoever has passed must not fail for a hair's breadth
  const seen = state.pass ? coach(frame, relax(gates)) : strict;
  const elapsedMs = state.atMs === null ? 0 : Math.min(250, Math.max(0, nowMs - state.atMs));
  const askedMs = state.askedMs + (isPoseCoaching(strict) ? elapsedMs : 0);

  const pass = nextPass(state.pass, seen, nowMs);
  const heldMs = pass ? nowMs - pass.sinceMs : 0;
  const steady = Math.min(1, heldMs / STEADY_MS[purpose.kind]);
  const said = sentence(state, pass ? "good" : seen, nowMs);
  return {
    state: { ...said, pass, askedMs, atMs: nowMs },
    steady,
    shoot: steady >= 1 && strict === "good",
  };
}

function nextPass(pass: Steadiness["pass"], seen: Coaching, nowMs: number): Steadiness["pass"] {
  if (seen === "good") return { sinceMs: pass?.sinceMs ?? nowMs, lastMs: nowMs };
  return pass && nowMs - pass.lastMs <= LAPSE_MS ? pass : null;
}

function sentence(state: Steadiness, next: Coaching, nowMs: number): Pick<Steadiness, "shown" | "pending"> {
  if (next === state.shown) return { shown: next, pending: null };
  // good news, and the first words, need no proof
  if (next === "good" || state.shown === "starting") return { shown: next, pending: null };
  const sinceMs = state.pending?.coaching === next ? state.pending.sinceMs : nowMs;
  if (nowMs - sinceMs >= SENTENCE_MS) return { shown: next, pending: null };
  return { shown: state.shown, pending: { coaching: next, sinceMs } };
}
