import type { ProblemCode } from "./codes.ts";

/** What a person reads of a problem: what is wrong, and what to do next. */
export interface Sentence {
  readonly message: string;
  readonly next: string;
}

/** Of every problem in one language: [message, next]. */
export type Sentences = Readonly<Record<ProblemCode, readonly [message: string, next: string]>>;
