import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { account, consent, course, courseMember, enrolment, session, user } from "../../drizzle/schema.ts";
import type { Language, Role } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import { lastWithdrawal } from "./withdrawals.ts";

export type UserRecord = typeof user.$inferSelect;

export async function findUser(db: Db, id: string): Promise<UserRecord | null> {
  const [row] = await db.select().from(user).where(eq(user.id, id));
  return row ?? null;
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRecord | null> {
  const [row] = await db.select().from(user).where(eq(user.email, email));
  return row ?? null;
}

/** SQL: whether somebody can sign in; false for who is on a roster by a file and has not registered yet. */
export const hasAccount = sql<boolean>`exists (select 1 from ${account} a where a.user_id = "user"."id")`;

/** Whether somebody can sign in with this address, or only stands on a roster with it; null: nobody has it. */
export async function findAddress(db: Db, email: string) {
  const [row] = await db
    .select({ id: user.id, studentNumber: user.studentNumber, hasAccount })
    .from(user)
    .where(eq(user.email, email));
  return row ?? null;
}

/** Whether the code is that of a course which has this person on its roster. */
export async function rosterHas(db: Db, userId: string, joinCode: string): Promise<boolean> {
  const rows = await db
    .select({ id: course.id })
    .from(course)
    .innerJoin(courseMember, eq(courseMember.courseId, course.id))
    .where(and(eq(course.joinCode, joinCode), eq(courseMember.userId, userId), isNull(courseMember.leftAt)));
  return rows.length > 0;
}

/** A password for somebody who has none yet. @returns false when somebody has just given them one */
export async function giveAccount(tx: Db, userId: string, hash: string): Promise<boolean> {
  // of two at the same time one waits here, and then finds an account
  await tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("update");
  const held = await tx.select({ id: account.id }).from(account).where(eq(account.userId, userId)).limit(1);
  if (held.length > 0) return false;
  await tx
    .insert(account)
    .values({ id: uuidv7(), userId, accountId: userId, providerId: "credential", password: hash });
  return true;
}

/** Sets what a person cannot set at registration by itself. */
export const setUser = (
  db: Db,
  id: string,
  change: { role?: Role; language?: Language; studentNumber?: string | null; name?: string },
) =>
  db
    .update(user)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(user.id, id));

/** The person with the consent to the text of `version` in force and the latest enrolment: what GET /v1/me shows. */
export async function findMe(db: Db, id: string, version: string) {
  const person = await findUser(db, id);
  if (!person) return null;
  const [given] = await db
    .select()
    .from(consent)
    .where(and(eq(consent.userId, id), eq(consent.version, version), isNull(consent.withdrawnAt)))
    .orderBy(desc(consent.givenAt))
    .limit(1);
  const [latest] = await db
    .select()
    .from(enrolment)
    .where(eq(enrolment.userId, id))
    .orderBy(desc(enrolment.createdAt), desc(enrolment.id))
    .limit(1);
  const withdrawnAt = await lastWithdrawal(db, id);
  return { person, consent: given ?? null, withdrawnAt, enrolment: latest ?? null };
}

const USER_ROWS = 5000;

/** Everybody with an account, by name, with the status of the latest enrolment. */
export const listUsers = (db: Db) =>
  db
    .select({
      id: user.id,
      name: user.name,
      email: user.email,
      role: user.role,
      createdAt: user.createdAt,
      enrolment: sql<
        string | null
      >`(select e.status from enrolment e where e.user_id = "user"."id" order by e.created_at desc, e.id desc limit 1)`,
    })
    .from(user)
    .orderBy(user.name, user.id)
    .limit(USER_ROWS);

/** Sessions of a person that have not run out, the latest first. */
export const listSessions = (db: Db, userId: string) =>
  db
    .select({
      id: session.id,
      createdAt: session.createdAt,
      expiresAt: session.expiresAt,
      userAgent: session.userAgent,
    })
    .from(session)
    .where(and(eq(session.userId, userId), sql`${session.expiresAt} > now()`))
    .orderBy(desc(session.createdAt));

/** Ends one session of a person. @returns false when there is none with this id */
export async function deleteSession(db: Db, userId: string, sessionId: string): Promise<boolean> {
  const rows = await db
    .delete(session)
    .where(and(eq(session.id, sessionId), eq(session.userId, userId)))
    .returning({ id: session.id });
  return rows.length > 0;
}

/** Whether a session still stands. */
export async function sessionStands(db: Db, sessionId: string): Promise<boolean> {
  const rows = await db
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.id, sessionId), sql`${session.expiresAt} > now()`));
  return rows.length > 0;
}

/** A new password from outside a session: every session of the person ends. */
export async function resetPassword(tx: Db, userId: string, hash: string): Promise<void> {
  if (await giveAccount(tx, userId, hash)) return;
  await tx
    .update(account)
    .set({ password: hash, updatedAt: new Date() })
    .where(and(eq(account.userId, userId), eq(account.providerId, "credential")));
  await tx.delete(session).where(eq(session.userId, userId));
}
