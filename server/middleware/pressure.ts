import { createMiddleware } from "hono/factory";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Env } from "../context.ts";
import { ProblemError } from "../problem.ts";

/**
 * Refuses with 503 and Retry-After what comes while `limit` requests are under way, before any of it is read: a thousand
 * phones that come back at once are served one after the other instead of all too slowly. The pauses differ, so that those
 * refused together do not return together.
 */
export function atMost(limit: number) {
  let underWay = 0;
  return createMiddleware<Env>(async (_c, next) => {
    if (underWay >= limit)
      throw new ProblemError("unavailable", { retryAfterS: 1 + Math.floor(Math.random() * 5) });
    underWay += 1;
    try {
      await next();
    } finally {
      underWay -= 1;
    }
  });
}

/** Counts what one device asks for in this process. @throws ProblemError too_many with Retry-After */
export function createDeviceLimit(points: number, seconds: number) {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (did: string): Promise<void> => {
    try {
      await limiter.consume(did);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new ProblemError("too_many", {
        retryAfterS: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      });
    }
  };
}
