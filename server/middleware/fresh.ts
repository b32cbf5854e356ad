import type { Caller } from "../context.ts";
import { ProblemError } from "../problem.ts";

/** For steps that a stolen session must not take: whoever takes them has just signed in, ms. */
const FRESH_SIGN_IN_MS = 10 * 60_000;

/** @throws ProblemError sign_in_again */
export function requireFresh({ sessionCreatedAt }: Pick<Caller, "sessionCreatedAt">): void {
  if (Date.now() - sessionCreatedAt.getTime() > FRESH_SIGN_IN_MS) throw new ProblemError("sign_in_again");
}
