import { CompactSign, compactVerify, type CryptoKey } from "jose";
import * as v from "valibot";
import { fromBase64Url, utf8 } from "../bytes.ts";
import { Sha256 } from "../ids.ts";
import type { SigningKey } from "./keys.ts";

/**
 * One kind of signed object of FA1: JWS compact (RFC 7515), ES256 pinned, `typ` naming the kind (RFC 8725 §3.11),
 * `kid` the thumbprint of the signing key, and no other header: jwk, jku, x5u, x5c, crit and b64 are all refused.
 */
export interface SignedKind<S extends v.GenericSchema> {
  readonly typ: string;
  readonly payload: S;
}

/** header: not of this kind, or with more in it than it may have; key: signed by another key, or so it says */
export type Refusal = "malformed" | "header" | "key" | "signature" | "payload";
export type Verified<T> =
  | { readonly ok: true; readonly payload: T }
  | { readonly ok: false; readonly why: Refusal };

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Signs a payload that fits the kind's schema. @throws ValiError when it does not */
export async function signJws<S extends v.GenericSchema>(
  kind: SignedKind<S>,
  payload: v.InferInput<S>,
  { key, kid }: SigningKey,
): Promise<string> {
  const text = JSON.stringify(v.parse(kind.payload, payload));
  return new CompactSign(utf8(text)).setProtectedHeader({ alg: "ES256", typ: kind.typ, kid }).sign(key);
}

/**
 * The `kid` of a well-formed header of this kind, before anything is verified; null for any other header.
 * Only for finding the key.
 */
export function peekKid(jws: string, typ: string): string | null {
  const [head] = jws.split(".");
  const header = v.safeParse(headerOf(typ), json(head));
  return header.success ? header.output.kid : null;
}

/** Verifies the exact bytes first, then parses. Never throws for what the text can hold. */
export async function verifyJws<S extends v.GenericSchema>(
  kind: SignedKind<S>,
  jws: string,
  signer: { readonly key: CryptoKey; readonly kid: string },
): Promise<Verified<v.InferOutput<S>>> {
  const parts = jws.split(".");
  const body = parts[1];
  if (parts.length !== 3 || body === undefined || !parts.every(isCanonical))
    return { ok: false, why: "malformed" };
  const kid = peekKid(jws, kind.typ);
  if (kid === null) return { ok: false, why: "header" };
  if (kid !== signer.kid) return { ok: false, why: "key" };
  try {
    await compactVerify(jws, signer.key, { algorithms: ["ES256"] });
  } catch {
    return { ok: false, why: "signature" };
  }
  const payload = v.safeParse(kind.payload, json(body));
  return payload.success ? { ok: true, payload: payload.output } : { ok: false, why: "payload" };
}

const headerOf = (typ: string) =>
  v.strictObject({ alg: v.literal("ES256"), typ: v.literal(typ), kid: Sha256 });

/**
 * Base64url without padding whose spare bits at the end are 0: with them set, other ASCII (and another hash) would carry the same
 * bytes (RFC 4648 §3.5). The last of two characters has four of them, of three it has two.
 */
const CANONICAL = /^(?=.)(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/;
const isCanonical = (part: string): boolean => CANONICAL.test(part);

function json(part: string | undefined): unknown {
  try {
    return JSON.parse(decoder.decode(fromBase64Url(part ?? "")));
  } catch {
    return undefined;
  }
}
