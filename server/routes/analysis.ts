import { Hono } from "hono";
import * as v from "valibot";
import { OverviewQuery } from "../../shared/api/analysis.ts";
import { dateIn } from "../../shared/dates.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Caller, Env, Services } from "../context.ts";
import { analyseCourse } from "../domain/analysis-course.ts";
import { overviewOf, policiesOf, termOfToday, termTallies } from "../domain/analysis-overview.ts";
import { courseFor, requireRole } from "../middleware/access.ts";
import { param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { courseFacts, courseInTerms } from "../queries/analysis.ts";
import { courseTotals, listTerms, overviewCourses, termFacts } from "../queries/overview.ts";

/** Whose courses: an administrator sees all, a teacher those they teach or assist in. */
const scopeOf = (caller: Caller) => (caller.role === "administrator" ? null : caller.id);

export const analysisRoutes = (s: Services) => {
  const { timeZone } = s.config;
  return new Hono<Env>()
    .get("/v1/courses/:id/analysis", param(v.strictObject({ id: Uuid })), async (c) => {
      const { caller, course } = await courseFor(c, s.db, c.req.valid("param").id, "watch");
      const { id, name, code, policy: rules } = course;
      const at = new Date();
      const [facts, terms] = await Promise.all([
        courseFacts(s.db, id),
        courseInTerms(s.db, { courseId: id, code, name }, scopeOf(caller)),
      ]);
      return c.json(analyseCourse({ id, name, rules, timeZone, at }, facts, terms));
    })

    .get("/v1/overview", query(OverviewQuery), async (c) => {
      const caller = requireRole(c, "teacher", "administrator");
      const asked = c.req.valid("query").term;
      const at = new Date();
      const [terms, all] = await Promise.all([listTerms(s.db), overviewCourses(s.db, scopeOf(caller))]);
      const theirs = terms.filter(({ id }) => all.some(({ termId }) => termId === id));
      const term =
        asked === undefined
          ? termOfToday(theirs, dateIn(at, timeZone))
          : (theirs.find(({ id }) => id === asked) ?? null);
      if (asked !== undefined && asked !== "none" && !term) throw new ProblemError("not_found");
      const courses = all.filter(({ termId }) => termId === (term?.id ?? null));
      const { places } = policiesOf(courses);
      const facts = await termFacts(
        s.db,
        courses.map(({ id }) => id),
        places,
      );
      const others = all.some(({ termId }) => termId === null);
      const about = { at, timeZone, terms: theirs, others, termId: term?.id ?? null };
      return c.json(overviewOf(about, courses, facts));
    })

    .get("/v1/overview/terms", async (c) => {
      const caller = requireRole(c, "teacher", "administrator");
      const [terms, courses] = await Promise.all([listTerms(s.db), overviewCourses(s.db, scopeOf(caller))]);
      const totals = await courseTotals(
        s.db,
        courses.map(({ id }) => id),
      );
      return c.json(termTallies(terms, courses, totals));
    });
};
