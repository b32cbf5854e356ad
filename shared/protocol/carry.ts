/**
 * A signed claim as QR codes on one screen, read by the camera of another phone: version 1 of the frames.
 *
 * ```
 * frame   "FA1C:" + base45(0x01 ‖ index ‖ total ‖ id8 ‖ part)
 * id8     the first 8 bytes of SHA-256 over the ASCII of the JWS (the start of the entry's hash)
 * parts   in order: u16be(length of header) ‖ header ‖ u16be(length of payload) ‖ payload ‖ signature, each decoded
 * ```
 * The three parts of the JWS travel as the bytes that they encode, a quarter less. Their base64url is canonical (the
 * server demands it), so the very same ASCII comes out; that it does is checked against id8, and by the signature.
 */
import * as v from "valibot";
import { concatBytes, fromBase64Url, toBase64Url } from "../bytes.ts";
import { fromBase45, toBase45 } from "./base45.ts";
import { EntryJws, type EntryPayload } from "./entry.ts";
import { entryHash, readStoredEntry } from "./seal.ts";

const PREFIX = "FA1C:";
const VERSION = 1;
const ID_BYTES = 8;
const HEAD_BYTES = 3 + ID_BYTES;
/** Bytes of the claim in one frame: QR version 16 of 40 at medium error correction, which a plain camera still reads. */
const PART_BYTES = 420;
const MAX_FRAMES = 24;
/** Unfinished claims that a collector keeps; the one that has waited longest goes first. */
const MAX_UNFINISHED = 12;

type Bytes = Uint8Array<ArrayBuffer>;

export interface CarryFrame {
  /** which claim it is a part of */
  readonly id: string;
  /** from 0 */
  readonly index: number;
  readonly total: number;
  readonly part: Bytes;
}

/** An entry in as few frames of equal size as it takes. @throws TypeError when the text is not an entry's JWS */
export async function carryFrames(jws: string): Promise<string[]> {
  const [header, payload, signature] = jws.split(".");
  if (!v.is(EntryJws, jws) || header === undefined || payload === undefined || signature === undefined)
    throw new TypeError("not an entry");
  const bytes = concatBytes(
    sized(fromBase64Url(header)),
    sized(fromBase64Url(payload)),
    fromBase64Url(signature),
  );
  const id = fromBase64Url(await entryHash(jws)).slice(0, ID_BYTES);
  const total = Math.ceil(bytes.length / PART_BYTES);
  const size = Math.ceil(bytes.length / total);
  return Array.from({ length: total }, (_, index) => {
    const part = bytes.subarray(index * size, (index + 1) * size);
    return PREFIX + toBase45(concatBytes(Uint8Array.of(VERSION, index, total), id, part));
  });
}

/** What a scanned text says; null when it is not a frame of this version. */
export function readCarryFrame(text: string): CarryFrame | null {
  const bytes = text.startsWith(PREFIX) ? fromBase45(text.slice(PREFIX.length)) : null;
  if (!bytes || bytes.length <= HEAD_BYTES || bytes[0] !== VERSION) return null;
  const [, index = 0, total = 0] = bytes;
  if (total === 0 || total > MAX_FRAMES || index >= total) return null;
  return { id: toBase64Url(bytes.slice(3, HEAD_BYTES)), index, total, part: bytes.slice(HEAD_BYTES) };
}

/** A claim that was carried whole. Its signature is for the server to verify: only the server has the device's key. */
export interface CarriedClaim {
  readonly h: string;
  readonly jws: string;
  readonly payload: EntryPayload;
}

export type Collected =
  /** not one of our frames */
  | { readonly kind: "foreign" }
  /** `have` of `of` frames of this claim are here */
  | { readonly kind: "part"; readonly id: string; readonly have: number; readonly of: number }
  | { readonly kind: "whole"; readonly claim: CarriedClaim }
  /** all frames are here and they do not make the claim that they name; they are forgotten, so showing it again helps */
  | { readonly kind: "damaged" };

/** Puts frames together: in any order, repeated, and of several claims at once. */
export function createCollector(): { add(text: string): Promise<Collected> } {
  const unfinished = new Map<string, { readonly total: number; readonly parts: Map<number, Bytes> }>();

  return {
    async add(text) {
      const frame = readCarryFrame(text);
      if (!frame) return { kind: "foreign" };
      const { id, index, total, part } = frame;
      const known = unfinished.get(id);
      const open = known?.total === total ? known : { total, parts: new Map<number, Bytes>() };
      open.parts.set(index, part);
      // to the end of the line
      unfinished.delete(id);
      unfinished.set(id, open);
      const [oldest] = unfinished.keys();
      if (unfinished.size > MAX_UNFINISHED && oldest !== undefined) unfinished.delete(oldest);
      if (open.parts.size < total) return { kind: "part", id, have: open.parts.size, of: total };
      unfinished.delete(id);
      const ordered = [...open.parts].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
      const claim = await claimOf(joined(concatBytes(...ordered)));
      return claim && startsWith(claim.h, id) ? { kind: "whole", claim } : { kind: "damaged" };
    },
  };
}

/** An entry read without its key: well formed, and of this version. Null for anything else. */
export async function claimOf(jws: string | null): Promise<CarriedClaim | null> {
  if (jws === null || !v.is(EntryJws, jws)) return null;
  try {
    return { h: await entryHash(jws), jws, payload: readStoredEntry(jws) };
  } catch {
    return null;
  }
}

const startsWith = (hash: string, id: string): boolean =>
  toBase64Url(fromBase64Url(hash).slice(0, ID_BYTES)) === id;

/** The JWS out of its decoded parts; null when the lengths do not add up. */
function joined(bytes: Bytes): string | null {
  const view = new DataView(bytes.buffer);
  const parts: Bytes[] = [];
  let at = 0;
  for (let i = 0; i < 2; i++) {
    if (at + 2 > bytes.length) return null;
    const length = view.getUint16(at);
    parts.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at >= bytes.length) return null;
  return [...parts, bytes.slice(at)].map(toBase64Url).join(".");
}

function sized(bytes: Bytes): Bytes {
  const length = new Uint8Array(2);
  new DataView(length.buffer).setUint16(0, bytes.length);
  return concatBytes(length, bytes);
}
