import type { CryptoKey } from "jose";
import { concatBytes, fromBase64Url, sha256, utf8, uuidBytes } from "../bytes.ts";
import { EntryJws, EntryPayload, FacePayload, TYP_ENTRY } from "./entry.ts";
import { signJws, verifyJws, type Verified } from "./jws.ts";
import type { SigningKey } from "./keys.ts";
import * as v from "valibot";

const ENTRY = { typ: TYP_ENTRY, payload: EntryPayload } as const;

/** Seals an entry: from here on it never changes. @throws ValiError when the payload is not one the server would take */
export const sealEntry = (payload: EntryPayload, key: SigningKey): Promise<string> =>
  signJws(ENTRY, payload, key);

/** SHA-256 over the ASCII of the whole JWS, base64url: the entry's content key. */
export const entryHash = (jws: string): Promise<string> => sha256(utf8(jws));

/** `prev` of a device's first entry: SHA-256("FA1-GENESIS\0" ‖ did16 ‖ nonce32). */
export const genesisHash = (did: string, nonce: string): Promise<string> =>
  sha256(concatBytes(utf8("FA1-GENESIS\0"), uuidBytes(did), fromBase64Url(nonce)));

/**
 * Verifies an entry against one device's key, then parses it strictly.
 * @returns why "malformed", "header" or "payload": not an entry of this version; "key": not this key's; "signature": altered
 */
export async function verifyEntry(
  jws: string,
  signer: { readonly key: CryptoKey; readonly kid: string },
): Promise<Verified<EntryPayload>> {
  if (!v.is(EntryJws, jws)) return { ok: false, why: "malformed" };
  return verifyJws(ENTRY, jws, signer);
}

/** The payload of an entry that was verified before it was stored. @throws when it is not one */
export const readStoredEntry = (jws: string): EntryPayload => v.parse(EntryPayload, payloadOf(jws));

/** The same of an entry with a photo. @throws when it is of a check-in without one */
export const readStoredFace = (jws: string): FacePayload => v.parse(FacePayload, payloadOf(jws));

function payloadOf(jws: string): unknown {
  return JSON.parse(new TextDecoder().decode(fromBase64Url(jws.split(".")[1] ?? "")));
}
