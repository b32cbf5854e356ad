import { Hono } from "hono";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import * as v from "valibot";
import {
  LARGE_REPORT_CELLS,
  type Report,
  type Reports,
  ReportFileQuery,
  ReportQuery,
  ReportRequest,
  ScheduleRequest,
} from "../../shared/api/reports.ts";
import { dateIn } from "../../shared/dates.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db, Env, Services } from "../context.ts";
import { mayReport } from "../domain/report-access.ts";
import { nextDue } from "../domain/report-period.ts";
import { contentType, fileNameOf, writeDocument } from "../exports/document.ts";
import { gently } from "../jobs/report.ts";
import { courseFor, signedIn, themselves } from "../middleware/access.ts";
import { body, param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import * as made from "../queries/made-reports.ts";
import { deleteSchedule, insertSchedule, listSchedules } from "../queries/report-schedules.ts";
import { courseReport, reportMarks, type ReportOf } from "../queries/reports.ts";

const ById = v.strictObject({ id: Uuid });
const DAY_MS = 24 * 60 * 60_000;
/** how long a report that somebody asked for waits in the app */
const KEPT_MS = 7 * DAY_MS;
/** of one reader, still to be made */
const AT_ONCE = 5;

const isLarge = ({ students, meetings }: Report) => students.length * meetings.length > LARGE_REPORT_CELLS;
/** One moment of the database for all that a report reads. */
const SNAPSHOT = { isolationLevel: "repeatable read", accessMode: "read only" } as const;

/** Reports: looked at, fetched at once, made in the background, made every week or month. */
export const reportRoutes = (s: Services) => {
  /** The caller, if this report is theirs to have. @throws ProblemError not_found, forbidden */
  const allowed = async (c: Context<Env>, courseId: string, studentId: string | undefined) => {
    const found = await courseFor(c, s.db, courseId, "see");
    const reader = { id: found.caller.id, role: found.caller.role, member: found.member };
    if (!mayReport(reader, studentId)) throw new ProblemError("forbidden");
    if (studentId === found.caller.id) themselves(c);
    return found;
  };
  const ofQuery = (courseId: string, { from, until, group, student }: ReportQuery): ReportOf => ({
    courseId,
    from,
    until,
    groupId: group,
    studentId: student,
  });
  const reportOf = async (db: Db, of: ReportOf) => {
    const folded = await courseReport(db, of, s.config.timeZone);
    if (!folded) throw new ProblemError("not_found");
    return folded;
  };
  /** One's own. @throws ProblemError not_found also for what is somebody else's */
  const own = async (c: Context<Env>, id: string) => {
    const caller = signedIn(c);
    const row = await made.findReport(s.db, id);
    if (row?.userId !== caller.id) throw new ProblemError("not_found");
    return { caller, row };
  };
  const shown = async (userId: string, id: string) => {
    const [one] = await made.listReports(s.db, userId, id);
    if (!one) throw new ProblemError("not_found");
    return one;
  };
  const audited = (of: ReportOf, format: string): Record<string, string> => ({
    from: of.from,
    until: of.until,
    format,
    ...(of.groupId != null && { group: of.groupId }),
    ...(of.studentId != null && { student: of.studentId }),
  });

  return new Hono<Env>()
    .get("/v1/courses/:id/report", param(ById), query(ReportQuery), async (c) => {
      const asked = c.req.valid("query");
      const { course } = await allowed(c, c.req.valid("param").id, asked.student);
      return c.json((await reportOf(s.db, ofQuery(course.id, asked))).report);
    })

    .get("/v1/courses/:id/report/marks", param(ById), query(ReportQuery), async (c) => {
      const asked = c.req.valid("query");
      const { course } = await allowed(c, c.req.valid("param").id, asked.student);
      const of = ofQuery(course.id, asked);
      const marks = await s.db.transaction(async (tx) => {
        const folded = await reportOf(tx, of);
        if (isLarge(folded.report)) throw new ProblemError("report_large");
        return collected(reportMarks(tx, of, folded));
      }, SNAPSHOT);
      return c.json(marks.flat());
    })

    .get("/v1/courses/:id/report/file", param(ById), query(ReportFileQuery), async (c) => {
      const { format, language = c.get("language"), ...asked } = c.req.valid("query");
      const { caller, course } = await allowed(c, c.req.valid("param").id, asked.student);
      const of = ofQuery(course.id, asked);
      const { bytes, name } = await s.db.transaction(async (tx) => {
        const folded = await reportOf(tx, of);
        if (isLarge(folded.report)) throw new ProblemError("report_large");
        const pieces = writeDocument(folded.report, reportMarks(tx, of, folded), { format, language });
        return {
          bytes: Buffer.concat(await collected(gently(pieces))),
          name: fileNameOf(folded.report, format, language),
        };
      }, SNAPSHOT);
      await writeAudit(s.db, {
        actorId: caller.id,
        action: "report_fetched",
        subjectId: course.id,
        detail: audited(of, format),
      });
      return c.body(new Uint8Array(bytes), 200, fileHeaders(format, name));
    })

    .get("/v1/reports", async (c) => {
      const caller = signedIn(c);
      const reports = await made.listReports(s.db, caller.id);
      const answer: Reports = {
        reports,
        schedules: await listSchedules(s.db, caller.id),
        unread: reports.filter(({ unread }) => unread).length,
        mails: s.config.mail !== null,
      };
      return c.json(answer);
    })

    .post("/v1/reports", body(ReportRequest), async (c) => {
      const { courseId, format, ...asked } = c.req.valid("json");
      const { caller } = await allowed(c, courseId, asked.student);
      const of = ofQuery(courseId, asked);
      const id = await s.db.transaction(async (tx) => {
        await reportOf(tx, { ...of, until: of.from });
        if ((await made.reportsUnderWay(tx, caller.id)) >= AT_ONCE)
          throw new ProblemError("too_many", { retryAfterS: 30 });
        const reportId = await made.insertReport(tx, {
          courseId,
          userId: caller.id,
          groupId: asked.group ?? null,
          studentId: asked.student ?? null,
          from: asked.from,
          until: asked.until,
          format,
          language: c.get("language"),
          expiresAt: new Date(Date.now() + KEPT_MS),
        });
        if (reportId === null) throw new ProblemError("conflict");
        await s.queue.send(tx, "make_report", { reportId }, { key: `make_report:${reportId}` });
        await writeAudit(tx, {
          actorId: caller.id,
          action: "report_ordered",
          subjectId: courseId,
          detail: audited(of, format),
        });
        return reportId;
      });
      return c.json(await shown(caller.id, id));
    })

    .get("/v1/reports/:id", param(ById), async (c) => {
      const { caller, row } = await own(c, c.req.valid("param").id);
      return c.json(await shown(caller.id, row.id));
    })

    .post("/v1/reports/:id/cancel", param(ById), async (c) => {
      const { caller, row } = await own(c, c.req.valid("param").id);
      await s.db.transaction((tx) => made.cancelReport(tx, row.id));
      return c.json(await shown(caller.id, row.id));
    })

    .delete("/v1/reports/:id", param(ById), async (c) => {
      const { row } = await own(c, c.req.valid("param").id);
      await made.deleteReport(s.db, row.id);
      return c.body(null, 204);
    })

    .get("/v1/reports/:id/file", param(ById), async (c) => {
      const { caller, row } = await own(c, c.req.valid("param").id);
      const reader = await made.readerOf(s.db, caller.id, row.courseId);
      // whoever has left the course since has no right to it any more
      if (!reader || !mayReport({ ...reader, id: caller.id }, row.studentId))
        throw new ProblemError("not_found");
      if (row.state !== "ready" || row.bytes === null) throw new ProblemError("report_not_ready");
      await made.setRead(s.db, row.id);
      await writeAudit(s.db, {
        actorId: caller.id,
        action: "report_fetched",
        subjectId: row.courseId,
        detail: audited(row, row.format),
      });
      for (const [name, value] of Object.entries(fileHeaders(row.format, row.fileName ?? "report")))
        c.header(name, value);
      c.header("Content-Length", String(row.bytes));
      return stream(c, async (out) => {
        for await (const bytes of made.reportParts(s.db, row.id)) {
          if (out.aborted) return;
          await out.write(bytes);
        }
      });
    })

    .post("/v1/courses/:id/report-schedules", param(ById), body(ScheduleRequest), async (c) => {
      const { caller, course } = await courseFor(c, s.db, c.req.valid("param").id, "manage");
      const { every, format, group, student } = c.req.valid("json");
      const today = dateIn(new Date(), s.config.timeZone);
      const id = await s.db.transaction(async (tx) => {
        const of = { courseId: course.id, groupId: group, studentId: student };
        await reportOf(tx, { ...of, from: today, until: today });
        return insertSchedule(tx, {
          courseId: course.id,
          userId: caller.id,
          groupId: group ?? null,
          studentId: student ?? null,
          every,
          format,
          nextOn: nextDue(every, today),
        });
      });
      const [schedule] = await listSchedules(s.db, caller.id, id);
      if (!schedule) throw new ProblemError("not_found");
      return c.json(schedule);
    })

    .delete("/v1/report-schedules/:id", param(ById), async (c) => {
      const caller = signedIn(c);
      if (!(await deleteSchedule(s.db, c.req.valid("param").id, caller.id)))
        throw new ProblemError("not_found");
      return c.body(null, 204);
    });
};

async function collected<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of from) all.push(one);
  return all;
}

/** A file to be kept, not shown: its name is of plain letters (exports/document.ts). */
const fileHeaders = (format: Parameters<typeof contentType>[0], name: string) => ({
  "Content-Type": contentType(format),
  "Content-Disposition": `attachment; filename="${name}"`,
  "Cache-Control": "no-store",
});
