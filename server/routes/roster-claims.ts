import { Hono } from "hono";
import * as v from "valibot";
import { ClaimDecision } from "../../shared/api/roster.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { courseFor } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { withdrawConsent } from "../queries/consents.ts";
import { deleteObjects, logDeletion } from "../queries/deletions.ts";
import { confirmClaim, isStudentOf, releaseClaim } from "../queries/roster-claims.ts";
import { findStudentKey } from "../queries/student-keys.ts";

/** Whose a row is that somebody registered for: the course's code is known to the whole class, an address to many of it. */
export const rosterClaimRoutes = (s: Services) =>
  new Hono<Env>().post(
    "/v1/courses/:id/roster/:userId/claim",
    param(v.strictObject({ id: Uuid, userId: Uuid })),
    body(ClaimDecision),
    async (c) => {
      const { id, userId } = c.req.valid("param");
      const { caller, course } = await courseFor(c, s.db, id, "manage");
      const confirms = c.req.valid("json").decision === "confirm";
      await s.db.transaction(async (tx) => {
        if (!(await isStudentOf(tx, course.id, userId))) throw new ProblemError("not_found");
        const done = confirms ? await confirmClaim(tx, userId) : await releaseClaim(tx, userId, new Date());
        if (!done) throw new ProblemError("conflict");
        if (!confirms) {
          const held = await findStudentKey(tx, userId, "face");
          const names = await withdrawConsent(tx, userId);
          const cause = { reason: "consent_withdrawn", actorId: caller.id, subjectId: userId } as const;
          await deleteObjects(tx, names, cause);
          if (held) await logDeletion(tx, cause, { class: "student_key", count: 1 });
        }
        const action = confirms ? "claim_confirmed" : "claim_released";
        await writeAudit(tx, { actorId: caller.id, action, subjectId: userId });
      });
      if (!confirms) s.vault.sealer.forget(userId);
      return c.body(null, 204);
    },
  );
