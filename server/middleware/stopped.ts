import type { MiddlewareHandler } from "hono";
import type { Env, Services } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { isStopped } from "../queries/stop.ts";

/** Who is not stopped: to read the consent, and to withdraw it. */
const ALWAYS = new Set(["GET /v1/consent", "DELETE /v1/consent"]);

/**
 * Refuses a request while the institution has stopped everything biometric, or may have and that is not known yet (503). Photos of check-ins that phones upload are refused
 * where they are announced (queries/withdrawals.ts).
 */
export const refuseWhileStopped =
  (s: Services): MiddlewareHandler<Env> =>
  async (c, next) => {
    if (!ALWAYS.has(`${c.req.method} ${c.req.path}`)) {
      await s.stopKnown();
      if (await isStopped(s.db)) throw new ProblemError("biometrics_stopped");
    }
    await next();
  };
