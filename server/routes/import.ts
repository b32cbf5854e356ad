import { Hono } from "hono";
import * as v from "valibot";
import { ImportPlan, type ImportReport } from "../../shared/api/roster-import.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Caller, Db, Env, Services } from "../context.ts";
import { mergeRoster } from "../domain/roster-merge.ts";
import { toImportReport } from "../domain/roster-report.ts";
import { readFile } from "../imports/read.ts";
import { courseFor } from "../middleware/access.ts";
import { param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { lockCourse } from "../queries/courses.ts";
import { openMeetingsOf } from "../queries/meetings.ts";
import { knownPeople, takeRoster } from "../queries/roster-import.ts";
import { listGroups } from "../queries/groups.ts";

const Query = v.strictObject({ plan: v.pipe(v.string(), v.maxLength(6000), v.parseJson(), ImportPlan) });

/** A roster from a file: looked at, or taken over whole. */
export const importRoutes = (s: Services) =>
  new Hono<Env>().post(
    "/v1/courses/:id/roster/import",
    param(v.strictObject({ id: Uuid })),
    query(Query),
    async (c) => {
      const { caller, course } = await courseFor(c, s.db, c.req.valid("param").id, "manage");
      const { plan } = c.req.valid("query");
      const bytes = new Uint8Array(await c.req.arrayBuffer());
      const read = await readFile({ bytes, plan });
      if (typeof read === "string") throw new ProblemError(read);
      const { shape } = read;

      const look = async (db: Db) => {
        const known = await knownPeople(
          db,
          course.id,
          read.drafts.map(({ email }) => email),
        );
        const { merged, errors } = mergeRoster(read.drafts, known);
        const groups = new Set((await listGroups(db, course.id)).map(({ name }) => name));
        return { merged, errors: [...read.errors, ...errors], groups };
      };
      const report = (found: Awaited<ReturnType<typeof look>>, done: boolean): ImportReport =>
        toImportReport({ shape, ...found, done });

      if (plan.dryRun || shape.missing.length > 0) return c.json(report(await look(s.db), false));
      const taken = await s.db.transaction(async (tx) => {
        await lockCourse(tx, course.id);
        const found = await look(tx);
        // all or nothing: with a wrong row nothing is taken over
        if (found.errors.length > 0) return report(found, false);
        const steps = found.merged.flatMap(({ step }) => step ?? []);
        await takeRoster(tx, course.id, steps, caller.language);
        if (steps.length > 0) await note(tx, caller, course.id, steps.length);
        for (const { id } of await openMeetingsOf(tx, course.id)) {
          await s.live.notify(tx, { meetingId: id, userId: null });
        }
        return report(found, true);
      });
      return c.json(taken);
    },
  );

const note = (tx: Db, caller: Caller, courseId: string, rows: number) =>
  writeAudit(tx, {
    actorId: caller.id,
    action: "roster_imported",
    subjectId: courseId,
    detail: { rows: String(rows) },
  });
