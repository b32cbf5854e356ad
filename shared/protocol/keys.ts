import { calculateJwkThumbprint, importJWK, type CryptoKey } from "jose";
import * as v from "valibot";
import { PublicJwk } from "./sync.ts";

/** FA1 version 1 signs with ES256: ECDSA P-256 with SHA-256 (RFC 7518 §3.4). */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

export interface SigningKey {
  readonly key: CryptoKey;
  /** RFC 7638 thumbprint of the public half */
  readonly kid: string;
}

/** RFC 7638 thumbprint (SHA-256, base64url): the `kid` of a key. */
export const thumbprint = (jwk: PublicJwk): Promise<string> => calculateJwkThumbprint(jwk, "sha256");

/** A new key pair whose private half cannot leave WebCrypto. */
export async function generateDeviceKey(): Promise<{
  privateKey: CryptoKey;
  jwk: PublicJwk;
  kid: string;
}> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const jwk = await publicJwk(pair.publicKey);
  return { privateKey: pair.privateKey, jwk, kid: await thumbprint(jwk) };
}

/** The public JWK of a key, with nothing else in it. */
export async function publicJwk(publicKey: CryptoKey): Promise<PublicJwk> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  return v.parse(PublicJwk, { kty, crv, x, y });
}

/** A key that verifies. @throws when the coordinates are not a point of the curve */
export async function importPublicKey(jwk: PublicJwk): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, "ES256");
  if (key instanceof Uint8Array) throw new TypeError("an EC key was expected");
  return key;
}
