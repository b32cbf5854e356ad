import { createMiddleware } from "hono/factory";
import { type Auth, resolveCaller } from "../auth.ts";
import type { Env } from "../context.ts";
import { ProblemError } from "../problem.ts";

/**
 * Sets `caller` from the session cookie (null for a visitor) and the account's language. A browser that says that
 * another site sends a change is refused: the cookie's SameSite is not our only guard.
 */
export const session = (auth: Auth) =>
  createMiddleware<Env>(async (c, next) => {
    const caller = c.req.header("Cookie") ? await resolveCaller(auth, c.req.raw.headers) : null;
    const reads = c.req.method === "GET" || c.req.method === "HEAD";
    if (caller && !reads && /^(cross-site|same-site)$/.test(c.req.header("Sec-Fetch-Site") ?? "")) {
      throw new ProblemError("forbidden");
    }
    c.set("caller", caller);
    if (caller) c.set("language", caller.language);
    await next();
  });
