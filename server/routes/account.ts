import { APIError } from "better-auth";
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import * as v from "valibot";
import {
  AccountChange,
  PasswordChange,
  PasswordReset,
  Registration,
  type Session,
  SignIn,
  TIME_ZONE_HEADER,
} from "../../shared/api/account.ts";
import { Uuid } from "../../shared/ids.ts";
import { createAuth, passwordHash } from "../auth.ts";
import type { Db, Env, Services } from "../context.ts";
import { normaliseCode } from "../domain/codes.ts";
import { sameOrigin, signedIn } from "../middleware/access.ts";
import { addressOf, createLimits } from "../middleware/limits.ts";
import { meOf } from "../middleware/me.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { noteClaim } from "../queries/roster-claims.ts";
import { closeSetup, hasAdministrator, spendSecret } from "../queries/secrets.ts";
import {
  deleteSession,
  findAddress,
  findUserByEmail,
  giveAccount,
  listSessions,
  resetPassword,
  rosterHas,
  setUser,
} from "../queries/users.ts";

function passCookies(c: Context<Env>, headers: Headers): void {
  for (const cookie of headers.getSetCookie()) c.header("Set-Cookie", cookie, { append: true });
}

/** What a registration's invitation or set-up code gives. @throws ProblemError link_spent, setup_code_wrong, bad_request */
async function roleOf(tx: Db, wish: { email: string; invitation?: string; setupCode?: string }) {
  if (wish.invitation !== undefined && wish.setupCode !== undefined) {
    throw new ProblemError("bad_request", { fields: ["setupCode"] });
  }
  if (wish.invitation !== undefined) {
    const spent = await spendSecret(tx, "invitation", wish.invitation);
    if (!spent?.role) throw new ProblemError("link_spent");
    if (spent.email !== wish.email) throw new ProblemError("bad_request", { fields: ["email"] });
    return spent.role;
  }
  if (wish.setupCode !== undefined) {
    const spent = await spendSecret(tx, "setup", wish.setupCode);
    if (!spent || (await hasAdministrator(tx))) throw new ProblemError("setup_code_wrong");
    await closeSetup(tx, spent.id);
    return "administrator" as const;
  }
  return "student" as const;
}

/**
 * Somebody whom a file has put on a roster registers with that address: they show that they are in the room by the course's
 * code. @throws ProblemError roster_code_needed, join_code_unknown
 */
async function proveRoster(tx: Db, userId: string, joinCode: string | undefined): Promise<void> {
  if (joinCode === undefined) throw new ProblemError("roster_code_needed");
  if (!(await rosterHas(tx, userId, normaliseCode(joinCode)))) throw new ProblemError("join_code_unknown");
}

export const accountRoutes = (s: Services) => {
  const count = createLimits(s.db);

  /** The app tells all times by the university's clock. */
  const tellZone: MiddlewareHandler<Env> = async (c, next) => {
    c.header(TIME_ZONE_HEADER, s.config.timeZone);
    await next();
  };

  return new Hono<Env>()
    .use("/v1/me", tellZone)
    .use("/v1/account/:act{register|sign-in}", tellZone)
    .post("/v1/account/register", body(Registration), async (c) => {
      sameOrigin(c);
      const input = c.req.valid("json");
      const address = addressOf(c, s.config);
      await count({ register_address: address });
      const secret = input.invitation ?? input.setupCode;
      const guessable = secret ?? input.joinCode;
      const attempt = guessable === undefined ? null : await count({ secret_address: address });
      const { name, email, password, language, studentNumber } = input;
      const register = async (tx: Db) => {
        const role = await roleOf(tx, {
          email,
          ...(input.invitation !== undefined && { invitation: input.invitation }),
          ...(input.setupCode !== undefined && { setupCode: input.setupCode }),
        });
        const auth = await createAuth(s.config, tx);
        const request = { headers: c.req.raw.headers, returnHeaders: true } as const;
        const listed = await findAddress(tx, email);
        if (listed && !listed.hasAccount) {
          // the link of an invitation and the set-up code prove as much as a course's code
          if (secret === undefined) await proveRoster(tx, listed.id, input.joinCode);
          if (!(await giveAccount(tx, listed.id, await passwordHash(password)))) {
            throw new ProblemError("email_taken");
          }
          // an address is no secret in a class, and its code is everybody's
          if (secret === undefined) await noteClaim(tx, listed.id, new Date());
        }
        const { headers, response } =
          listed && !listed.hasAccount
            ? await auth.api.signInEmail({ body: { email, password }, ...request })
            : await auth.api.signUpEmail({ body: { name, email, password }, ...request });
        const { id } = response.user;
        await setUser(tx, id, {
          role,
          language,
          studentNumber: listed?.studentNumber ?? studentNumber ?? null,
        });
        if (role !== "student") {
          await writeAudit(tx, { actorId: id, action: "role_given", subjectId: id, detail: { role } });
        }
        return { headers, me: await meOf(tx, id) };
      };
      const made = await s.db.transaction(register).catch(async (error: unknown) => {
        const taken = error instanceof APIError && (await findUserByEmail(s.db, email)) !== null;
        throw taken ? new ProblemError("email_taken") : error;
      });
      await attempt?.forgive();
      passCookies(c, made.headers);
      return c.json(made.me);
    })

    .post("/v1/account/sign-in", body(SignIn), async (c) => {
      sameOrigin(c);
      const { email, password } = c.req.valid("json");
      const address = addressOf(c, s.config);
      const attempt = await count({
        sign_in_pair: `${email} ${address}`,
        sign_in_account: email,
        sign_in_address: address,
      });
      const { headers, response } = await s.auth.api
        .signInEmail({ body: { email, password }, headers: c.req.raw.headers, returnHeaders: true })
        .catch((error: unknown) => {
          throw error instanceof APIError ? new ProblemError("wrong_credentials") : error;
        });
      await attempt.forgive();
      passCookies(c, headers);
      return c.json(await meOf(s.db, response.user.id));
    })

    .post("/v1/account/sign-out", async (c) => {
      signedIn(c);
      const { headers } = await s.auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true });
      passCookies(c, headers);
      return c.body(null, 204);
    })

    .get("/v1/me", async (c) => c.json(await meOf(s.db, signedIn(c).id)))

    .patch("/v1/account", body(AccountChange), async (c) => {
      const caller = signedIn(c);
      const { name, language } = c.req.valid("json");
      await setUser(s.db, caller.id, { ...(name !== undefined && { name }), ...(language && { language }) });
      return c.json(await meOf(s.db, caller.id));
    })

    .post("/v1/account/password", body(PasswordChange), async (c) => {
      const caller = signedIn(c);
      const { current, next } = c.req.valid("json");
      const attempt = await count({ sign_in_pair: `${caller.email} ${addressOf(c, s.config)}` });
      const { headers } = await s.auth.api
        .changePassword({
          body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
          headers: c.req.raw.headers,
          returnHeaders: true,
        })
        .catch((error: unknown) => {
          throw error instanceof APIError ? new ProblemError("wrong_credentials") : error;
        });
      await attempt.forgive();
      passCookies(c, headers);
      return c.body(null, 204);
    })

    .post("/v1/account/reset", body(PasswordReset), async (c) => {
      sameOrigin(c);
      const { token, password } = c.req.valid("json");
      const attempt = await count({ secret_address: addressOf(c, s.config) });
      const hash = await passwordHash(password);
      await s.db.transaction(async (tx) => {
        const spent = await spendSecret(tx, "password_reset", token);
        if (!spent?.userId) throw new ProblemError("link_spent");
        await resetPassword(tx, spent.userId, hash);
        await writeAudit(tx, { actorId: spent.userId, action: "password_reset", subjectId: spent.userId });
      });
      await attempt.forgive();
      return c.body(null, 204);
    })

    .get("/v1/account/sessions", async (c) => {
      const caller = signedIn(c);
      const rows = await listSessions(s.db, caller.id);
      const sessions: Session[] = rows.map((row) => ({
        id: row.id,
        current: row.id === caller.sessionId,
        createdAt: row.createdAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        userAgent: row.userAgent,
      }));
      return c.json(sessions);
    })

    .delete("/v1/account/sessions/:id", param(v.strictObject({ id: Uuid })), async (c) => {
      const caller = signedIn(c);
      if (!(await deleteSession(s.db, caller.id, c.req.valid("param").id)))
        throw new ProblemError("not_found");
      return c.body(null, 204);
    });
};
