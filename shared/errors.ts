/**
 * The one catalogue of problems: code → HTTP status and, in each language, a sentence for a person and what to do next.
 * Every refusal of the server is `{error: {code, message, next}}` with one of these. A new one needs a line in
 * errors/codes.ts and in each language's file beside it.
 */
import type { Language } from "./api/account.ts";
import { PROBLEM_CODES, type ProblemCode, STATUSES } from "./errors/codes.ts";
import { en } from "./errors/en.ts";
import { es } from "./errors/es.ts";
import type { Sentence } from "./errors/sentence.ts";

export { isProblemCode, PROBLEM_CODES, type ProblemCode } from "./errors/codes.ts";
export type { Sentence } from "./errors/sentence.ts";

export interface Problem extends Readonly<Record<Language, Sentence>> {
  readonly status: (typeof STATUSES)[ProblemCode];
}

const sentence = ([message, next]: readonly [string, string]): Sentence => ({ message, next });

export const PROBLEMS = Object.fromEntries(
  PROBLEM_CODES.map((code): [ProblemCode, Problem] => [
    code,
    { status: STATUSES[code], en: sentence(en[code]), es: sentence(es[code]) },
  ]),
) as Readonly<Record<ProblemCode, Problem>>;
