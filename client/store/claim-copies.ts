/**
 * A second copy of each claim that the server does not have yet, beside the database: see witness.ts for how a browser loses
 * a database whole. A claim is small and signed, so it can still be shown to a teacher or saved as a file when its key and
 * its photo are gone. localStorage, because pages write it at once and it lies in other files; the service worker has none, and
 * needs none: claims are sealed and shown in pages.
 */
import * as v from "valibot";
import { Sha256, Uuid } from "../../shared/ids.ts";
import { EntryJws } from "../../shared/protocol/entry.ts";
import type { EntryRow } from "./rows.ts";

const Copy = v.object({
  h: Sha256,
  did: Uuid,
  uid: Uuid,
  jws: EntryJws,
  courseName: v.string(),
  title: v.nullable(v.string()),
});
export type ClaimCopy = v.InferOutput<typeof Copy>;

const PREFIX = "presente.claim.";

/** Keeps a copy of a claim that is on the disk. Never throws: where it is forbidden or full, there is one copy only. */
export function keepCopy({ h, did, uid, jws, courseName, title }: EntryRow): void {
  try {
    const copy: ClaimCopy = { h, did, uid, jws, courseName, title };
    localStorage.setItem(PREFIX + h, JSON.stringify(copy));
  } catch {
    // no room, or not allowed
  }
}

/** Drops the copies of these claims: the server has them. Never throws. */
export function dropCopies(hashes: readonly string[]): void {
  try {
    for (const h of hashes) localStorage.removeItem(PREFIX + h);
  } catch {
    // not allowed: then nothing is kept
  }
}

/** Every copy that can be read; none in a service worker. */
export function keptCopies(): ClaimCopy[] {
  try {
    const names = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "");
    return names
      .filter((name) => name.startsWith(PREFIX))
      .flatMap((name) => {
        const parsed = v.safeParse(Copy, JSON.parse(localStorage.getItem(name) ?? "null"));
        return parsed.success ? [parsed.output] : [];
      });
  } catch {
    return [];
  }
}
