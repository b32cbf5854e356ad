import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import * as entry from "../../../../shared/protocol/entry.ts";
import * as sync from "../../../../shared/protocol/sync.ts";

/**
 * What travels, pinned to its version. When this fails, the wire has changed: phones with the old app are out there, so
 * raise PROTOCOL_VERSION, keep the old verifier, and pin the new hash beside the new version here. Only a wire that has
 * grown by what an old phone neither sends nor is told keeps its version:
 * 2026-11-22, the check-in by tap (payload k "tap", codes to_confirm and face_expected); the places that a phone declares
 * lost in POST /v1/sync.
 */
const PINNED: Readonly<Record<number, string>> = {
  1: "w-DDERSOh4jJFQwrFTRxwR_y-YNHvGvcaMOS-B1iOWM",
};
/** The payload that every phone of version 1 has sent from the beginning. */
const FACE = "6IfqnjaIn16TNDcS2RgtbV4k7Cursk6RJIU0UdL2kNM";

it("the wire schema of this version is the pinned one", () => {
  const hash = digest({ ...entry, ...sync });
  expect({ version: entry.PROTOCOL_VERSION, hash }).toEqual({
    version: entry.PROTOCOL_VERSION,
    hash: PINNED[entry.PROTOCOL_VERSION],
  });
});

it("a check-in by face is what it was before there was another way", () => {
  expect(digest(entry.FacePayload)).toBe(FACE);
});

const digest = (schema: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(describe(schema)))
    .digest("base64url");

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
