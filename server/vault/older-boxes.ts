import { hkdfSync } from "node:crypto";

/*
 * Formats in which earlier versions sealed: what they left in the lake and the database opens for as long as it is kept. Each box
 * had a salt of 32 bytes, and a key of its own for it; that cost two fifths of sealing a photo, and is not needed for a key that
 * lives minutes.
 */

export const OLDER_SALT_BYTES = 32;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;

/** What sender and recipient have in common, and both public keys, raw. */
export interface Exchange {
  readonly secret: Buffer;
  readonly sender: Buffer;
  readonly recipient: Buffer;
}

/** "PSB1": key and nonce are HKDF-SHA-256 (RFC 5869) of the secret, with the box's salt. */
export function firstBoxKey({ secret, sender, recipient }: Exchange, salt: Buffer) {
  const info = Buffer.concat([Buffer.from("presente sealed box 1"), sender, recipient]);
  const bytes = Buffer.from(hkdfSync("sha256", secret, salt, info, KEY_BYTES + NONCE_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), nonce: bytes.subarray(KEY_BYTES) };
}

/** "PSB2": the salt is in the info, and its beginning is the nonce. */
export function secondBoxKey({ secret, sender, recipient }: Exchange, salt: Buffer) {
  const info = Buffer.concat([Buffer.from("presente sealed box 2"), sender, recipient, salt]);
  const key = Buffer.from(hkdfSync("sha256", secret, "", info, KEY_BYTES));
  return { key, nonce: salt.subarray(0, NONCE_BYTES) };
}
