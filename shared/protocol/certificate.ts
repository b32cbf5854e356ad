import { StopCertificate, StopMark } from "../api/stop.ts";
import { signJws, verifyJws } from "./jws.ts";
import type { SigningKey } from "./keys.ts";
import { serverSigner } from "./tokens.ts";
import type { PublicJwk } from "./sync.ts";

const CERTIFICATE = { typ: "presente-certificate+jws", payload: StopCertificate } as const;

/** The server says: all of this is destroyed. */
export const signCertificate = (said: StopCertificate, key: SigningKey): Promise<string> =>
  signJws(CERTIFICATE, said, key);

/** Whether the server of this key said so. */
export const verifyCertificate = async (jws: string, jwk: PublicJwk) =>
  verifyJws(CERTIFICATE, jws, await serverSigner(jwk));

const MARK = { typ: "presente-stop-mark+jws", payload: StopMark } as const;

/** The server says: this stop is in force, whatever a database that is put back says. */
export const signStopMark = (said: StopMark, key: SigningKey): Promise<string> => signJws(MARK, said, key);
export const verifyStopMark = async (jws: string, jwk: PublicJwk) =>
  verifyJws(MARK, jws, await serverSigner(jwk));
