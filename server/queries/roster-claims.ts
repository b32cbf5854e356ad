/** Rows of a roster that have become somebody's account, until a teacher has said whose. */
import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { account, courseMember, device, session, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Whoever has just registered with the address of a row. */
export const noteClaim = (tx: Db, userId: string, now: Date) =>
  tx.update(user).set({ claimedAt: now }).where(eq(user.id, userId));

/** It is them. @returns false when nothing of theirs waits for a word */
export async function confirmClaim(tx: Db, userId: string): Promise<boolean> {
  const rows = await tx
    .update(user)
    .set({ claimedAt: null })
    .where(and(eq(user.id, userId), isNotNull(user.claimedAt)))
    .returning({ id: user.id });
  return rows.length > 0;
}

/**
 * It is not them: nobody can sign in as this person until the right one registers. The row, its marks and its dates stay; what
 * the other one brought (device, face) is the caller's to take away as well.
 * @returns false when nothing of theirs waits for a word
 */
export async function releaseClaim(tx: Db, userId: string, now: Date): Promise<boolean> {
  if (!(await confirmClaim(tx, userId))) return false;
  await tx.delete(session).where(eq(session.userId, userId));
  await tx.delete(account).where(eq(account.userId, userId));
  await tx.update(device).set({ status: "revoked", revokedAt: now }).where(eq(device.userId, userId));
  return true;
}

/** Whether this person is a student of the course. */
export async function isStudentOf(db: Db, courseId: string, userId: string): Promise<boolean> {
  const rows = await db
    .select({ userId: courseMember.userId })
    .from(courseMember)
    .where(
      and(
        eq(courseMember.courseId, courseId),
        eq(courseMember.userId, userId),
        eq(courseMember.role, "student"),
        isNull(courseMember.leftAt),
      ),
    );
  return rows.length > 0;
}
