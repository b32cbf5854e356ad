import type { MiddlewareHandler } from "hono";
import type { Database, Env } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { isStopped } from "../queries/stop.ts";

/** Who is not stopped: to read the consent, and to withdraw it. */
const ALWAYS = new Set(["GET /v1/consent", "DELETE /v1/consent"]);

/**
 * Refuses a request while the institution has stopped everything biometric. Photos of check-ins that phones upload are refused
 * where they are announced (queries/withdrawals.ts).
 */
export const refuseWhileStopped =
  (db: Database): MiddlewareHandler<Env> =>
  async (c, next) => {
    const always = ALWAYS.has(`${c.req.method} ${c.req.path}`);
    if (!always && (await isStopped(db))) throw new ProblemError("biometrics_stopped");
    await next();
  };
