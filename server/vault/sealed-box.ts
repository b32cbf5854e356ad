import {
  createCipheriv,
  createDecipheriv,
  createHmac,
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
  readonly type: "photo" | "burst" | "embedding" | "template" | "prints";
  /** digest of the model of an embedding or template, else "" */
  readonly model: string;
}

/** A key pair's public half, ready for use. */
export interface PublicHalf {
  readonly raw: Buffer;
  readonly key: KeyObject;
}

/*
 * The box: "PSB2", the sender's X25519 public key (32), a salt (32), the AES-256-GCM ciphertext and its tag (16).
 * The key is HKDF-SHA-256 (RFC 5869) of the shared secret, whose info names the box, both public keys and the salt: every box has a
 * key of its own, and the nonce is the beginning of the salt. This is HPKE's base mode (RFC 9180) in its parts, put together
 * from node:crypto. Of two that exchange many boxes the first half of HKDF is done once; the second, of 32 bytes, is one HMAC.
 *
 * Boxes that begin with "PSB1" are older: there the salt went into the first half, and the nonce came out of the second. That is
 * as good, and costs three HMACs a box, a fifth of all that sealing a photo took.
 */
const MAGIC = Buffer.from("PSB2");
const OLD_MAGIC = Buffer.from("PSB1");
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
  /** what is shared with senders: boxes that were sealed together share one */
  readonly secrets: Map<string, Shared>;
}
interface Shared {
  readonly secret: Buffer;
  readonly pair: Pair;
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

/**
 * What seals, for anybody's public key. Its own key pair is forgotten every few minutes.
 * @returns the box in pieces: putting them together would copy a photo once more
 */
export function createSealer(): (to: PublicHalf, label: Label, bytes: Uint8Array) => readonly Buffer[] {
  const salts = createSalts();
  const fresh = () => {
    const { publicKey, privateKey } = newKeyPair();
    const own = ownKey(privateKey, publicKey);
    return { ...own, shared: new WeakMap<PublicHalf, Pair>(), until: performance.now() + SENDER_MS };
  };
  let sender = fresh();
  const pairWith = (to: PublicHalf): Pair => {
    const { privateKey, publicKey, shared } = sender;
    const known = shared.get(to);
    if (known) return known;
    const made = pairOf(diffieHellman({ privateKey, publicKey: to.key }), publicKey, to.raw);
    shared.set(to, made);
    return made;
  };
  return (to, label, bytes) => {
    if (performance.now() > sender.until) sender = fresh();
    const salt = salts();
    const { key, nonce } = boxKey(pairWith(to), salt);
    const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(labelBytes(label));
    const body = cipher.update(bytes);
    // of GCM nothing is left for the end but the tag
    cipher.final();
    return [Buffer.concat([MAGIC, sender.publicKey, salt]), body, cipher.getAuthTag()];
  };
}

const SALTS = 128;
/** Random salts, many of them drawn at once: each is given out once. */
function createSalts(): () => Buffer {
  let drawn = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next >= drawn.length) [drawn, next] = [randomBytes(SALTS * KEY_BYTES), 0];
    next += KEY_BYTES;
    return drawn.subarray(next - KEY_BYTES, next);
  };
}

const REMEMBERED_SECRETS = 16;

/** @returns null for bytes that are no box of this key and label, whatever they are */
export function openBox(own: OwnKey, label: Label, box: Uint8Array): Buffer | null {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  const magic = bytes.subarray(0, MAGIC.length);
  const old = magic.equals(OLD_MAGIC);
  if (bytes.length < SEAL_BYTES || (!old && !magic.equals(MAGIC))) return null;
  const theirs = bytes.subarray(MAGIC.length, MAGIC.length + KEY_BYTES);
  const salt = bytes.subarray(MAGIC.length + KEY_BYTES, HEAD_BYTES);
  try {
    const { secret, pair } = sharedWith(own, theirs);
    const { key, nonce } = old ? oldBoxKey(secret, salt, theirs, own.publicKey) : boxKey(pair, salt);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(labelBytes(label));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function sharedWith({ privateKey, publicKey, secrets }: OwnKey, sender: Buffer): Shared {
  const name = sender.toString("latin1");
  const known = secrets.get(name);
  if (known) return known;
  const secret = diffieHellman({ privateKey, publicKey: publicHalf(sender).key });
  const shared = { secret, pair: pairOf(secret, sender, publicKey) };
  if (secrets.size >= REMEMBERED_SECRETS) secrets.clear();
  secrets.set(name, shared);
  return shared;
}

/** What two key pairs have in common: HKDF-Extract of their secret, and the beginning of what is expanded from it. */
interface Pair {
  readonly prk: Buffer;
  readonly info: Buffer;
}
const pairOf = (secret: Buffer, sender: Buffer, recipient: Buffer): Pair => ({
  prk: createHmac("sha256", Buffer.alloc(KEY_BYTES)).update(secret).digest(),
  info: Buffer.concat([Buffer.from("presente sealed box 2"), sender, recipient]),
});

const FIRST_BLOCK = Buffer.of(1);
/** HKDF-Expand to one block. */
const boxKey = ({ prk, info }: Pair, salt: Buffer) => ({
  key: createHmac("sha256", prk).update(info).update(salt).update(FIRST_BLOCK).digest(),
  nonce: salt.subarray(0, NONCE_BYTES),
});

function oldBoxKey(secret: Buffer, salt: Buffer, sender: Buffer, recipient: Buffer) {
  const info = Buffer.concat([Buffer.from("presente sealed box 1"), sender, recipient]);
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, info, KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** JSON of an array: no two labels have the same bytes. */
const labelBytes = ({ userId, record, type, model }: Label): Buffer =>
  Buffer.from(JSON.stringify(["presente label 1", userId, record, type, model]));
