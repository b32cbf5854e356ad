import { open, readFile } from "node:fs/promises";
import * as v from "valibot";
import type { Database } from "../context.ts";
import { Uuid } from "../../shared/ids.ts";
import { addWrappedSecret, allWrapped, restoreKey } from "../queries/student-keys.ts";
import { Refusal } from "../refusal.ts";

/** How long a backup of the keys may be put back. It is deleted then, and with it the last copy of what was erased. */
export const KEYS_BACKUP_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

const Bytes = v.pipe(
  v.string(),
  v.base64(),
  v.transform((text) => Buffer.from(text, "base64")),
);
const Instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const Backup = v.object({
  made: Instant,
  keys: v.array(
    v.object({
      id: Uuid,
      userId: Uuid,
      purpose: v.picklist(["face", "papers"]),
      publicKey: Bytes,
      wrapped: Bytes,
      kek: v.string(),
      createdAt: Instant,
    }),
  ),
  secrets: v.array(v.object({ name: v.string(), wrapped: Bytes, kek: v.string() })),
});

/** Writes all keys, wrapped as they are, into a new file for its owner alone. @returns how many keys */
export async function backUpKeys(db: Database, path: string, now = new Date()): Promise<number> {
  const { keys, secrets } = await allWrapped(db);
  const base64 = (bytes: Buffer | null) => bytes?.toString("base64") ?? "";
  const backup = {
    made: now,
    keys: keys.map(({ publicKey, wrapped, erasedAt: _, ...row }) =>
      Object.assign(row, { publicKey: base64(publicKey), wrapped: base64(wrapped) }),
    ),
    secrets: secrets.map(({ name, wrapped, kek }) => ({ name, wrapped: base64(wrapped), kek })),
  };
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(JSON.stringify(backup));
    await file.sync();
  } finally {
    await file.close();
  }
  return keys.length;
}

/**
 * Puts the keys of a backup into a database that lacks them. A key that was erased since stays erased.
 * @returns how many were put back
 * @throws Refusal for a file that is none, or too old
 */
export async function restoreKeys(db: Database, path: string, now = new Date()): Promise<number> {
  const parsed = v.safeParse(Backup, await readJson(path));
  if (!parsed.success) throw new Refusal(`${path} is no backup of keys.`);
  const { made, keys, secrets } = parsed.output;
  if (now.getTime() - made.getTime() > KEYS_BACKUP_DAYS * DAY_MS) {
    throw new Refusal(
      `This backup of the keys is older than ${KEYS_BACKUP_DAYS} days: it would bring back what was erased since.`,
      "Delete it, and take a newer one.",
    );
  }
  return db.transaction(async (tx) => {
    let restored = 0;
    for (const key of keys) if (await restoreKey(tx, { ...key, erasedAt: null })) restored += 1;
    for (const secret of secrets) await addWrappedSecret(tx, secret);
    return restored;
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}
