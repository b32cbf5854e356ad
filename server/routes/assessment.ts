import { Hono } from "hono";
import * as v from "valibot";
import { Language } from "../../shared/api/account.ts";
import { assessmentFacts } from "../assessment.ts";
import type { Env, Services } from "../context.ts";
import { tellAssessment } from "../exports/assessment.ts";
import { writePaper } from "../exports/pdf-paper.ts";
import { requireRole } from "../middleware/access.ts";
import { query } from "../middleware/validate.ts";
import { pdfAnswer } from "./pdf-answer.ts";

const InLanguage = v.strictObject({ language: v.optional(Language) });

/** The impact assessment of this installation as it is configured, to be read, printed and kept. */
export const assessmentRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/impact-assessment", query(InLanguage), async (c) => {
      requireRole(c, "administrator");
      const language = c.req.valid("query").language ?? c.get("language");
      return c.json(tellAssessment(await assessmentFacts(s), language));
    })

    .get("/v1/impact-assessment.pdf", query(InLanguage), async (c) => {
      requireRole(c, "administrator");
      const language = c.req.valid("query").language ?? c.get("language");
      const paper = tellAssessment(await assessmentFacts(s), language);
      return pdfAnswer(c, writePaper(paper), `impact-assessment-${language}.pdf`);
    });
