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

// JWK, because Node reads and writes it several times faster than DER
const OKP = { kty: "OKP", crv: "X25519" } as const;
const raw = (part: string | undefined) => Buffer.from(part ?? "", "base64url");

/** @param bytes 32, raw */
export const publicHalf = (bytes: Buffer): PublicHalf => ({
  raw: bytes,
  key: createPublicKey({ key: { ...OKP, x: bytes.toString("base64url") }, format: "jwk" }),
});

/** Somebody's own key pair, ready to open with. */
export interface OwnKey {
  readonly privateKey: KeyObject;
  /** raw */
  readonly publicKey: Buffer;
  /** secrets shared with senders: boxes that were sealed together share one */
  readonly secrets: Map<string, Buffer>;
}

/**
 * @param bytes the private half, 32 bytes, raw
 * @throws Error when the two are not of one pair
 */
export function ownKey(bytes: Buffer, publicKey: Buffer): OwnKey {
  const jwk = { ...OKP, x: publicKey.toString("base64url"), d: bytes.toString("base64url") };
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  if (!raw(createPublicKey(privateKey).export({ format: "jwk" }).x).equals(publicKey))
    throw new Error("the two halves of a student's key are not of one pair");
  return { privateKey, publicKey, secrets: new Map() };
}

/** A new key pair, raw; the private half to be wrapped and forgotten. */
export function newKeyPair(): { publicKey: Buffer; privateKey: Buffer } {
  const { x, d } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  return { publicKey: raw(x), privateKey: raw(d) };
}

/** How long a sender's key pair serves, ms. Making one costs as much as all the rest of a box. */
const SENDER_MS = 10 * 60_000;

/** What seals, for anybody's public key. Its own key pair is forgotten every few minutes. */
export function createSealer(): (to: PublicHalf, label: Label, bytes: Uint8Array) => Buffer {
  const fresh = () => {
    const { publicKey, privateKey } = newKeyPair();
    const own = ownKey(privateKey, publicKey);
    return { ...own, shared: new WeakMap<PublicHalf, Buffer>(), until: performance.now() + SENDER_MS };
  };
  let sender = fresh();
  return (to, label, bytes) => {
    if (performance.now() > sender.until) sender = fresh();
    const salt = randomBytes(KEY_BYTES);
    const { privateKey, publicKey, shared } = sender;
    const secret = shared.get(to) ?? diffieHellman({ privateKey, publicKey: to.key });
    shared.set(to, secret);
    const { key, nonce } = derive(secret, salt, publicKey, to.raw);
    const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(labelBytes(label));
    const body = cipher.update(bytes);
    return Buffer.concat([MAGIC, publicKey, salt, body, cipher.final(), cipher.getAuthTag()]);
  };
}

const REMEMBERED_SECRETS = 16;

/** @returns null for bytes that are no box of this key and label, whatever they are */
export function openBox(own: OwnKey, label: Label, box: Uint8Array): Buffer | null {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  if (bytes.length < SEAL_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const theirs = bytes.subarray(MAGIC.length, MAGIC.length + KEY_BYTES);
  const salt = bytes.subarray(MAGIC.length + KEY_BYTES, HEAD_BYTES);
  try {
    const secret = secretWith(own, theirs);
    const { key, nonce } = derive(secret, salt, theirs, own.publicKey);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(labelBytes(label));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function secretWith({ privateKey, secrets }: OwnKey, sender: Buffer): Buffer {
  const name = sender.toString("latin1");
  const known = secrets.get(name);
  if (known) return known;
  const secret = diffieHellman({ privateKey, publicKey: publicHalf(sender).key });
  if (secrets.size >= REMEMBERED_SECRETS) secrets.clear();
  secrets.set(name, secret);
  return secret;
}

function derive(secret: Buffer, salt: Buffer, sender: Buffer, recipient: Buffer) {
  const info = Buffer.concat([Buffer.from("presente sealed box 1"), sender, recipient]);
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, info, KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** JSON of an array: no two labels have the same bytes. */
const labelBytes = ({ userId, record, type, model }: Label): Buffer =>
  Buffer.from(JSON.stringify(["presente label 1", userId, record, type, model]));
