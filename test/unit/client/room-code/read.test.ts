import { describe, expect, it } from "vitest";
import { agedBy, readScanned, readTyped } from "../../../../client/room-code/read.ts";
import { carryFrames } from "../../../../shared/protocol/carry.ts";
import { qrText, readTypedText } from "../../../../shared/protocol/room-code.ts";
import vector from "../../../vectors/fa1.json" with { type: "json" };

const SHOWN_MS = vector.qrSlot * 10_000;
const tag = Uint8Array.from(Buffer.from(vector.tag, "hex"));
const shown = { m: "qr", slot: vector.qrSlot, tag: Buffer.from(tag).toString("base64url") };
const here = (nowMs: number, unsureClock = false) => ({ meetingId: vector.sid, nowMs, unsureClock });

describe("a scanned code", () => {
  it.each<[string, number, boolean, string]>([
    ["of now is taken", SHOWN_MS + 4_000, false, "ok"],
    ["of a minute and a half ago, too", SHOWN_MS + 99_000, false, "ok"],
    ["of before that is old", SHOWN_MS + 101_000, false, "old"],
    ["is early where the screen's clock runs half a minute ahead", SHOWN_MS - 31_000, false, "early"],
    ["of four minutes ago is taken where the screen's clock is unsure", SHOWN_MS + 250_000, true, "ok"],
    ["of three minutes ahead, too", SHOWN_MS - 180_000, true, "ok"],
    ["of six minutes ago is old even then", SHOWN_MS + 370_000, true, "old"],
  ])("%s", (_what, nowMs, unsure, kind) => {
    expect(readScanned(vector.qr, here(nowMs, unsure))).toEqual({ kind, shown });
  });

  it("of another meeting says of which", () => {
    const other = qrText(vector.did, vector.qrSlot, tag);
    expect(readScanned(other, here(SHOWN_MS))).toEqual({ kind: "other", meetingId: vector.did });
  });

  it("that is a check-in, or nothing of ours, is told apart", async () => {
    const [frame = ""] = await carryFrames(`${"a".repeat(40)}.${"b".repeat(400)}.${"c".repeat(80)}`);
    expect(readScanned(frame, here(SHOWN_MS))).toEqual({ kind: "carried" });
    for (const text of ["https://example.edu", "FA1:", `${vector.qr}0`, ""])
      expect(readScanned(text, here(SHOWN_MS))).toEqual({ kind: "foreign" });
  });
});

describe("a typed code", () => {
  it.each([
    ["FCGNMHJR", "FCGNMHJR"],
    ["fcgn mhjr", "FCGNMHJR"],
    [" fcgn-mhjr\u00a0", "FCGNMHJR"],
    ["FCGN–MHJR", "FCGNMHJR"],
    ["OoIiLl23", "00111123"],
    ["FCGNMHJU", null],
    ["FCGNMHJ", null],
    ["FCGNMHJRX", null],
    ["", null],
  ])("%j is %j", (text, code) => {
    expect(readTypedText(text)).toBe(code);
  });

  it("is the one of the minute in which its first character was typed", () => {
    const startedMs = vector.typedSlot * 60_000 + 59_000;
    expect(readTyped("fcgn mhjr", startedMs)).toEqual({
      kind: "ok",
      shown: { m: "typed", slot: vector.typedSlot, code: vector.typed },
    });
    expect(readTyped("fcgn", startedMs)).toEqual({ kind: "malformed" });
  });

  it("grows old while the photo is awaited", () => {
    const code = { m: "typed", slot: vector.typedSlot, code: vector.typed } as const;
    const endMs = (vector.typedSlot + 1) * 60_000;
    expect([endMs + 90_000, endMs + 91_000].map((nowMs) => agedBy(code, here(nowMs)))).toEqual(["ok", "old"]);
  });
});
