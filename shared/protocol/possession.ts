import { AUDIENCE, PROTOCOL_VERSION, TYP_POP } from "./entry.ts";
import { signJws, verifyJws, type Verified } from "./jws.ts";
import { importPublicKey, thumbprint, type SigningKey } from "./keys.ts";
import { PossessionProof, type PublicJwk } from "./sync.ts";

const POSSESSION = { typ: TYP_POP, payload: PossessionProof } as const;

/** Proves to the server that the phone holds the private half of the key it registers. */
export const signPossession = (
  claim: { did: string; uid: string; nonce: string; inst: string },
  key: SigningKey,
): Promise<string> =>
  signJws(POSSESSION, { v: PROTOCOL_VERSION, aud: AUDIENCE, ...claim, jkt: key.kid }, key);

/** Verifies the proof with the very key that it is about; `jkt` and the header's `kid` must both be its thumbprint. */
export async function verifyPossession(jws: string, jwk: PublicJwk): Promise<Verified<PossessionProof>> {
  const kid = await thumbprint(jwk);
  const key = await importPublicKey(jwk).catch(() => null);
  if (!key) return { ok: false, why: "malformed" };
  const verified = await verifyJws(POSSESSION, jws, { key, kid });
  return verified.ok && verified.payload.jkt !== kid ? { ok: false, why: "payload" } : verified;
}
