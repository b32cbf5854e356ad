import type { CryptoKey } from "jose";
import { TYP_RECEIPT, TYP_TIME } from "./entry.ts";
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
