import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, courseGroup, reportSchedule, user } from "../../drizzle/schema.ts";
import type { ReportSchedule } from "../../shared/api/reports.ts";
import type { Db } from "../context.ts";

export type ScheduleRow = typeof reportSchedule.$inferSelect;

/** One's own schedules, by course. */
export async function listSchedules(db: Db, userId: string, id?: string): Promise<ReportSchedule[]> {
  const rows = await db
    .select({ row: reportSchedule, courseName: course.name, group: courseGroup.name, student: user.name })
    .from(reportSchedule)
    .innerJoin(course, eq(course.id, reportSchedule.courseId))
    .leftJoin(courseGroup, eq(courseGroup.id, reportSchedule.groupId))
    .leftJoin(user, eq(user.id, reportSchedule.studentId))
    .where(and(eq(reportSchedule.userId, userId), id === undefined ? undefined : eq(reportSchedule.id, id)))
    .orderBy(asc(course.name), asc(reportSchedule.createdAt));
  return rows.map(({ row, courseName, group, student }) => ({
    id: row.id,
    courseId: row.courseId,
    courseName,
    scopeName: group ?? student,
    every: row.every,
    format: row.format,
    nextOn: row.nextOn,
  }));
}

/** @returns the id of the new one, or of the same that was there already */
export async function insertSchedule(
  tx: Db,
  values: Pick<ScheduleRow, "courseId" | "userId" | "groupId" | "studentId" | "every" | "format" | "nextOn">,
): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`schedule ${values.userId}`}, 0))`);
  const [same] = await tx
    .select({ id: reportSchedule.id })
    .from(reportSchedule)
    .where(
      and(
        eq(reportSchedule.courseId, values.courseId),
        eq(reportSchedule.userId, values.userId),
        eq(reportSchedule.every, values.every),
        eq(reportSchedule.format, values.format),
        values.groupId === null ? isNull(reportSchedule.groupId) : eq(reportSchedule.groupId, values.groupId),
        values.studentId === null
          ? isNull(reportSchedule.studentId)
          : eq(reportSchedule.studentId, values.studentId),
      ),
    );
  if (same) return same.id;
  const id = uuidv7();
  await tx.insert(reportSchedule).values({ id, ...values });
  return id;
}

/** @returns false when the person has none of this id */
export async function deleteSchedule(db: Db, id: string, userId: string): Promise<boolean> {
  const rows = await db
    .delete(reportSchedule)
    .where(and(eq(reportSchedule.id, id), eq(reportSchedule.userId, userId)))
    .returning({ id: reportSchedule.id });
  return rows.length > 0;
}
export const endSchedule = (tx: Db, id: string) => tx.delete(reportSchedule).where(eq(reportSchedule.id, id));

/** Hour of the morning, the university's, from which on the reports of what ended the day before are made. */
const MORNING = "06:00";

/**
 * A schedule that is due, locked until the transaction ends; those that another replica holds are passed by.
 */
export async function lockDueSchedule(tx: Db, now: Date): Promise<ScheduleRow | null> {
  const [row] = await tx
    .select()
    .from(reportSchedule)
    .where(
      sql`(${reportSchedule.nextOn} + time ${sql.raw(`'${MORNING}'`)})::timestamptz <= ${now.toISOString()}::timestamptz`,
    )
    .orderBy(asc(reportSchedule.nextOn), asc(reportSchedule.id))
    .limit(1)
    .for("update", { skipLocked: true });
  return row ?? null;
}

export const moveSchedule = (tx: Db, id: string, nextOn: string) =>
  tx.update(reportSchedule).set({ nextOn }).where(eq(reportSchedule.id, id));
