import * as v from "valibot";
import { fromBase64Url, toBase64Url } from "../../shared/bytes.ts";
import { Sha256 } from "../../shared/ids.ts";
import type { Label } from "./sealed-box.ts";
import type { Opener, Sealer } from "./vault.ts";

/** What a check-in's photo looked like, for its next one. */
export interface Print {
  /** of the check-in */
  readonly hash: string;
  readonly print: Uint8Array<ArrayBuffer>;
}

const Stored = v.array(v.strictObject({ h: Sha256, p: v.string() }));
const label = (userId: string): Label => ({ userId, record: "prints", type: "prints", model: "" });

export const sealPrints = (sealer: Sealer, userId: string, prints: readonly Print[]): Promise<Buffer> => {
  const stored = prints.map(({ hash, print }) => ({ h: hash, p: toBase64Url(print) }));
  return sealer.seal(label(userId), Buffer.from(JSON.stringify(stored)));
};

/** @returns none where they do not open: the student's key is a new one */
export async function openPrints(opener: Opener, userId: string, sealed: Uint8Array): Promise<Print[]> {
  const bytes = await opener.open(label(userId), sealed);
  if (!bytes) return [];
  return v
    .parse(Stored, JSON.parse(bytes.toString()))
    .map(({ h, p }) => ({ hash: h, print: fromBase64Url(p) }));
}
