/** Groups of a course. */
import { and, asc, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { courseGroup, courseMember, meeting, slot } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const students = sql<number>`(select count(*)::int from ${courseMember} m
  where m.group_id = "course_group"."id" and m.role = 'student' and m.left_at is null)`;

export const listGroups = (db: Db, courseId: string) =>
  db
    .select({ id: courseGroup.id, name: courseGroup.name, students })
    .from(courseGroup)
    .where(eq(courseGroup.courseId, courseId))
    .orderBy(asc(courseGroup.name), asc(courseGroup.id));

/** @returns the new group's id, or null when the course has one of this name */
export async function addGroup(db: Db, courseId: string, name: string): Promise<string | null> {
  const [row] = await db
    .insert(courseGroup)
    .values({ id: uuidv7(), courseId, name })
    .onConflictDoNothing()
    .returning({ id: courseGroup.id });
  return row?.id ?? null;
}

export async function renameGroup(
  db: Db,
  courseId: string,
  id: string,
  name: string,
): Promise<"done" | "taken" | "unknown"> {
  const named = and(eq(courseGroup.courseId, courseId), eq(courseGroup.name, name));
  const [other] = await db.select({ id: courseGroup.id }).from(courseGroup).where(named);
  if (other && other.id !== id) return "taken";
  const rows = await db
    .update(courseGroup)
    .set({ name })
    .where(and(eq(courseGroup.id, id), eq(courseGroup.courseId, courseId)))
    .returning({ id: courseGroup.id });
  return rows.length > 0 ? "done" : "unknown";
}

/**
 * "used": slots or meetings are its own. Without it they would be the whole course's, and students absent who were never
 * expected. Its students are of no group from then on.
 */
export async function deleteGroup(
  db: Db,
  courseId: string,
  id: string,
): Promise<"done" | "used" | "unknown"> {
  const [found] = await db
    .select({
      used: sql<boolean>`(exists (select 1 from ${slot} s where s.group_id = ${id})
        or exists (select 1 from ${meeting} m where m.group_id = ${id}))`,
    })
    .from(courseGroup)
    .where(and(eq(courseGroup.id, id), eq(courseGroup.courseId, courseId)))
    .for("update");
  if (!found) return "unknown";
  if (found.used) return "used";
  await db.delete(courseGroup).where(eq(courseGroup.id, id));
  return "done";
}

export async function isGroupOf(db: Db, courseId: string, id: string): Promise<boolean> {
  const rows = await db
    .select({ id: courseGroup.id })
    .from(courseGroup)
    .where(and(eq(courseGroup.id, id), eq(courseGroup.courseId, courseId)));
  return rows.length > 0;
}
