/** What only the demo writes: people and check-ins of a past that nobody lived. */
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { course, courseMember, device, entry, meeting, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { giveAccount } from "./users.ts";

type Person = Pick<typeof user.$inferInsert, "id" | "name" | "email" | "role" | "studentNumber">;

/** Accounts that all have this password (its hash). */
export async function insertPeople(tx: Db, people: readonly Person[], passwordHash: string): Promise<void> {
  await tx.insert(user).values([...people]);
  for (const { id } of people) await giveAccount(tx, id, passwordHash);
}

export const insertDevices = (tx: Db, rows: (typeof device.$inferInsert)[]) => tx.insert(device).values(rows);
export const insertCheckIns = (tx: Db, rows: (typeof entry.$inferInsert)[]) => tx.insert(entry).values(rows);

/** From when on, and until when, people have been on a course's roster. */
export const setMembership = (tx: Db, courseId: string, userIds: readonly string[], joinedAt: Date) =>
  tx
    .update(courseMember)
    .set({ joinedAt })
    .where(and(eq(courseMember.courseId, courseId), inArray(courseMember.userId, [...userIds])));
export const setLeaving = (tx: Db, courseId: string, userId: string, leftAt: Date) =>
  tx
    .update(courseMember)
    .set({ leftAt })
    .where(and(eq(courseMember.courseId, courseId), eq(courseMember.userId, userId)));

export const setBeginning = (db: Db, courseId: string, createdAt: Date) =>
  db.update(course).set({ createdAt }).where(eq(course.id, courseId));
export const membersOf = (db: Db, courseId: string) =>
  db.select().from(courseMember).where(eq(courseMember.courseId, courseId));

/** A course's meetings that have ended by then, the earliest first. */
export const pastMeetings = (db: Db, courseId: string, now: Date) =>
  db
    .select()
    .from(meeting)
    .where(and(eq(meeting.courseId, courseId), sql`${meeting.endsAt} < ${now.toISOString()}::timestamptz`))
    .orderBy(asc(meeting.startsAt), asc(meeting.id));
