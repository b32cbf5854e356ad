import { and, asc, count, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { studentKey, user, wrappedSecret } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Any number will do, as long as every process takes the same. */
const KEYS_LOCK = 7_263_450_119;

/** Held while something is wrapped and written: no version of the key-encryption key is retired meanwhile. */
export const lockForWrapping = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock_shared(${KEYS_LOCK})`);
/** Held while a version is retired: nothing is wrapped meanwhile. */
export const lockForRetiring = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock(${KEYS_LOCK})`);

export type KeyPurpose = (typeof studentKey.$inferSelect)["purpose"];
export interface StudentKey {
  readonly id: string;
  readonly userId: string;
  readonly purpose: KeyPurpose;
  /** raw X25519 */
  readonly publicKey: Buffer;
  readonly wrapped: Buffer;
  readonly kek: string;
}

const alive = (userId: string, purpose: KeyPurpose) =>
  and(eq(studentKey.userId, userId), eq(studentKey.purpose, purpose), isNull(studentKey.erasedAt));

/** A student's key; null when there is none (yet), or it is erased. */
export async function findStudentKey(
  db: Db,
  userId: string,
  purpose: KeyPurpose,
): Promise<StudentKey | null> {
  const [row] = await db.select().from(studentKey).where(alive(userId, purpose));
  return row ? whole(row) : null;
}

function whole(row: typeof studentKey.$inferSelect): StudentKey | null {
  const { id, userId, purpose, publicKey, wrapped, kek } = row;
  return publicKey && wrapped && kek !== null ? { id, userId, purpose, publicKey, wrapped, kek } : null;
}

/** Stores a student's key unless there is one already. */
export const addStudentKey = (tx: Db, key: StudentKey) =>
  tx.insert(studentKey).values(key).onConflictDoNothing();

/**
 * Erases a student's key, by default that of the face: from then on nothing that was sealed under it opens, wherever a copy
 * of it lies. Whoever calls it tells the vault to forget, after the commit.
 */
export const eraseStudentKey = (tx: Db, userId: string, purpose: KeyPurpose = "face") =>
  tx
    .update(studentKey)
    .set({ publicKey: null, wrapped: null, kek: null, erasedAt: new Date() })
    .where(alive(userId, purpose));

/** Keys that another version than this one wraps, locked; those that another process has locked are left to it. */
export async function outdatedKeys(tx: Db, kek: string, limit: number): Promise<StudentKey[]> {
  const rows = await tx
    .select()
    .from(studentKey)
    .where(and(isNull(studentKey.erasedAt), ne(studentKey.kek, kek)))
    .orderBy(asc(studentKey.id))
    .limit(limit)
    .for("update", { skipLocked: true });
  return rows.map(whole).filter((key) => key !== null);
}

export const setWrapped = (tx: Db, id: string, wrapped: Buffer, kek: string) =>
  tx.update(studentKey).set({ wrapped, kek }).where(eq(studentKey.id, id));

/** A secret of the installation, as it is wrapped; null when it was never made. */
export async function findWrappedSecret(db: Db, name: string) {
  const [row] = await db.select().from(wrappedSecret).where(eq(wrappedSecret.name, name));
  return row ?? null;
}

export const addWrappedSecret = (tx: Db, row: { name: string; wrapped: Buffer; kek: string }) =>
  tx.insert(wrappedSecret).values(row).onConflictDoNothing();

/** Secrets that another version than this one wraps, locked. */
export const outdatedSecrets = (tx: Db, kek: string) =>
  tx.select().from(wrappedSecret).where(ne(wrappedSecret.kek, kek)).for("update");

export const setWrappedSecret = (tx: Db, name: string, wrapped: Buffer, kek: string) =>
  tx.update(wrappedSecret).set({ wrapped, kek }).where(eq(wrappedSecret.name, name));

export type StudentKeyRow = typeof studentKey.$inferSelect;
/** All that is wrapped, for the keys' own backup. */
export async function allWrapped(db: Db) {
  const keys = await db
    .select()
    .from(studentKey)
    .where(isNull(studentKey.erasedAt))
    .orderBy(asc(studentKey.id));
  const secrets = await db.select().from(wrappedSecret);
  return { keys, secrets };
}

/**
 * Puts a key of a backup back. One that was erased since, or whose student has another now or is gone, is left out.
 * @returns whether it was put back
 */
export async function restoreKey(tx: Db, row: StudentKeyRow): Promise<boolean> {
  const [student] = await tx.select({ id: user.id }).from(user).where(eq(user.id, row.userId));
  if (!student) return false;
  const added = await tx
    .insert(studentKey)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: studentKey.id });
  return added.length > 0;
}

/** How many keys and secrets each version of the key-encryption key wraps. */
export async function wrappedByVersion(db: Db): Promise<Map<string, number>> {
  const keys = await db
    .select({ kek: studentKey.kek, n: count() })
    .from(studentKey)
    .where(isNotNull(studentKey.kek))
    .groupBy(studentKey.kek);
  const secrets = await db
    .select({ kek: wrappedSecret.kek, n: count() })
    .from(wrappedSecret)
    .groupBy(wrappedSecret.kek);
  const versions = new Map<string, number>();
  for (const { kek, n } of [...keys, ...secrets]) {
    if (kek !== null) versions.set(kek, (versions.get(kek) ?? 0) + n);
  }
  return versions;
}
