import type { Language } from "../shared/api/account.ts";
import { PROBLEMS, type ProblemCode } from "../shared/errors.ts";

/** A refusal with a code of the catalogue. Throw it anywhere in a request; app.ts turns it into the answer. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly details: { readonly fields?: readonly string[]; readonly retryAfterS?: number };

  constructor(code: ProblemCode, details: ProblemError["details"] = {}) {
    super(code);
    this.name = "ProblemError";
    this.code = code;
    this.details = details;
  }
}

/** The body of a refusal, in the caller's language. */
export function problemBody(error: ProblemError, language: Language, requestId: string) {
  const { message, next } = PROBLEMS[error.code][language];
  return {
    error: {
      code: error.code,
      message,
      next,
      requestId,
      ...(error.details.fields && { fields: error.details.fields }),
    },
  };
}
