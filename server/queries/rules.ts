import { and, eq, isNotNull, sql } from "drizzle-orm";
import { course, mark, markRetraction, meeting } from "../../drizzle/schema.ts";
import type { CoursePolicy } from "../../shared/api/course.ts";
import type { Role } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import { touchesGrades } from "../domain/rules.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "./audit.ts";
import { markMissing } from "./excuses.ts";
import { notifyLive } from "./live.ts";
import { gradeLock } from "./lock.ts";
import { refold } from "./marks.ts";

/**
 * Changes a course's rules. They hold for check-ins to come: no status that stands is touched, but for what was recorded
 * while the grades were locked, once an administrator has moved the date. Who changed what is written down.
 * @throws ProblemError grades_locked, not_found
 */
export async function changeRules(
  tx: Db,
  courseId: string,
  policy: CoursePolicy,
  by: { id: string; role: Role },
): Promise<void> {
  const [before] = await tx
    .select({
      policy: course.policy,
      locked: sql<boolean>`coalesce((${course.policy} ->> 'lockOn')::date < current_date, false)`,
    })
    .from(course)
    .where(eq(course.id, courseId))
    .for("no key update");
  if (!before) throw new ProblemError("not_found");
  if (before.locked && by.role !== "administrator" && touchesGrades(before.policy, policy)) {
    throw new ProblemError("grades_locked");
  }
  await tx.update(course).set({ policy }).where(eq(course.id, courseId));
  const detail = { before: JSON.stringify(before.policy), after: JSON.stringify(policy) };
  await writeAudit(tx, { actorId: by.id, action: "rules_changed", subjectId: courseId, detail });
  if (before.locked) await thaw(tx, courseId);
}

/** What was recorded while the grades were locked takes effect where they no longer are. */
async function thaw(tx: Db, courseId: string): Promise<void> {
  const free = sql`${meeting.id} in (select ${meeting.id} from ${meeting}
    join ${course} on ${course.id} = ${meeting.courseId} where ${course.id} = ${courseId} and ${gradeLock} is null)`;
  // meetings before marks, as everywhere
  const closed = await tx
    .select({ id: meeting.id })
    .from(meeting)
    .where(and(eq(meeting.courseId, courseId), free, isNotNull(meeting.closedAt)))
    .orderBy(meeting.id)
    .for("update");
  const pairs = new Map<string, { meetingId: string; userId: string }>();
  for (const table of [mark, markRetraction]) {
    const thawed = await tx
      .update(table)
      .set({ frozen: false })
      .from(meeting)
      .where(
        and(eq(table.frozen, true), eq(meeting.id, table.meetingId), eq(meeting.courseId, courseId), free),
      )
      .returning({ meetingId: table.meetingId, userId: table.userId });
    for (const pair of thawed) pairs.set(`${pair.meetingId} ${pair.userId}`, pair);
  }
  for (const pair of pairs.values()) {
    await refold(tx, pair);
    await notifyLive(tx, pair);
  }
  // meetings that closed meanwhile marked nobody
  for (const { id } of closed) await markMissing(tx, id);
}
