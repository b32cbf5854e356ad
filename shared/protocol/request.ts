import type { CryptoKey } from "jose";
import { sha256, toBase64Url } from "../bytes.ts";
import { TYP_REQUEST } from "./entry.ts";
import { peekKid, signJws, verifyJws, type Verified } from "./jws.ts";
import type { SigningKey } from "./keys.ts";
import { RequestProof } from "./sync.ts";

const REQUEST = { typ: TYP_REQUEST, payload: RequestProof } as const;
const SCHEME = "FA1 ";

/** A fresh nonce: 16 random bytes, base64url. */
export const newNonce = (): string => toBase64Url(crypto.getRandomValues(new Uint8Array(16)));

/**
 * The `authorization` header that proves a request is the device's: no cookie is involved.
 * @param path path and query as sent, without origin
 * @param body the exact bytes of the body; null when there is none
 */
export async function signRequest(
  request: {
    method: RequestProof["htm"];
    path: string;
    body: Uint8Array<ArrayBuffer> | ArrayBuffer | null;
    did: string;
  },
  key: SigningKey,
): Promise<string> {
  const proof: RequestProof = {
    htm: request.method,
    htu: request.path,
    n: newNonce(),
    bh: await sha256(request.body ?? new Uint8Array()),
    did: request.did,
    iat: Date.now(),
  };
  return SCHEME + (await signJws(REQUEST, proof, key));
}

/** The JWS and the `kid` it names, from an `authorization` header; null when it is not a request proof. */
export function readAuthorization(header: string | undefined): { jws: string; kid: string } | null {
  if (!header?.startsWith(SCHEME) || header.length > 4096) return null;
  const jws = header.slice(SCHEME.length);
  const kid = peekKid(jws, TYP_REQUEST);
  return kid === null ? null : { jws, kid };
}

/** Verifies a proof's signature and shape; the caller compares method, path and body hash. */
export const verifyRequest = (
  jws: string,
  signer: { readonly key: CryptoKey; readonly kid: string },
): Promise<Verified<RequestProof>> => verifyJws(REQUEST, jws, signer);
