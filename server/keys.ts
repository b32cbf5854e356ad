import { randomBytes } from "node:crypto";
import { publicJwk, thumbprint, type SigningKey } from "../shared/protocol/keys.ts";
import type { PublicJwk } from "../shared/protocol/sync.ts";
import type { Db } from "./context.ts";
import { keepSecret } from "./queries/server-secrets.ts";

/** Keys that this installation made for itself at its first start; every replica reads the same. */
export interface ServerKeys {
  /** signs time tokens and receipts (ES256) */
  readonly token: SigningKey;
  /** its public half, told to each device when it registers */
  readonly tokenJwk: PublicJwk;
  /** K_master: every meeting's room codes come from it (shared/protocol/room-code.ts) */
  readonly roomCodes: Uint8Array<ArrayBuffer>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;

/** Loads the server's keys, making those that are missing. */
export async function loadServerKeys(db: Db): Promise<ServerKeys> {
  const fresh = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const made = Buffer.from(await crypto.subtle.exportKey("pkcs8", fresh.privateKey));
  const pkcs8 = new Uint8Array(await keepSecret(db, "token-key", made));
  const exportable = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]);
  const tokenJwk = await publicJwk(exportable);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
  const roomCodes = new Uint8Array(await keepSecret(db, "room-codes", randomBytes(32)));
  return { token: { key, kid: await thumbprint(tokenJwk) }, tokenJwk, roomCodes };
}
