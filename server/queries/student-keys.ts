import { and, asc, count, eq, isNotNull, isNull, ne, sql } from "drizzle-orm";
import { studentKey, wrappedSecret } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Any number will do, as long as every process takes the same. */
const KEYS_LOCK = 7_263_450_119;

/** Held while something is wrapped and written: no version of the key-encryption key is retired meanwhile. */
export const lockForWrapping = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock_shared(${KEYS_LOCK})`);
/** Held while a version is retired: nothing is wrapped meanwhile. */
export const lockForRetiring = (tx: Db) => tx.execute(sql`select pg_advisory_xact_lock(${KEYS_LOCK})`);

export interface StudentKey {
  readonly id: string;
  readonly userId: string;
  /** raw X25519 */
  readonly publicKey: Buffer;
  readonly wrapped: Buffer;
  readonly kek: string;
}

/** A student's key; null when there is none (yet), or it is erased. */
export async function findStudentKey(db: Db, userId: string): Promise<StudentKey | null> {
  const [row] = await db
    .select()
    .from(studentKey)
    .where(and(eq(studentKey.userId, userId), isNull(studentKey.erasedAt)));
  return row ? whole(row) : null;
}

function whole(row: typeof studentKey.$inferSelect): StudentKey | null {
  const { id, userId, publicKey, wrapped, kek } = row;
  return publicKey && wrapped && kek !== null ? { id, userId, publicKey, wrapped, kek } : null;
}

/** Stores a student's key unless there is one already. */
export const addStudentKey = (tx: Db, key: StudentKey) =>
  tx.insert(studentKey).values(key).onConflictDoNothing();

/** Erases a student's key: from then on nothing that was sealed for the student opens, wherever a copy of it lies. */
export const eraseStudentKey = (tx: Db, userId: string) =>
  tx
    .update(studentKey)
    .set({ publicKey: null, wrapped: null, kek: null, erasedAt: new Date() })
    .where(and(eq(studentKey.userId, userId), isNull(studentKey.erasedAt)));

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
