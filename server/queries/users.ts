import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { account, consent, enrolment, session, user } from "../../drizzle/schema.ts";
import type { Language, Role } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";

export type UserRecord = typeof user.$inferSelect;

export async function findUser(db: Db, id: string): Promise<UserRecord | null> {
  const [row] = await db.select().from(user).where(eq(user.id, id));
  return row ?? null;
}

export async function findUserByEmail(db: Db, email: string): Promise<UserRecord | null> {
  const [row] = await db.select().from(user).where(eq(user.email, email));
  return row ?? null;
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
  return { person, consent: given ?? null, enrolment: latest ?? null };
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
  await tx
    .update(account)
    .set({ password: hash, updatedAt: new Date() })
    .where(and(eq(account.userId, userId), eq(account.providerId, "credential")));
  await tx.delete(session).where(eq(session.userId, userId));
}
