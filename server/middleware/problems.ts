import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Logger } from "pino";
import type { Env } from "../context.ts";
import { PROBLEMS, type ProblemCode } from "../../shared/errors.ts";
import { isOutage } from "../outage.ts";
import { ProblemError, problemBody } from "../problem.ts";

/**
 * Turns whatever was thrown into the catalogue's answer: a database or photo store that is away into 503 with Retry-After,
 * what we did not foresee into "internal". Both are logged whole.
 */
export const onProblem = (log: Logger) => (error: unknown, c: Context<Env>) => {
  const requestId = c.get("requestId") ?? "";
  const problem = asProblem(error);
  if (problem.code === "internal") log.error({ requestId, err: error }, "unforeseen");
  else if (isOutage(error)) log.warn({ requestId, err: error }, "something that is needed is away");
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
  if (isOutage(error))
    return new ProblemError("unavailable", { retryAfterS: 1 + Math.floor(Math.random() * 5) });
  return new ProblemError("internal");
}
