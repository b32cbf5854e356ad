import { describe, expect, it } from "vitest";
import { newCode, normaliseCode } from "../../../../server/domain/codes.ts";
import { consentText, CONSENT_VERSION } from "../../../../server/domain/consent-text.ts";

describe("a code that people type", () => {
  it("uses every character of Crockford's alphabet alike and no other", () => {
    const counts = new Map<string, number>();
    for (const character of newCode(32_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    expect([...counts.keys()].toSorted().join("")).toBe("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    for (const seen of counts.values()) expect(Math.abs(seen - 1000)).toBeLessThan(250);
  });

  it("is read however it is typed", () => {
    expect(normaliseCode(" o0il-1abc ")).toBe("00111ABC");
  });
});

describe("the consent text", () => {
  it("may not change under its version: whoever changes a word raises the version and this digest", async () => {
    const digests = await Promise.all(
      (["en", "es"] as const).map(async (language) => (await consentText(language)).sha256),
    );
    expect([CONSENT_VERSION, ...digests]).toMatchInlineSnapshot(`
      [
        "2026-11-2",
        "iX-QF-3qeyJKN6HEic6mDSVVm-3tnadRj8NSA2xUIfc",
        "edCeuB__uTKTYPp5p6hA8Dj4LsQ-39SsvJVQepRlEz0",
      ]
    `);
  });
});
