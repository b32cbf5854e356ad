import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import * as entry from "../../../../shared/protocol/entry.ts";
import * as sync from "../../../../shared/protocol/sync.ts";

/**
 * What travels, pinned to its version. When this fails, the wire has changed: phones with the old app are out there, so
 * raise PROTOCOL_VERSION, keep the old verifier, and pin the new hash beside the new version here.
 */
const PINNED: Readonly<Record<number, string>> = {
  1: "AyY32zS_ga-br1NMbyV-GD2T2lyvp_iX5OCro7DbZJA",
};

it("the wire schema of this version is the pinned one", () => {
  const hash = createHash("sha256")
    .update(JSON.stringify(describe({ ...entry, ...sync })))
    .digest("base64url");
  expect({ version: entry.PROTOCOL_VERSION, hash }).toEqual({
    version: entry.PROTOCOL_VERSION,
    hash: PINNED[entry.PROTOCOL_VERSION],
  });
});

/** A schema as plain data: what it is, what it holds, what it demands; functions and messages say nothing about the wire. */
function describe(value: unknown): unknown {
  if (value instanceof RegExp) return value.source;
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, inner]) =>
          typeof inner !== "function" && key !== "~standard" && key !== "message" && key !== "async",
      )
      .map(([key, inner]) => [key, describe(inner)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
