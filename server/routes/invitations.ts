import { Hono } from "hono";
import * as v from "valibot";
import {
  type Invitation,
  InvitationAcceptance,
  InvitationLookup,
  InvitationRequest,
} from "../../shared/api/account.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { raises } from "../domain/access.ts";
import { requireRole, sameOrigin, signedIn } from "../middleware/access.ts";
import { addressOf, createLimits } from "../middleware/limits.ts";
import { meOf } from "../middleware/me.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import {
  deleteInvitation,
  findSecret,
  issueSecret,
  listInvitations,
  revokeSecrets,
  spendSecret,
} from "../queries/secrets.ts";
import { findAddress, findUserByEmail, setUser } from "../queries/users.ts";

const VALID_FOR_MS = 7 * 24 * 60 * 60 * 1000;

type Row = Awaited<ReturnType<typeof listInvitations>>[number];
/** null for a row that is no whole invitation */
function toInvitation({ id, email, role, createdAt, expiresAt, usedAt }: Row): Invitation | null {
  if (email === null || role === null || expiresAt === null) return null;
  const acceptedAt = usedAt?.toISOString() ?? null;
  return {
    id,
    email,
    role,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    acceptedAt,
  };
}

/** Teachers and further administrators come by invitation, for exactly one e-mail address. */
export const invitationRoutes = (s: Services) => {
  const count = createLimits(s.db);

  return new Hono<Env>()
    .get("/v1/invitations", async (c) => {
      requireRole(c, "administrator");
      const rows = await listInvitations(s.db);
      return c.json(rows.map(toInvitation).filter((invitation) => invitation !== null));
    })

    .post("/v1/invitations", body(InvitationRequest), async (c) => {
      const caller = requireRole(c, "administrator");
      const { email, role } = c.req.valid("json");
      const created = await s.db.transaction(async (tx) => {
        const known = await findUserByEmail(tx, email);
        if (known && !raises(known.role, role)) throw new ProblemError("email_taken");
        await revokeSecrets(tx, "invitation", { email });
        const issued = await issueSecret(tx, {
          purpose: "invitation",
          email,
          role,
          createdBy: caller.id,
          validForMs: VALID_FOR_MS,
        });
        const detail = { email, role };
        await writeAudit(tx, {
          actorId: caller.id,
          action: "invitation_issued",
          subjectId: issued.row.id,
          detail,
        });
        return issued;
      });
      const invitation = toInvitation(created.row);
      if (!invitation) throw new ProblemError("internal");
      return c.json({ ...invitation, path: `/register#invitation=${created.token}` });
    })

    .delete("/v1/invitations/:id", param(v.strictObject({ id: Uuid })), async (c) => {
      requireRole(c, "administrator");
      if (!(await deleteInvitation(s.db, c.req.valid("param").id))) throw new ProblemError("not_found");
      return c.body(null, 204);
    })

    .post("/v1/invitations/lookup", body(InvitationLookup), async (c) => {
      sameOrigin(c);
      const attempt = await count({ secret_address: addressOf(c, s.config) });
      const found = await findSecret(s.db, "invitation", c.req.valid("json").token);
      if (!found?.email || !found.role) throw new ProblemError("link_spent");
      await attempt.forgive();
      const account = (await findAddress(s.db, found.email))?.hasAccount ?? false;
      return c.json({ email: found.email, role: found.role, account });
    })

    .post("/v1/invitations/accept", body(InvitationAcceptance), async (c) => {
      const caller = signedIn(c);
      const attempt = await count({ secret_address: addressOf(c, s.config) });
      const me = await s.db.transaction(async (tx) => {
        const spent = await spendSecret(tx, "invitation", c.req.valid("json").token);
        if (!spent?.role) throw new ProblemError("link_spent");
        // somebody else's link stays theirs: the refusal takes the spending back
        if (spent.email !== caller.email) throw new ProblemError("forbidden");
        const { role } = spent;
        if (!raises(caller.role, role)) throw new ProblemError("conflict");
        await setUser(tx, caller.id, { role });
        await writeAudit(tx, {
          actorId: spent.createdBy ?? caller.id,
          action: "role_given",
          subjectId: caller.id,
          detail: { role },
        });
        return meOf(tx, caller.id);
      });
      await attempt.forgive();
      return c.json(me);
    });
};
