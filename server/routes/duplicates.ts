import { Hono } from "hono";
import * as v from "valibot";
import { DuplicateDecision, type Duplicate, type RecognitionProgress } from "../../shared/api/references.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { requireRole } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { decideDuplicate, listDuplicates, openDuplicates } from "../queries/duplicates.ts";
import { templateProgress } from "../queries/references.ts";

/** Faces that resemble one another, for the administrator to decide; and what recognition does in the background. */
export const duplicateRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/duplicates", async (c) => {
      requireRole(c, "administrator");
      const duplicates = (await listDuplicates(s.db)).map(({ hit, person, other }): Duplicate => ({
        id: hit.id,
        person,
        other,
        score: hit.score,
        decision: hit.decision,
        note: hit.note,
        at: hit.createdAt.toISOString(),
        decidedAt: hit.decidedAt?.toISOString() ?? null,
      }));
      return c.json(duplicates);
    })

    .post(
      "/v1/duplicates/:id/decision",
      param(v.strictObject({ id: Uuid })),
      body(DuplicateDecision),
      async (c) => {
        const caller = requireRole(c, "administrator");
        const { decision, note } = c.req.valid("json");
        await s.db.transaction(async (tx) => {
          const row = await decideDuplicate(tx, c.req.valid("param").id, {
            decision,
            note,
            decidedBy: caller.id,
          });
          if (!row) throw new ProblemError("not_found");
          const detail = { decision, other: row.otherId };
          await writeAudit(tx, {
            actorId: caller.id,
            action: "duplicate_decided",
            subjectId: row.userId,
            detail,
          });
        });
        return c.body(null, 204);
      },
    )

    .get("/v1/recognition/progress", async (c) => {
      requireRole(c, "administrator");
      const { recogniser } = s;
      const [progress, open] = await Promise.all([
        recogniser ? templateProgress(s.db, recogniser.model.digest) : { photos: 0, done: 0 },
        openDuplicates(s.db),
      ]);
      const answer: RecognitionProgress = {
        ...progress,
        model: recogniser?.model.id ?? null,
        previous: recogniser?.previous?.id ?? null,
        openDuplicates: open,
      };
      return c.json(answer);
    });
