import { randomBytes } from "node:crypto";
import { and, desc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { oneTimeSecret, user } from "../../drizzle/schema.ts";
import type { Role } from "../../shared/api/account.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { newCode, normaliseCode } from "../domain/codes.ts";
import type { Db } from "../context.ts";
import { keepSecret } from "./server-secrets.ts";

const SETUP_CODE_CHARACTERS = 16;

/** The key that signs session cookies; made once and kept in the database, the same for every replica. */
export async function authSecret(db: Db): Promise<string> {
  return (await keepSecret(db, "auth", randomBytes(32))).toString("base64url");
}

type Purpose = (typeof oneTimeSecret.$inferSelect)["purpose"];

/** Keeps the hash of a new one-time secret. @returns its row and the secret itself, which is not kept */
export async function issueSecret(
  db: Db,
  secret: {
    purpose: Purpose;
    email?: string;
    role?: Role;
    userId?: string;
    createdBy?: string;
    validForMs: number;
  },
) {
  const { validForMs, ...fields } = secret;
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + validForMs);
  const values = { id: uuidv7(), ...fields, secretHash: await sha256(utf8(token)), expiresAt };
  const [row] = await db.insert(oneTimeSecret).values(values).returning();
  if (!row) throw new Error("a one-time secret was not stored");
  return { token, row: { ...row, expiresAt } };
}

const usable = (purpose: Purpose, secretHash: string) =>
  and(
    eq(oneTimeSecret.purpose, purpose),
    eq(oneTimeSecret.secretHash, secretHash),
    isNull(oneTimeSecret.usedAt),
    or(isNull(oneTimeSecret.expiresAt), gt(oneTimeSecret.expiresAt, sql`now()`)),
  );

/** Spends a one-time secret. Of two at the same time only one gets the row; the other, or a spent one, gets null. */
export async function spendSecret(db: Db, purpose: Purpose, secret: string) {
  const text = purpose === "setup" ? normaliseCode(secret) : secret;
  const hash = await sha256(utf8(text));
  const [row] = await db
    .update(oneTimeSecret)
    .set({ usedAt: new Date() })
    .where(usable(purpose, hash))
    .returning();
  return row ?? null;
}

/** Looks at a one-time secret without spending it. */
export async function findSecret(db: Db, purpose: Purpose, secret: string) {
  const [row] = await db
    .select()
    .from(oneTimeSecret)
    .where(usable(purpose, await sha256(utf8(secret))));
  return row ?? null;
}

/** Makes earlier unspent secrets of this purpose for this person worthless. */
export async function revokeSecrets(db: Db, purpose: Purpose, whose: { email: string } | { userId: string }) {
  const person =
    "email" in whose ? eq(oneTimeSecret.email, whose.email) : eq(oneTimeSecret.userId, whose.userId);
  await db
    .delete(oneTimeSecret)
    .where(and(eq(oneTimeSecret.purpose, purpose), person, isNull(oneTimeSecret.usedAt)));
}

/** All invitations, newest first. */
export const listInvitations = (db: Db) =>
  db
    .select()
    .from(oneTimeSecret)
    .where(eq(oneTimeSecret.purpose, "invitation"))
    .orderBy(desc(oneTimeSecret.createdAt));

/** Takes back an invitation that nobody has used. @returns false when there is none */
export async function deleteInvitation(db: Db, id: string): Promise<boolean> {
  const rows = await db
    .delete(oneTimeSecret)
    .where(
      and(eq(oneTimeSecret.id, id), eq(oneTimeSecret.purpose, "invitation"), isNull(oneTimeSecret.usedAt)),
    )
    .returning({ id: oneTimeSecret.id });
  return rows.length > 0;
}

/** Whether an administrator exists. */
export async function hasAdministrator(db: Db): Promise<boolean> {
  const rows = await db.select({ id: user.id }).from(user).where(eq(user.role, "administrator")).limit(1);
  return rows.length > 0;
}

/**
 * The one-time code for the first administrator: a fresh one at each start, older ones become worthless.
 * @returns the code as printed (groups of four), or null when an administrator exists
 */
export async function ensureSetupCode(db: Db): Promise<string | null> {
  return db.transaction(async (tx) => {
    if (await hasAdministrator(tx)) return null;
    await tx
      .delete(oneTimeSecret)
      .where(and(eq(oneTimeSecret.purpose, "setup"), isNull(oneTimeSecret.usedAt)));
    const code = newCode(SETUP_CODE_CHARACTERS);
    await tx.insert(oneTimeSecret).values({
      id: uuidv7(),
      purpose: "setup",
      role: "administrator",
      secretHash: await sha256(utf8(code)),
    });
    return code.replaceAll(/(.{4})(?=.)/g, "$1-");
  });
}

/** Once an administrator exists, no set-up code is worth anything. */
export const closeSetup = (tx: Db, exceptId: string) =>
  tx.delete(oneTimeSecret).where(and(eq(oneTimeSecret.purpose, "setup"), ne(oneTimeSecret.id, exceptId)));
