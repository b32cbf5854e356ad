import { Hono } from "hono";
import * as v from "valibot";
import { EnrolmentStatus, type UserRow } from "../../shared/api/account.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { requireRole } from "../middleware/access.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { issueSecret, revokeSecrets } from "../queries/secrets.ts";
import { findUser, listUsers } from "../queries/users.ts";

const VALID_FOR_MS = 24 * 60 * 60 * 1000;

export const userRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/users", async (c) => {
      requireRole(c, "administrator");
      const rows = await listUsers(s.db);
      const users: UserRow[] = rows.map((row) => ({
        id: row.id,
        name: row.name,
        email: row.email,
        role: row.role,
        createdAt: row.createdAt.toISOString(),
        enrolment: v.parse(v.nullable(EnrolmentStatus), row.enrolment),
      }));
      return c.json(users);
    })

    .post("/v1/users/:id/reset-link", param(v.strictObject({ id: Uuid })), async (c) => {
      const caller = requireRole(c, "administrator");
      const { id } = c.req.valid("param");
      const issued = await s.db.transaction(async (tx) => {
        if (!(await findUser(tx, id))) throw new ProblemError("not_found");
        await revokeSecrets(tx, "password_reset", { userId: id });
        await writeAudit(tx, { actorId: caller.id, action: "reset_link_issued", subjectId: id });
        return issueSecret(tx, {
          purpose: "password_reset",
          userId: id,
          createdBy: caller.id,
          validForMs: VALID_FOR_MS,
        });
      });
      return c.json({ path: `/reset#token=${issued.token}`, expiresAt: issued.row.expiresAt.toISOString() });
    });
