import { concatBytes, sha256, fromBase64Url, utf8, uuidBytes } from "../bytes.ts";
import { CROCKFORD, normalised } from "../crockford.ts";
import { fromBase45, toBase45 } from "./base45.ts";

/** Length of one slot of the QR code and of the typed code, ms. */
export const QR_SLOT_MS = 10_000;
export const TYPED_SLOT_MS = 60_000;
/** How far from its code's slot a capture may be, ms (T2). */
export const CODE_WITHIN_MS = 90_000;
/** The same where the clock of the screen that shows the code is unsure: set weeks ago, quartz is a minute or two off. */
export const CODE_WITHIN_UNSURE_MS = 5 * 60_000;
/** A teacher's clock is unsure once the server's last word on the time is so old (PROTOCOL, "The room code"), ms. */
export const CLOCK_SURE_MS = 7 * 24 * 60 * 60_000;

const QR_PREFIX = "FA1:";
const QR_VERSION = 1;
const TAG_BYTES = 10;

type Bytes = Uint8Array<ArrayBuffer>;

/** K_s = HKDF-SHA256(ikm = K_master, salt = sid16, info = "FA1-KS", 32): the secret of one meeting. */
export const meetingKey = (master: Bytes, sid: string): Promise<Bytes> =>
  hkdf(master, uuidBytes(sid), utf8("FA1-KS"), 32);

export const qrSlot = (ms: number): number => Math.floor(ms / QR_SLOT_MS);
export const typedSlot = (ms: number): number => Math.floor(ms / TYPED_SLOT_MS);

/** From when until when a code was shown, epoch ms. */
export interface Shown {
  readonly startMs: number;
  readonly endMs: number;
}

export function slotOf({ m, slot }: { readonly m: "qr" | "typed"; readonly slot: number }): Shown {
  const lengthMs = m === "qr" ? QR_SLOT_MS : TYPED_SLOT_MS;
  return { startMs: slot * lengthMs, endMs: (slot + 1) * lengthMs };
}

/** How long before or after a code was shown a moment lies, ms; 0 while it was. */
export const msFromSlot = ({ startMs, endMs }: Shown, atMs: number): number =>
  Math.max(startMs - atMs, atMs - endMs, 0);

/** HMAC(K_s, "FA1-QR\0" ‖ sid16 ‖ u32be(slot))[0:10] */
export async function qrTag(key: Bytes, sid: string, slot: number): Promise<Bytes> {
  return (await hmac(key, utf8("FA1-QR\0"), uuidBytes(sid), u32be(slot))).slice(0, TAG_BYTES);
}

/** Crockford32(HMAC(K_s, "FA1-TYPED\0" ‖ sid16 ‖ u32be(slot))[0:5]): 8 characters, most significant first. */
export async function typedCode(key: Bytes, sid: string, slot: number): Promise<string> {
  const mac = await hmac(key, utf8("FA1-TYPED\0"), uuidBytes(sid), u32be(slot));
  let value = mac.slice(0, 5).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  let code = "";
  for (let i = 0; i < 8; i++, value >>= 5n) code = (CROCKFORD[Number(value & 31n)] ?? "") + code;
  return code;
}

/** "FA1:" + base45(0x01 ‖ sid16 ‖ u32be(slot) ‖ tag): 51 characters. */
export const qrText = (sid: string, slot: number, tag: Bytes): string =>
  QR_PREFIX + toBase45(concatBytes(Uint8Array.of(QR_VERSION), uuidBytes(sid), u32be(slot), tag));

/** What a person typed as the code that it is, or null: Crockford's base 32 forgives case, spaces, dashes, O, I and L. */
export function readTypedText(text: string): string | null {
  const code = normalised(text);
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code) ? code : null;
}

/** What a scanned text says; null when it is not a room code of this version. */
export function readQrText(text: string): { sid: string; slot: number; tag: Bytes } | null {
  const bytes = text.startsWith(QR_PREFIX) ? fromBase45(text.slice(QR_PREFIX.length)) : null;
  if (!bytes || bytes.length !== 21 + TAG_BYTES || bytes[0] !== QR_VERSION) return null;
  const hex = Array.from(bytes.subarray(1, 17), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sid = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { sid, slot: new DataView(bytes.buffer, 17, 4).getUint32(0), tag: bytes.slice(21) };
}

/** HKDF(ikm = tag, salt = SHA256(ASCII kid), info = "FA1-PAD\0" ‖ u32be(seq), 16): which liveness steps are asked. */
export async function padChallenge(tag: Bytes, kid: string, seq: number): Promise<Bytes> {
  const salt = fromBase64Url(await sha256(utf8(kid)));
  return hkdf(tag, salt, concatBytes(utf8("FA1-PAD\0"), u32be(seq)), 16);
}

function u32be(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

async function hmac(key: Bytes, ...parts: Bytes[]): Promise<Bytes> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, concatBytes(...parts)));
}

async function hkdf(ikm: Bytes, salt: Bytes, info: Bytes, bytes: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bytes * 8),
  );
}
