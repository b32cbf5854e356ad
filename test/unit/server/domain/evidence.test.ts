import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  type Evidence,
  gradeOf,
  isPrompt,
  isSampled,
  lackingFor,
  sufficesAlone,
} from "../../../../server/domain/evidence.ts";

const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  code: "qr",
  prompt: true,
  sound: true,
  probation: false,
  ...over,
});

describe("the evidence of a check-in", () => {
  it.each([
    ["a valid QR code, at once", evidence(), "E3"],
    ["a valid QR code, sent later", evidence({ prompt: false }), "E2"],
    ["a typed code", evidence({ code: "typed" }), "E2"],
    ["a code with a broken chain or clock", evidence({ sound: false }), "E1"],
    ["no code", evidence({ code: null }), "E1"],
    ["a QR code on a device of yesterday", evidence({ probation: true }), "E2"],
    ["a typed code on a device of yesterday", evidence({ code: "typed", probation: true }), "E1"],
    ["no code on a device of yesterday", evidence({ code: null, probation: true }), "E1"],
  ])("%s", (_what, given, grade) => {
    expect(gradeOf(given)).toBe(grade);
  });

  it("suffices alone from E2 on, and at E1 where the course asks for no code", () => {
    expect([
      sufficesAlone("E1", "required"),
      sufficesAlone("E2", "required"),
      sufficesAlone("E1", "none"),
    ]).toEqual([false, true, true]);
  });

  it("says what is lacking where the course asks for a code", () => {
    expect(lackingFor({ grade: "E1", code: null }, "required")).toBe("code_missing");
    expect(lackingFor({ grade: "E1", code: "qr" }, "required")).toBe("evidence");
    expect(lackingFor({ grade: "E2", code: "typed" }, "required")).toBeNull();
    expect(lackingFor({ grade: "E1", code: null }, "none")).toBeNull();
  });

  it("is prompt until ten minutes after the close", () => {
    const closedMs = 1_790_000_000_000;
    expect([
      isPrompt({ closedMs: null }, closedMs),
      isPrompt({ closedMs }, closedMs + 600_000),
      isPrompt({ closedMs }, closedMs + 600_001),
    ]).toEqual([true, true, false]);
  });
});

describe("the sample that a teacher looks at", () => {
  const sampled = (hash: string, ms: number, grade = "E2") =>
    isSampled({ hash, grade, receivedAt: new Date(1_790_000_000_000 + ms) });
  const share = (of: (i: number) => boolean) =>
    Array.from({ length: 20_000 }, (_, i) => of(i)).filter(Boolean).length / 20_000;

  it("is one in twenty of those that evidence 2 lets pass, and none of the others", () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) =>
      createHash("sha256").update(String(i)).digest("base64url"),
    );
    expect(share((i) => sampled(hashes[i] ?? "", 7))).toBeCloseTo(0.05, 2);
    expect(share((i) => sampled(hashes[i] ?? "", 7, "E3") || sampled(hashes[i] ?? "", 7, "E1"))).toBe(0);
  });

  it("is not chosen by who signs until the hash is to their liking: the moment of arrival decides, too", () => {
    const hash = createHash("sha256").update("one").digest("base64url");
    expect(share((i) => sampled(hash, i))).toBeCloseTo(0.05, 2);
  });
});
