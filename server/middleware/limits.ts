/**
 * How often someone may try, counted in PostgreSQL so that it holds across replicas.
 *
 * A classroom of sixty phones stands behind one address: what succeeds is given back to the address's count, and the
 * address's limit is wide. What is narrow is the count of one account as tried from one address, so that nobody can lock
 * a person out from elsewhere; a wide count of the account over all addresses catches the spread guess.
 */
import { getConnInfo } from "@hono/node-server/conninfo";
import { lt } from "drizzle-orm";
import type { Context } from "hono";
import { RateLimiterDrizzle, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimit } from "../../drizzle/schema.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import type { Config } from "../config.ts";
import type { Database, Env } from "../context.ts";
import { ProblemError } from "../problem.ts";

const QUARTER_HOUR_S = 15 * 60;
/** points within seconds */
const RULES = {
  sign_in_pair: { points: 10, duration: QUARTER_HOUR_S },
  sign_in_account: { points: 100, duration: 24 * 60 * 60 },
  sign_in_address: { points: 300, duration: QUARTER_HOUR_S },
  register_address: { points: 600, duration: 60 * 60 },
  secret_address: { points: 60, duration: QUARTER_HOUR_S },
  join_person: { points: 20, duration: QUARTER_HOUR_S },
  request_person: { points: 40, duration: 24 * 60 * 60 },
  export_person: { points: 10, duration: 24 * 60 * 60 },
  attachment_person: { points: 60, duration: 24 * 60 * 60 },
} as const;
export type LimitName = keyof typeof RULES;

/** One attempt that has been counted. */
export interface Attempt {
  /** Takes the count back: it was no misuse. */
  forgive(): Promise<void>;
}

/** One count in so many also sweeps away what has run out. */
const SWEEP_ONE_IN = 500;

/** @returns a function that counts an attempt under each of the keys, or refuses with too_many and Retry-After */
export function createLimits(db: Database) {
  const limiter = ([name, rule]: [string, { points: number; duration: number }]) =>
    new RateLimiterDrizzle({
      storeClient: db,
      schema: rateLimit,
      keyPrefix: name,
      clearExpiredByTimeout: false,
      ...rule,
    });
  const limiters = new Map(Object.entries(RULES).map((rule) => [rule[0], limiter(rule)]));

  return async function count(keys: Partial<Record<LimitName, string>>): Promise<Attempt> {
    if (Math.random() * SWEEP_ONE_IN < 1) await db.delete(rateLimit).where(lt(rateLimit.expire, new Date()));
    const counted: { limit: RateLimiterDrizzle; key: string }[] = [];
    for (const [name, value] of Object.entries(keys)) {
      const limit = limiters.get(name);
      if (!limit) continue;
      const key = await sha256(utf8(value));
      try {
        await limit.consume(key);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new ProblemError("too_many", {
          retryAfterS: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
        });
      }
      counted.push({ limit, key });
    }
    return {
      forgive: async () => {
        for (const { limit, key } of counted) await limit.reward(key);
      },
    };
  };
}

/** The address of who asks: the peer's, or with TRUST_PROXY what the proxy in front of us appended. */
export function addressOf(c: Context<Env>, config: Pick<Config, "trustProxy">): string {
  const forwarded = config.trustProxy
    ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim()
    : undefined;
  if (forwarded) return forwarded;
  try {
    return getConnInfo(c).remote.address ?? "unknown";
  } catch {
    return "unknown";
  }
}
