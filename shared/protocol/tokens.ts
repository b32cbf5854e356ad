import type { CryptoKey } from "jose";
import * as v from "valibot";
import { EpochMs, Uuid } from "../ids.ts";
import { AUDIENCE, TYP_RECEIPT, TYP_TIME } from "./entry.ts";
import { signJws, verifyJws, type Verified } from "./jws.ts";
import { importPublicKey, thumbprint, type SigningKey } from "./keys.ts";
import { type PublicJwk, Receipt, TimeToken } from "./sync.ts";

const TIME = { typ: TYP_TIME, payload: TimeToken } as const;
const RECEIPT = { typ: TYP_RECEIPT, payload: Receipt } as const;

type Signer = { readonly key: CryptoKey; readonly kid: string };

/** The server's public key, ready to verify with. */
export const serverSigner = async (jwk: PublicJwk): Promise<Signer> => ({
  key: await importPublicKey(jwk),
  kid: await thumbprint(jwk),
});

/** The server says: it was `ms`, and the device's chain stood at `head`. */
export const signTimeToken = (token: TimeToken, key: SigningKey): Promise<string> =>
  signJws(TIME, token, key);
export const verifyTimeToken = (jws: string, server: Signer): Promise<Verified<TimeToken>> =>
  verifyJws(TIME, jws, server);

/** The server says: these entries are committed. */
export const signReceipt = (receipt: Receipt, key: SigningKey): Promise<string> =>
  signJws(RECEIPT, receipt, key);
export const verifyReceipt = (jws: string, server: Signer): Promise<Verified<Receipt>> =>
  verifyJws(RECEIPT, jws, server);

/** A teacher's own time token: the server told this person the time, by which their device shows room codes. */
export const ToldTime = v.strictObject({
  k: v.literal("told"),
  aud: v.literal(AUDIENCE),
  uid: Uuid,
  ms: EpochMs,
});
export type ToldTime = v.InferOutput<typeof ToldTime>;
const TOLD = { typ: "fa-told+jws", payload: ToldTime } as const;

export const signToldTime = (told: ToldTime, key: SigningKey): Promise<string> => signJws(TOLD, told, key);
export const verifyToldTime = (jws: string, server: Signer): Promise<Verified<ToldTime>> =>
  verifyJws(TOLD, jws, server);
