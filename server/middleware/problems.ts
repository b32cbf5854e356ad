import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import type { Env } from "../context.ts";
import { PROBLEMS, type ProblemCode } from "../../shared/errors.ts";
import { ProblemError, problemBody } from "../problem.ts";

/** Turns whatever was thrown into the catalogue's answer. What we did not foresee is logged whole and answered as "internal". */
export const onProblem = (log: Logger) => (error: unknown, c: Context<Env>) => {
  const requestId = c.get("requestId") ?? "";
  const problem = asProblem(error);
  if (problem.code === "internal") log.error({ requestId, err: error }, "unforeseen");
  const { retryAfterS } = problem.details;
  if (retryAfterS !== undefined) c.header("Retry-After", String(retryAfterS));
  return c.json(problemBody(problem, c.get("language") ?? "en", requestId), PROBLEMS[problem.code].status);
};

const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: "bad_request",
  401: "sign_in_needed",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
  415: "unsupported_type",
  429: "too_many",
  503: "unavailable",
};

function asProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof HTTPException) return new ProblemError(BY_STATUS[error.status] ?? "internal");
  return new ProblemError("internal");
}
