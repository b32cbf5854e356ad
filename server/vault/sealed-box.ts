import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";

/**
 * What sealed bytes belong to. It is authenticated with them: bytes that are moved to another student, record, type or
 * model do not open.
 */
export interface Label {
  readonly userId: string;
  /** names the record: the object's name in the lake, or the row */
  readonly record: string;
  readonly type: "photo" | "burst" | "embedding" | "template";
  /** digest of the model of an embedding or template, else "" */
  readonly model: string;
}

/** A key pair's public half, ready for use. */
export interface PublicHalf {
  readonly raw: Buffer;
  readonly key: KeyObject;
}

/*
 * The box: "PSB1", the sender's X25519 public key (32), a salt (32), the AES-256-GCM ciphertext and its tag (16).
 * Key and nonce are HKDF-SHA-256 of the shared secret with that salt, and the info names the box and both public keys: every
 * box has a key of its own. This is HPKE's base mode (RFC 9180) in its parts, put together from node:crypto.
 */
const MAGIC = Buffer.from("PSB1");
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = MAGIC.length + 2 * KEY_BYTES;
/** by how much sealed bytes are longer */
export const SEAL_BYTES = HEAD_BYTES + TAG_BYTES;

// RFC 8410: what stands before the 32 bytes of an X25519 key in its DER forms
const SPKI = Buffer.from("302a300506032b656e032100", "hex");
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** @param raw 32 bytes */
export const publicHalf = (raw: Buffer): PublicHalf => ({
  raw,
  key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" }),
});

/** @param raw 32 bytes */
export const privateHalf = (raw: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, raw]), format: "der", type: "pkcs8" });

/** The public half that belongs to a private one. */
export const publicOf = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI.length);

/** A new key pair; the private half raw, to be wrapped and forgotten. */
export function newKeyPair(): { publicKey: Buffer; privateKey: Buffer } {
  const pair = generateKeyPairSync("x25519");
  return {
    publicKey: pair.publicKey.export({ format: "der", type: "spki" }).subarray(SPKI.length),
    privateKey: pair.privateKey.export({ format: "der", type: "pkcs8" }).subarray(PKCS8.length),
  };
}

/** How long a sender's key pair serves, ms. Making one costs as much as all the rest of a box. */
const SENDER_MS = 10 * 60_000;

/** What seals, for anybody's public key. Its own key pair is forgotten every few minutes. */
export function createSealer(): (to: PublicHalf, label: Label, bytes: Uint8Array) => Buffer {
  const fresh = () => {
    const { publicKey, privateKey } = newKeyPair();
    return { publicKey, privateKey: privateHalf(privateKey), until: performance.now() + SENDER_MS };
  };
  let sender = fresh();
  return (to, label, bytes) => {
    if (performance.now() > sender.until) sender = fresh();
    const salt = randomBytes(KEY_BYTES);
    const secret = diffieHellman({ privateKey: sender.privateKey, publicKey: to.key });
    const { key, nonce } = derive(secret, salt, sender.publicKey, to.raw);
    const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(labelBytes(label));
    const body = cipher.update(bytes);
    return Buffer.concat([MAGIC, sender.publicKey, salt, body, cipher.final(), cipher.getAuthTag()]);
  };
}

/**
 * @param own the private half, and its public one
 * @returns null for bytes that are no box of this key and label, whatever they are
 */
export function openBox(
  own: { readonly privateKey: KeyObject; readonly publicKey: Buffer },
  label: Label,
  box: Uint8Array,
): Buffer | null {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  if (bytes.length < SEAL_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const theirs = bytes.subarray(MAGIC.length, MAGIC.length + KEY_BYTES);
  const salt = bytes.subarray(MAGIC.length + KEY_BYTES, HEAD_BYTES);
  try {
    const secret = diffieHellman({ privateKey: own.privateKey, publicKey: publicHalf(theirs).key });
    const { key, nonce } = derive(secret, salt, theirs, own.publicKey);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(labelBytes(label));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function derive(secret: Buffer, salt: Buffer, sender: Buffer, recipient: Buffer) {
  const info = Buffer.concat([Buffer.from("presente sealed box 1"), sender, recipient]);
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, info, KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** JSON of an array: no two labels have the same bytes. */
const labelBytes = ({ userId, record, type, model }: Label): Buffer =>
  Buffer.from(JSON.stringify(["presente label 1", userId, record, type, model]));
