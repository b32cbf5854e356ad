import { createHmac } from "node:crypto";
import type { Logger } from "pino";
import type { Database } from "../context.ts";
import { findStudentKey, type KeyPurpose, type StudentKey } from "../queries/student-keys.ts";
import { type Kek, KekMissing } from "./kek.ts";
import { createSealer, type Label, openBox, type OwnKey, publicHalf, type PublicHalf } from "./sealed-box.ts";
import { demandVersions, makeKey, nameSecret, unwrapKey } from "./wrapping.ts";

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
  /**
   * An object's name and its box. The box is in pieces, for whoever writes it on: a photo is not
   * copied once more.
   * @param of where it lies: by what `nameOf` takes, or by a name that it gave
   * @param labelOf of the object, by its name
   */
  sealObject(of: ObjectPlace, labelOf: (name: string) => Label, bytes: Uint8Array): Promise<SealedObject>;
  /** Drops what this process remembers of a student's keys, once one is erased. */
  forget(userId: string): void;
}
export type ObjectKind = "checkin" | "enrolment" | "request";
export type ObjectPlace = { readonly userId: string } & (
  | { readonly kind: ObjectKind; readonly record: string }
  | { readonly lakeName: string }
);
export interface SealedObject {
  readonly name: string;
  readonly pieces: readonly Buffer[];
}

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

const SEALED = "sealed/";
const prefixOf = (kind: ObjectKind): string => `${SEALED}${kind}/`;
/** Whether an object of this name is sealed: those of older versions are not, until they have been sealed in the background. */
export const isSealedName = (name: string): boolean => name.startsWith(SEALED);

/** Documents of requests outlive the consent to the face. */
const purposeOf = (record: string): KeyPurpose =>
  record.startsWith(prefixOf("request")) ? "papers" : "face";

/** How long a process remembers a student's key, ms: another process that erases it is heeded after that. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 5000;

interface Known {
  readonly row: StudentKey;
  readonly half: PublicHalf;
  /** unwrapped when something is first opened */
  own: Promise<OwnKey> | null;
  readonly until: number;
}

/**
 * Opens the vault of one database.
 * @throws Refusal when keys are wrapped by a version of the key-encryption key that is not here
 */
export async function openVault(db: Database, kek: Kek, log: Logger): Promise<Vault> {
  await demandVersions(db, kek);
  const names = await nameSecret(db, kek);
  const seal = createSealer();
  const known = new Map<string, Known | Promise<Known | null>>();

  async function load(userId: string, purpose: KeyPurpose, make: boolean): Promise<Known | null> {
    const found = await findStudentKey(db, userId, purpose);
    const row = found ?? (make ? await makeKey(db, kek, { userId, purpose }) : null);
    if (!row) return null;
    return { row, half: publicHalf(row.publicKey), own: null, until: performance.now() + REMEMBERED_MS };
  }
  async function recall(userId: string, purpose: KeyPurpose, make: boolean): Promise<Known | null> {
    const of = `${purpose} ${userId}`;
    const here = known.get(of);
    const remembered = here instanceof Promise ? await here.catch(() => null) : here;
    if (remembered && remembered.until > performance.now()) return remembered;
    const loading = load(userId, purpose, make);
    known.delete(of);
    known.set(of, loading);
    for (const [oldest] of known) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    const loaded = await loading;
    if (loaded && known.get(of) === loading) known.set(of, loaded);
    return loaded;
  }
  async function recallOrMake(userId: string, purpose: KeyPurpose): Promise<Known> {
    const key = await recall(userId, purpose, true);
    if (!key) throw new Error("a student's key was not stored");
    return key;
  }
  /** @param row whose name it is: a student's next key gives other names */
  const objectName = ({ row }: Known, kind: ObjectKind, record: string): string => {
    const of = JSON.stringify([row.id, kind, record]);
    const hash = createHmac("sha256", names).update(of).digest("hex");
    return `${prefixOf(kind)}${hash.slice(0, 2)}/${hash}`;
  };
  const forget = (userId: string) => {
    for (const purpose of ["face", "papers"] as const) known.delete(`${purpose} ${userId}`);
  };
  /** @returns null when it does not open, or the version that wraps the key is gone */
  async function openWith(key: Known, label: Label, box: Uint8Array): Promise<Buffer | null> {
    try {
      key.own ??= unwrapKey(kek, key.row);
      return openBox(await key.own, label, box);
    } catch (error) {
      key.own = null;
      if (error instanceof KekMissing) return null;
      throw error;
    }
  }

  return {
    kek,
    sealer: {
      async nameOf(userId, kind, record) {
        return objectName(await recallOrMake(userId, purposeOf(prefixOf(kind))), kind, record);
      },
      async seal(label, bytes) {
        const { half } = await recallOrMake(label.userId, purposeOf(label.record));
        return Buffer.concat(seal(half, label, bytes));
      },
      async sealObject(of, labelOf, bytes) {
        const named = "lakeName" in of;
        const key = await recallOrMake(of.userId, purposeOf(named ? of.lakeName : prefixOf(of.kind)));
        const name = named ? of.lakeName : objectName(key, of.kind, of.record);
        return { name, pieces: seal(key.half, labelOf(name), bytes) };
      },
      forget,
    },
    opener: {
      async open(label, box) {
        const purpose = purposeOf(label.record);
        const key = await recall(label.userId, purpose, false);
        const opened = key && (await openWith(key, label, box));
        if (opened) return opened;
        // another process may have erased the key, made the next one, or wrapped it anew, since we looked
        known.delete(`${purpose} ${label.userId}`);
        const now = await recall(label.userId, purpose, false);
        const changed = now && (now.row.id !== key?.row.id || now.row.kek !== key.row.kek);
        const again = changed ? await openWith(now, label, box) : null;
        if (now && !again)
          log.warn({ record: label.record }, "sealed bytes do not open with their student's key");
        return again;
      },
    },
  };
}
