import { Hono } from "hono";
import * as v from "valibot";
import { Language } from "../../shared/api/account.ts";
import { ConsentGiven } from "../../shared/api/enrolment.ts";
import type { Env, Services } from "../context.ts";
import { consentText } from "../domain/consent-text.ts";
import { requireRole, signedIn } from "../middleware/access.ts";
import { meOf } from "../middleware/me.ts";
import { body, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { giveConsent, withdrawConsent } from "../queries/consents.ts";
import { deleteObjects, logDeletion } from "../queries/deletions.ts";
import { isStopped } from "../queries/stop.ts";
import { findStudentKey } from "../queries/student-keys.ts";

export const consentRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/consent", query(v.strictObject({ language: v.optional(Language) })), async (c) => {
      const text = await consentText(c.req.valid("query").language ?? c.get("language"));
      return c.json({ ...text, ...((await isStopped(s.db)) && { stopped: true as const }) });
    })

    .post("/v1/consent", body(ConsentGiven), async (c) => {
      const caller = requireRole(c, "student");
      const { version, language, sha256 } = c.req.valid("json");
      const text = await consentText(language);
      // whoever read another text than the one in force reads the new one first
      if (text.version !== version || text.sha256 !== sha256) throw new ProblemError("conflict");
      await s.db.transaction(async (tx) => {
        const isNew = await giveConsent(tx, { userId: caller.id, version, language, textHash: sha256 });
        if (!isNew) return;
        const detail = { version, language };
        await writeAudit(tx, { actorId: caller.id, action: "consent_given", subjectId: caller.id, detail });
      });
      return c.json(await meOf(s.db, caller.id));
    })

    .delete("/v1/consent", async (c) => {
      const caller = signedIn(c);
      await s.db.transaction(async (tx) => {
        const held = await findStudentKey(tx, caller.id, "face");
        const names = await withdrawConsent(tx, caller.id);
        await writeAudit(tx, { actorId: caller.id, action: "consent_withdrawn", subjectId: caller.id });
        const cause = { reason: "consent_withdrawn", actorId: caller.id, subjectId: caller.id } as const;
        await deleteObjects(tx, names, cause);
        if (held) await logDeletion(tx, cause, { class: "student_key", count: 1 });
      });
      s.vault.sealer.forget(caller.id);
      return c.json(await meOf(s.db, caller.id));
    });
