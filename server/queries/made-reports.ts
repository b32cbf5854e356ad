import { and, asc, count, desc, eq, inArray, lt, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { course, courseGroup, courseMember, madeReport, reportPart, user } from "../../drizzle/schema.ts";
import type { Language, Role } from "../../shared/api/account.ts";
import type { CourseRole } from "../../shared/api/course.ts";
import type { MadeReport } from "../../shared/api/reports.ts";
import type { Db } from "../context.ts";

export type MadeReportRow = typeof madeReport.$inferSelect;
type NewReport = Pick<
  MadeReportRow,
  "courseId" | "userId" | "from" | "until" | "format" | "language" | "expiresAt"
> &
  Partial<Pick<MadeReportRow, "scheduleId" | "groupId" | "studentId">>;

const LISTED = 100;
const UNDER_WAY = ["waiting", "making"] as const;

/** A report to be made. @returns its id; null when the schedule has one of these dates already */
export async function insertReport(db: Db, values: NewReport): Promise<string | null> {
  const [row] = await db
    .insert(madeReport)
    .values({ id: uuidv7(), ...values })
    .onConflictDoNothing()
    .returning({ id: madeReport.id });
  return row?.id ?? null;
}

/** How many of one reader are still to be made. */
export async function reportsUnderWay(db: Db, userId: string): Promise<number> {
  const [row] = await db
    .select({ n: count() })
    .from(madeReport)
    .where(and(eq(madeReport.userId, userId), inArray(madeReport.state, [...UNDER_WAY])));
  return row?.n ?? 0;
}

const subject = alias(user, "subject");

/** One's own reports, the latest first; with `id` only that one. */
export async function listReports(db: Db, userId: string, id?: string): Promise<MadeReport[]> {
  const rows = await db
    .select({ row: madeReport, courseName: course.name, group: courseGroup.name, student: subject.name })
    .from(madeReport)
    .innerJoin(course, eq(course.id, madeReport.courseId))
    .leftJoin(courseGroup, eq(courseGroup.id, madeReport.groupId))
    .leftJoin(subject, eq(subject.id, madeReport.studentId))
    .where(and(eq(madeReport.userId, userId), id === undefined ? undefined : eq(madeReport.id, id)))
    .orderBy(desc(madeReport.createdAt), desc(madeReport.id))
    .limit(LISTED);
  return rows.map(({ row, courseName, group, student }) => ({
    id: row.id,
    courseId: row.courseId,
    courseName,
    scopeName: student ?? group,
    from: row.from,
    until: row.until,
    format: row.format,
    language: row.language,
    scheduled: row.scheduleId !== null,
    state: row.state,
    done: row.done,
    of: row.total,
    bytes: row.bytes,
    fileName: row.fileName,
    mail: row.mail,
    unread: row.state === "ready" && !row.read,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export async function findReport(db: Db, id: string): Promise<MadeReportRow | null> {
  const [row] = await db.select().from(madeReport).where(eq(madeReport.id, id));
  return row ?? null;
}

/** Begins, or begins anew after a crash; what an earlier attempt wrote is gone. @returns null when nobody wants it any more */
export async function startMaking(tx: Db, id: string): Promise<MadeReportRow | null> {
  const [row] = await tx
    .update(madeReport)
    .set({ state: "making", done: 0 })
    .where(and(eq(madeReport.id, id), inArray(madeReport.state, ["waiting", "making", "failed"])))
    .returning();
  await tx.delete(reportPart).where(eq(reportPart.reportId, id));
  return row ?? null;
}

/** @returns false when it was cancelled or deleted meanwhile */
export async function tellProgress(db: Db, id: string, done: number, total: number): Promise<boolean> {
  const rows = await db
    .update(madeReport)
    .set({ done, total })
    .where(and(eq(madeReport.id, id), eq(madeReport.state, "making")))
    .returning({ id: madeReport.id });
  return rows.length > 0;
}

export const writePart = (db: Db, reportId: string, n: number, bytes: Uint8Array) =>
  db.insert(reportPart).values({ reportId, n, bytes: Buffer.from(bytes) });

/** @returns false when it was cancelled meanwhile */
export async function finishReport(
  tx: Db,
  id: string,
  made: { bytes: number; fileName: string; mail: boolean },
): Promise<boolean> {
  const rows = await tx
    .update(madeReport)
    .set({
      state: "ready",
      done: madeReport.total,
      bytes: made.bytes,
      fileName: made.fileName,
      readyAt: new Date(),
      mail: made.mail ? "waiting" : null,
    })
    .where(and(eq(madeReport.id, id), eq(madeReport.state, "making")))
    .returning({ id: madeReport.id });
  return rows.length > 0;
}

export const failReport = (db: Db, id: string) =>
  db
    .update(madeReport)
    .set({ state: "failed" })
    .where(and(eq(madeReport.id, id), eq(madeReport.state, "making")));

/** @returns false when there was nothing to cancel */
export async function cancelReport(tx: Db, id: string): Promise<boolean> {
  const rows = await tx
    .update(madeReport)
    .set({ state: "cancelled" })
    .where(and(eq(madeReport.id, id), inArray(madeReport.state, [...UNDER_WAY, "failed"])))
    .returning({ id: madeReport.id });
  if (rows.length > 0) await tx.delete(reportPart).where(eq(reportPart.reportId, id));
  return rows.length > 0;
}

export const deleteReport = (db: Db, id: string) => db.delete(madeReport).where(eq(madeReport.id, id));
export const setRead = (db: Db, id: string) =>
  db.update(madeReport).set({ read: true }).where(eq(madeReport.id, id));
export const setMail = (db: Db, id: string, mail: "sent" | "failed") =>
  db.update(madeReport).set({ mail }).where(eq(madeReport.id, id));
export const deleteExpired = (db: Db, now: Date) =>
  db.delete(madeReport).where(lt(madeReport.expiresAt, now));

/** The file of a report, one piece after the other. */
export async function* reportParts(db: Db, reportId: string): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n++) {
    const [row] = await db
      .select({ bytes: reportPart.bytes })
      .from(reportPart)
      .where(and(eq(reportPart.reportId, reportId), eq(reportPart.n, n)))
      .orderBy(asc(reportPart.n));
    if (!row) return;
    yield row.bytes;
  }
}

/** Who reads a report, and what they are in its course now. */
export async function readerOf(
  db: Db,
  userId: string,
  courseId: string,
): Promise<{ email: string; language: Language; role: Role; member: CourseRole | null } | null> {
  const [row] = await db
    .select({ email: user.email, language: user.language, role: user.role, member: courseMember.role })
    .from(user)
    .leftJoin(
      courseMember,
      and(
        eq(courseMember.userId, user.id),
        eq(courseMember.courseId, courseId),
        sql`${courseMember.leftAt} is null`,
      ),
    )
    .where(eq(user.id, userId));
  return row ?? null;
}
