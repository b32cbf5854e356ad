import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import type { Database, Db } from "../context.ts";
import * as keys from "../queries/student-keys.ts";
import { Refusal } from "../refusal.ts";
import { dropOldKekVersions } from "./kek-file.ts";
import type { Kek } from "./kek.ts";
import { newKeyPair, type OwnKey, ownKey } from "./sealed-box.ts";

/** Under what a secret is wrapped: one for another purpose or student does not unwrap. */
export const keyContext = (of: Omit<keys.StudentKey, "wrapped" | "kek">) =>
  `presente student key 1 ${of.id} ${of.userId} ${of.purpose} ${of.publicKey.toString("base64url")}`;
export const secretContext = (name: string) => `presente secret 1 ${name}`;

/** A student's key; that the private half belongs to the public one is checked, so that nobody can put in another. */
export async function unwrapKey(kek: Kek, row: keys.StudentKey): Promise<OwnKey> {
  const bytes = await kek.unwrap(keyContext(row), { version: row.kek, wrapped: row.wrapped });
  try {
    return ownKey(bytes, row.publicKey);
  } finally {
    bytes.fill(0);
  }
}

/** Makes a student's key pair. Its private half leaves this function only wrapped. */
export async function makeKey(
  db: Database,
  kek: Kek,
  of: { userId: string; purpose: keys.KeyPurpose },
): Promise<keys.StudentKey | null> {
  const { publicKey, privateKey } = newKeyPair();
  const half = { id: uuidv7(), ...of, publicKey };
  await db.transaction(async (tx) => {
    await keys.lockForWrapping(tx);
    const { version, wrapped } = await kek.wrap(keyContext(half), privateKey);
    await keys.addStudentKey(tx, { ...half, wrapped, kek: version });
  });
  privateKey.fill(0);
  // of two at the same time one was first
  return keys.findStudentKey(db, of.userId, of.purpose);
}

const NAMES = "object-names";
/** The secret behind the names of objects; made once. */
export async function nameSecret(db: Database, kek: Kek): Promise<Buffer> {
  const read = async (from: Db) => {
    const row = await keys.findWrappedSecret(from, NAMES);
    return row && kek.unwrap(secretContext(NAMES), { version: row.kek, wrapped: row.wrapped });
  };
  const made = await read(db);
  if (made) return made;
  await db.transaction(async (tx) => {
    await keys.lockForWrapping(tx);
    const { version, wrapped } = await kek.wrap(secretContext(NAMES), randomBytes(32));
    await keys.addWrappedSecret(tx, { name: NAMES, wrapped, kek: version });
  });
  const stored = await read(db);
  if (!stored) throw new Error("the name secret was not stored");
  return stored;
}

/** @throws Refusal when keys are wrapped by a version of the key-encryption key that is not here */
export async function demandVersions(db: Db, kek: Kek): Promise<void> {
  const missing: string[] = [];
  for (const [version, n] of await keys.wrappedByVersion(db)) {
    if (!(await kek.has(version))) missing.push(`${version} (${n} keys)`);
  }
  if (missing.length === 0) return;
  throw new Refusal(
    `Keys of students are wrapped by a key-encryption key that is not here: version ${missing.join(", ")}.`,
    "Put that version back into KEK_FILE or KEK (the one in use first), from the copy that is kept apart from the backups. Without it no photo and no template can be opened.",
  );
}

const REWRAPPED_AT_ONCE = 100;

/**
 * Wraps with the current version of the key-encryption key what another one wraps, some keys a transaction. It may stop
 * anywhere, and several may run at once; meanwhile everything opens, for a key is wrapped by one version or by the other.
 * @param onProgress how many are done
 * @returns how many there were
 */
export async function rewrap(
  db: Database,
  kek: Kek,
  options: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<number> {
  let done = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const batch = await db.transaction((tx) => rewrapSome(tx, kek));
    if (batch === 0) return done;
    done += batch;
    options.onProgress?.(done);
  }
}

async function rewrapSome(tx: Db, kek: Kek): Promise<number> {
  await keys.lockForWrapping(tx);
  const current = await kek.current();
  const rows = await keys.outdatedKeys(tx, current, REWRAPPED_AT_ONCE);
  for (const row of rows) {
    const raw = await kek.unwrap(keyContext(row), { version: row.kek, wrapped: row.wrapped });
    const { version, wrapped } = await kek.wrap(keyContext(row), raw);
    raw.fill(0);
    await keys.setWrapped(tx, row.id, wrapped, version);
  }
  const secrets = rows.length === 0 ? await keys.outdatedSecrets(tx, current) : [];
  for (const { name, kek: old, wrapped: before } of secrets) {
    const raw = await kek.unwrap(secretContext(name), { version: old, wrapped: before });
    const { version, wrapped } = await kek.wrap(secretContext(name), raw);
    raw.fill(0);
    await keys.setWrappedSecret(tx, name, wrapped, version);
  }
  return rows.length + secrets.length;
}

/**
 * Drops all versions of a file but the one that wraps, once it wraps everything. Copies of the database from before, with
 * the keys in them, can then never be opened again.
 * @returns how many versions were dropped
 */
export async function retireKek(db: Database, kek: Kek, path: string): Promise<number> {
  await db.transaction(async (tx) => {
    // waits for whoever is just wrapping with the old version, which nobody takes any more
    await keys.lockForRetiring(tx);
    while ((await rewrapSome(tx, kek)) > 0);
  });
  return dropOldKekVersions(path);
}
