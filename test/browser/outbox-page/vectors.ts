/** Everything of test/vectors/fa1.json, computed by the code that runs here. */
import { fromBase64Url, toBase64Url } from "../../../shared/bytes.ts";
import { thumbprint } from "../../../shared/protocol/keys.ts";
import {
  meetingKey,
  padChallenge,
  qrSlot,
  qrTag,
  qrText,
  typedCode,
  typedSlot,
} from "../../../shared/protocol/room-code.ts";
import { genesisHash } from "../../../shared/protocol/seal.ts";
import type { PublicJwk } from "../../../shared/protocol/sync.ts";

export interface VectorInput {
  readonly master: string;
  readonly sid: string;
  readonly did: string;
  readonly atMs: number;
  readonly nonce: string;
  readonly seq: number;
  /** of the private scalar; the curve's arithmetic is not ours to test */
  readonly jwk: PublicJwk;
}

const fromHex = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export async function computeVectors(input: VectorInput) {
  const { sid, did, atMs, nonce, seq, jwk } = input;
  const key = await meetingKey(fromHex(input.master), sid);
  const tag = await qrTag(key, sid, qrSlot(atMs));
  const kid = await thumbprint(jwk);
  return {
    meetingKey: toHex(key),
    qrSlot: qrSlot(atMs),
    tag: toHex(tag),
    typedSlot: typedSlot(atMs),
    typed: await typedCode(key, sid, typedSlot(atMs)),
    qr: qrText(sid, qrSlot(atMs), tag),
    genesis: await genesisHash(did, nonce),
    kid,
    padChallenge: toHex(await padChallenge(tag, kid, seq)),
    roundTrip: toBase64Url(fromBase64Url(nonce)),
  };
}
