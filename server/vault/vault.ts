import { createHmac, type KeyObject, randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { v7 as uuidv7 } from "uuid";
import type { Database, Db } from "../context.ts";
import * as keys from "../queries/student-keys.ts";
import { Refusal } from "../refusal.ts";
import type { Kek } from "./kek.ts";
import {
  createSealer,
  type Label,
  newKeyPair,
  openBox,
  privateHalf,
  publicHalf,
  type PublicHalf,
  publicOf,
} from "./sealed-box.ts";

/** What every part of the server may do: seal. It takes a student's public key alone. */
export interface Sealer {
  /**
   * Where an object of a student lies in the lake: it tells nothing of whose or what it is, to whoever lacks the name secret.
   * A student's next key gives other names.
   * @param kind the first part of the name, by which objects are kept for different times
   * @param record tells the student's objects apart
   */
  nameOf(userId: string, kind: ObjectKind, record: string): Promise<string>;
  /** @throws KeysAway where the student has no key yet and none can be made */
  seal(label: Label, bytes: Uint8Array): Promise<Buffer>;
  /** Drops what this process remembers of a student's key, once it is erased. */
  forget(userId: string): void;
}
export type ObjectKind = "checkin" | "enrolment" | "request";

/** What the queue's jobs may do, and server/vault/viewing.ts for a person, who is written down: open. */
export interface Opener {
  /** @returns null when the bytes are not sealed so, or the student's key is erased. @throws KeysAway */
  open(label: Label, box: Uint8Array): Promise<Buffer | null>;
}

export interface Vault {
  readonly sealer: Sealer;
  readonly opener: Opener;
  readonly kek: Kek;
}

/** How long a process remembers a student's key, ms: another process that erases it is heeded after that. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 5000;
const NAMES = "object-names";

interface Known {
  readonly row: keys.StudentKey;
  readonly half: PublicHalf;
  /** unwrapped when something is first opened */
  own: Promise<KeyObject> | null;
  readonly until: number;
}

/** Under what a secret is wrapped: one for another purpose or student does not unwrap. */
export const keyContext = ({ id, userId, publicKey }: Pick<keys.StudentKey, "id" | "userId" | "publicKey">) =>
  `presente student key 1 ${id} ${userId} ${publicKey.toString("base64url")}`;
export const secretContext = (name: string) => `presente secret 1 ${name}`;

/**
 * Opens the vault of one database.
 * @throws Refusal when keys are wrapped by a version of the key-encryption key that is not here
 */
export async function openVault(db: Database, kek: Kek, log: Logger): Promise<Vault> {
  await demandVersions(db, kek);
  const names = await nameSecret(db, kek);
  const seal = createSealer();
  const known = new Map<string, Promise<Known | null>>();

  const load = async (userId: string, make: boolean): Promise<Known | null> => {
    const row = (await keys.findStudentKey(db, userId)) ?? (make ? await makeKey(db, kek, userId) : null);
    return (
      row && { row, half: publicHalf(row.publicKey), own: null, until: performance.now() + REMEMBERED_MS }
    );
  };
  const recall = async (userId: string, make: boolean): Promise<Known | null> => {
    const remembered = await known.get(userId)?.catch(() => null);
    if (remembered && remembered.until > performance.now()) return remembered;
    const loading = load(userId, make);
    known.delete(userId);
    known.set(userId, loading);
    for (const [oldest] of known) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    return loading;
  };
  const recallOrMake = async (userId: string): Promise<Known> => {
    const key = await recall(userId, true);
    if (!key) throw new Error("a student's key was not stored");
    return key;
  };

  return {
    kek,
    sealer: {
      async nameOf(userId, kind, record) {
        const { row } = await recallOrMake(userId);
        const of = JSON.stringify([row.id, kind, record]);
        const hash = createHmac("sha256", names).update(of).digest("hex");
        return `${SEALED}${kind}/${hash.slice(0, 2)}/${hash}`;
      },
      async seal(label, bytes) {
        return seal((await recallOrMake(label.userId)).half, label, bytes);
      },
      forget(userId) {
        known.delete(userId);
      },
    },
    opener: {
      async open(label, box) {
        const key = await recall(label.userId, false);
        if (!key) return null;
        key.own ??= unwrapKey(kek, key.row);
        const privateKey = await key.own.catch((error: unknown) => {
          key.own = null;
          known.delete(label.userId);
          throw error;
        });
        const bytes = openBox({ privateKey, publicKey: key.row.publicKey }, label, box);
        if (bytes === null)
          log.warn({ record: label.record }, "sealed bytes do not open with their student's key");
        return bytes;
      },
    },
  };
}

const SEALED = "sealed/";
/** Whether an object of this name is sealed: those of older versions are not, until they have been sealed in the background. */
export const isSealedName = (name: string): boolean => name.startsWith(SEALED);

/** A student's private key; that it belongs to the public one is checked, so that nobody can put in another. */
export async function unwrapKey(kek: Kek, row: keys.StudentKey): Promise<KeyObject> {
  const raw = await kek.unwrap(keyContext(row), { version: row.kek, wrapped: row.wrapped });
  const key = privateHalf(raw);
  raw.fill(0);
  if (!publicOf(key).equals(row.publicKey))
    throw new Error("the two halves of a student's key are not of one pair");
  return key;
}

async function makeKey(db: Database, kek: Kek, userId: string): Promise<keys.StudentKey | null> {
  const { publicKey, privateKey } = newKeyPair();
  const half = { id: uuidv7(), userId, publicKey };
  await db.transaction(async (tx) => {
    await keys.lockForWrapping(tx);
    const { version, wrapped } = await kek.wrap(keyContext(half), privateKey);
    await keys.addStudentKey(tx, { ...half, wrapped, kek: version });
  });
  privateKey.fill(0);
  // of two at the same time one was first
  return keys.findStudentKey(db, userId);
}

/** The secret behind the names of objects; made once. */
async function nameSecret(db: Database, kek: Kek): Promise<Buffer> {
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

async function demandVersions(db: Database, kek: Kek): Promise<void> {
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
