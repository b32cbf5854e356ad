/**
 * Accounts and sessions: better-auth on our own tables. Its HTTP handler is not mounted; routes/account.ts calls
 * `auth.api.*`, so that every answer and every refusal is ours.
 */
import { drizzleAdapter } from "@better-auth/drizzle-adapter";
import { betterAuth } from "better-auth";
import { hashPassword } from "better-auth/crypto";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { account, session, user, verification } from "../drizzle/schema.ts";
import { Language, Role } from "../shared/api/account.ts";
import type { Config } from "./config.ts";
import type { Caller, Db } from "./context.ts";
import { authSecret } from "./queries/secrets.ts";

const DAY_S = 24 * 60 * 60;
/** A sign-in lasts this long and is not prolonged: what a lost phone can do ends by itself. */
export const SESSION_DAYS = 30;

/**
 * @param db the database, or a transaction when the account must be made together with something else
 * @returns better-auth's server API; session cookies are httpOnly, SameSite=Lax, and Secure when we serve TLS
 */
export async function createAuth(config: Pick<Config, "tls" | "publicUrl">, db: Db) {
  const secure = config.tls !== null || (config.publicUrl?.startsWith("https:") ?? false);
  return betterAuth({
    appName: "Presente",
    baseURL: config.publicUrl ?? (secure ? "https://localhost" : "http://localhost"),
    secret: await authSecret(db),
    database: drizzleAdapter(db, { provider: "pg", schema: { user, session, account, verification } }),
    emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128, autoSignIn: true },
    user: {
      additionalFields: {
        role: { type: "string", input: false, required: true, defaultValue: "student" },
        language: { type: "string", input: false, required: true, defaultValue: "en" },
        studentNumber: { type: "string", input: false, required: false },
        claimedAt: { type: "date", input: false, required: false },
      },
    },
    session: { expiresIn: SESSION_DAYS * DAY_S, disableSessionRefresh: true },
    advanced: {
      cookiePrefix: "presente",
      useSecureCookies: secure,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
      database: { generateId: () => uuidv7() },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

export type Auth = Awaited<ReturnType<typeof createAuth>>;

/** A password as better-auth stores it (scrypt). */
export const passwordHash = (password: string): Promise<string> => hashPassword(password);

/** Who the request's session cookie stands for, or null. The session is read from the database each time, so a revoked one is gone at once. */
export async function resolveCaller(auth: Auth, headers: Headers): Promise<Caller | null> {
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  return {
    id: found.user.id,
    name: found.user.name,
    email: found.user.email,
    role: v.parse(Role, found.user.role),
    language: v.parse(Language, found.user.language),
    studentNumber: found.user.studentNumber ?? null,
    claimed: found.user.claimedAt != null,
    sessionId: found.session.id,
    sessionCreatedAt: found.session.createdAt,
  };
}
