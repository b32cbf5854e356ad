import { createMiddleware } from "hono/factory";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { Env } from "../context.ts";

/** Gives each request a number, says it in X-Request-Id, and logs one line when the answer is ready. */
export const requestLog = (log: Logger) =>
  createMiddleware<Env>(async (c, next) => {
    const requestId = uuidv7();
    c.set("requestId", requestId);
    const began = performance.now();
    await next();
    c.header("X-Request-Id", requestId);
    const line = {
      requestId,
      method: c.req.method,
      path: loggablePath(c.req.path),
      status: c.res.status,
      ms: Math.round(performance.now() - began),
    };
    if (c.res.status >= 500) log.error(line, "request");
    else if (isApi(c.req.path)) log.info(line, "request");
    else log.debug(line, "request");
  });

const isApi = (path: string) => path.startsWith("/v1/");

/**
 * Links of the app may hold one-time secrets in their path, so only the API's own paths are written down; and of those not the
 * address of somebody's calendar, which is a secret.
 */
const loggablePath = (path: string) =>
  isApi(path) ? path.replace(/^(\/v1\/calendar\/).+/, "$1(secret)") : "(app)";
