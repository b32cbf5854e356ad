import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes } from "node:crypto";

/**
 * The key-encryption key, wherever it is kept: a file, the environment, or a key management service. Several versions may
 * be there; one of them wraps, all of them unwrap.
 */
export interface Kek {
  /** The version that wraps now. */
  current(): Promise<string>;
  /** Whether this version is here. */
  has(version: string): Promise<boolean>;
  /** @param context authenticated with the secret */
  wrap(context: string, secret: Buffer): Promise<Wrapped>;
  /** @throws KekMissing when the version is not here, Error when these bytes were not wrapped so, KeysAway */
  unwrap(context: string, from: Wrapped): Promise<Buffer>;
}

/** A secret under the key-encryption key of this version. */
export interface Wrapped {
  readonly version: string;
  readonly wrapped: Buffer;
}

export class KekMissing extends Error {
  constructor(version: string) {
    super(`version ${version} of the key-encryption key is not here`);
    this.name = "KekMissing";
  }
}

/** What holds the key-encryption key does not answer: the same may succeed later. */
export class KeysAway extends Error {
  constructor(cause?: unknown) {
    super("the key-encryption key is away", { cause });
    this.name = "KeysAway";
  }
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Versions of a key are named by their fingerprint: the wrong key is never taken for the right one. */
export const versionOf = (key: KeyObject): string =>
  createHash("sha256").update("presente kek version 1").update(key.export()).digest("hex").slice(0, 12);

/**
 * A key-encryption key that this process holds.
 * @param read the versions, the one that wraps first; asked before each wrapping, so that a new version is seen at once
 */
export function ringKek(read: () => Promise<readonly KeyObject[]>): Kek {
  const find = async (version: string) => (await read()).find((key) => versionOf(key) === version);
  const first = async () => {
    const [key] = await read();
    if (!key) throw new KeysAway();
    return key;
  };
  return {
    current: async () => versionOf(await first()),
    has: async (version) => (await find(version)) !== undefined,
    async wrap(context, secret) {
      const key = await first();
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.from(context));
      const wrapped = Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
      return { version: versionOf(key), wrapped };
    },
    async unwrap(context, { version, wrapped }) {
      const key = await find(version);
      if (!key) throw new KekMissing(version);
      const decipher = createDecipheriv("aes-256-gcm", key, wrapped.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}

/** A new key as text, and how that text is read again. */
export const newKekText = (): string => randomBytes(KEY_BYTES).toString("base64url");

/** @returns the 32 bytes that such a text stands for, or null */
export function kekBytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  const plain = text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return bytes.length === KEY_BYTES && bytes.toString("base64url") === plain ? bytes : null;
}
