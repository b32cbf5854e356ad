/** A roster from a file: who of it is known, and everything taken over in one transaction. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { courseGroup, courseMember, entry, user } from "../../drizzle/schema.ts";
import type { Language } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import type { KnownMember, RosterStep } from "../domain/roster-merge.ts";
import { reconsiderEntries } from "./claims.ts";
import { hasAccount } from "./users.ts";

/** Rows of one statement: PostgreSQL takes 65,535 parameters. */
const BATCH = 2000;
function* batches<T>(rows: readonly T[]): Generator<T[]> {
  for (let at = 0; at < rows.length; at += BATCH) yield rows.slice(at, at + BATCH);
}

/** Everybody with one of these addresses, and everybody who is or was in the course. */
export async function knownPeople(
  db: Db,
  courseId: string,
  emails: readonly string[],
): Promise<KnownMember[]> {
  const select = () =>
    db
      .select({
        userId: user.id,
        email: user.email,
        name: user.name,
        studentNumber: user.studentNumber,
        hasAccount,
        role: courseMember.role,
        joinedAt: courseMember.joinedAt,
        leftAt: courseMember.leftAt,
        group: courseGroup.name,
        eligibleFrom: courseMember.eligibleFrom,
        eligibleUntil: courseMember.eligibleUntil,
      })
      .from(user)
      .leftJoin(courseMember, and(eq(courseMember.userId, user.id), eq(courseMember.courseId, courseId)))
      .leftJoin(courseGroup, eq(courseGroup.id, courseMember.groupId));
  const found = new Map<string, KnownMember>();
  for (const row of await select().where(eq(courseMember.courseId, courseId))) found.set(row.email, row);
  for (const some of batches(emails)) {
    for (const row of await select().where(inArray(user.email, some))) found.set(row.email, row);
  }
  return [...found.values()];
}

/** Takes all of it over. The caller holds the course's lock. */
export async function takeRoster(
  tx: Db,
  courseId: string,
  steps: readonly RosterStep[],
  language: Language,
): Promise<void> {
  const groups = await groupIds(tx, courseId, steps);
  const ids = new Map(steps.map((step) => [step.email, step.userId]));
  for (const some of batches(steps.filter(({ userId }) => userId === null))) {
    // somebody may register at this very moment: then it is them
    await tx
      .insert(user)
      .values(
        some.map(({ email, name, studentNumber }) => ({
          id: uuidv7(),
          email,
          name,
          studentNumber,
          language,
        })),
      )
      .onConflictDoNothing();
    const emails = some.map(({ email }) => email);
    for (const row of await tx
      .select({ id: user.id, email: user.email })
      .from(user)
      .where(inArray(user.email, emails))) {
      ids.set(row.email, row.id);
    }
  }
  for (const { userId, name, studentNumber } of steps.filter(({ person }) => person)) {
    if (userId !== null)
      await tx.update(user).set({ name, studentNumber, updatedAt: new Date() }).where(eq(user.id, userId));
  }
  const excluded = (column: string) => sql.raw(`excluded.${column}`);
  for (const some of batches(steps)) {
    const rows = some.flatMap(({ email, group, eligibleFrom, eligibleUntil }) => {
      const userId = ids.get(email);
      const groupId = group === null ? null : (groups.get(group) ?? null);
      return userId
        ? [{ courseId, userId, role: "student" as const, groupId, eligibleFrom, eligibleUntil }]
        : [];
    });
    await tx
      .insert(courseMember)
      .values(rows)
      .onConflictDoUpdate({
        target: [courseMember.courseId, courseMember.userId],
        set: {
          role: "student",
          leftAt: null,
          joinedAt: sql`case when ${courseMember.leftAt} is null then ${courseMember.joinedAt} else now() end`,
          groupId: excluded("group_id"),
          eligibleFrom: excluded("eligible_from"),
          eligibleUntil: excluded("eligible_until"),
        },
      });
  }
  await judgeAgain(
    tx,
    steps.flatMap(({ userId }) => userId ?? []),
  );
}

/** Check-ins that waited for their student to be on the roster. */
async function judgeAgain(tx: Db, userIds: readonly string[]): Promise<void> {
  for (const some of batches(userIds)) {
    const waiting = await tx
      .selectDistinct({ userId: entry.userId })
      .from(entry)
      .where(and(inArray(entry.userId, some), eq(entry.state, "pending")));
    for (const { userId } of waiting) await reconsiderEntries(tx, { userId });
  }
}

/** The ids of the groups that are named, by name; those that the course lacks are made. */
async function groupIds(
  tx: Db,
  courseId: string,
  steps: readonly RosterStep[],
): Promise<Map<string, string>> {
  const names = [...new Set(steps.flatMap(({ group }) => group ?? []))];
  for (const some of batches(names)) {
    await tx
      .insert(courseGroup)
      .values(some.map((name) => ({ id: uuidv7(), courseId, name })))
      .onConflictDoNothing();
  }
  const rows = await tx
    .select({ id: courseGroup.id, name: courseGroup.name })
    .from(courseGroup)
    .where(eq(courseGroup.courseId, courseId));
  return new Map(rows.map(({ id, name }) => [name, id]));
}
