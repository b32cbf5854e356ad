import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import { type Exchange, firstBoxKey, OLDER_SALT_BYTES, secondBoxKey } from "./older-boxes.ts";

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
 * The box: "PSB3", the sender's X25519 public key (32), a random nonce (12), the AES-256-GCM ciphertext and its tag (16).
 * The key is HKDF-SHA-256 (RFC 5869, no salt) of the shared secret, whose info names the box and both public keys. This is
 * HPKE's base mode (RFC 9180) in its parts, put together from node:crypto, but for the nonces: a sender keeps no count of the boxes
 * that it seals with one key, in the minutes that its key pair lives, and random nonces serve for 2^32 (NIST SP 800-38D, 8.3).
 */
const MAGIC = Buffer.from("PSB3");
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** before the nonce, or what older boxes have in its place */
const HEAD_BYTES = MAGIC.length + KEY_BYTES;
/** by how much sealed bytes are longer */
export const SEAL_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BYTES;

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
interface Shared extends Exchange {
  /** of all boxes between the two */
  readonly key: KeyObject;
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
  const nonces = createNonces();
  const fresh = () => {
    const { publicKey, privateKey } = newKeyPair();
    const own = ownKey(privateKey, publicKey);
    const head = Buffer.concat([MAGIC, publicKey]);
    return { ...own, head, keys: new WeakMap<PublicHalf, KeyObject>(), until: performance.now() + SENDER_MS };
  };
  let sender = fresh();
  const keyFor = (to: PublicHalf): KeyObject => {
    const { privateKey, publicKey, keys } = sender;
    const known = keys.get(to);
    if (known) return known;
    const secret = diffieHellman({ privateKey, publicKey: to.key });
    const key = boxKey({ secret, sender: publicKey, recipient: to.raw });
    keys.set(to, key);
    return key;
  };
  return (to, label, bytes) => {
    if (performance.now() > sender.until) sender = fresh();
    const nonce = nonces();
    const cipher = createCipheriv("aes-256-gcm", keyFor(to), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(labelBytes(label));
    const body = cipher.update(bytes);
    // of GCM nothing is left for the end but the tag
    cipher.final();
    return [sender.head, nonce, body, cipher.getAuthTag()];
  };
}

const NONCES = 128;
/** Random nonces, many of them drawn at once: each is given out once. */
function createNonces(): () => Buffer {
  let drawn = Buffer.alloc(0);
  let next = 0;
  return () => {
    if (next >= drawn.length) [drawn, next] = [randomBytes(NONCES * NONCE_BYTES), 0];
    next += NONCE_BYTES;
    return drawn.subarray(next - NONCE_BYTES, next);
  };
}

const REMEMBERED_SECRETS = 16;

/** What follows the head of each format, and the key that it goes with. */
const FORMATS = new Map([
  ["PSB3", { saltBytes: NONCE_BYTES, open: ({ key }: Shared, nonce: Buffer) => ({ key, nonce }) }],
  ["PSB2", { saltBytes: OLDER_SALT_BYTES, open: secondBoxKey }],
  ["PSB1", { saltBytes: OLDER_SALT_BYTES, open: firstBoxKey }],
]);

/** @returns null for bytes that are no box of this key and label, whatever they are */
export function openBox(own: OwnKey, label: Label, box: Uint8Array): Buffer | null {
  const bytes = Buffer.from(box.buffer, box.byteOffset, box.byteLength);
  const format = FORMATS.get(bytes.toString("latin1", 0, MAGIC.length));
  if (!format) return null;
  const bodyAt = HEAD_BYTES + format.saltBytes;
  if (bytes.length < bodyAt + TAG_BYTES) return null;
  try {
    const shared = sharedWith(own, bytes.subarray(MAGIC.length, HEAD_BYTES));
    const { key, nonce } = format.open(shared, bytes.subarray(HEAD_BYTES, bodyAt));
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(labelBytes(label));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(bodyAt, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

function sharedWith({ privateKey, publicKey, secrets }: OwnKey, theirs: Buffer): Shared {
  const name = theirs.toString("latin1");
  const known = secrets.get(name);
  if (known) return known;
  // their key is a piece of the whole box, which must not stay in memory for it
  const sender = Buffer.from(theirs);
  const secret = diffieHellman({ privateKey, publicKey: publicHalf(sender).key });
  const exchange = { secret, sender, recipient: publicKey };
  const shared = { ...exchange, key: boxKey(exchange) };
  if (secrets.size >= REMEMBERED_SECRETS) secrets.clear();
  secrets.set(name, shared);
  return shared;
}

function boxKey({ secret, sender, recipient }: Exchange): KeyObject {
  const info = Buffer.concat([Buffer.from("presente sealed box 3"), sender, recipient]);
  return createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", info, KEY_BYTES)));
}

/** JSON of an array: no two labels have the same bytes. */
const labelBytes = ({ userId, record, type, model }: Label): Buffer =>
  Buffer.from(JSON.stringify(["presente label 1", userId, record, type, model]));
