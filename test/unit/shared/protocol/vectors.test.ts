import { createECDH } from "node:crypto";
import { describe, expect, it } from "vitest";
import { thumbprint } from "../../../../shared/protocol/keys.ts";
import {
  meetingKey,
  padChallenge,
  qrSlot,
  qrTag,
  qrText,
  readQrText,
  typedCode,
  typedSlot,
} from "../../../../shared/protocol/room-code.ts";
import { genesisHash } from "../../../../shared/protocol/seal.ts";
import vector from "../../../vectors/fa1.json" with { type: "json" };

const unhex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("the FA1 test vector", () => {
  it("gives the meeting's key, its slots, its tag and its typed code", async () => {
    const key = await meetingKey(unhex(vector.master), vector.sid);
    expect(hex(key)).toBe(vector.meetingKey);
    expect([qrSlot(vector.atMs), typedSlot(vector.atMs)]).toEqual([vector.qrSlot, vector.typedSlot]);
    expect(hex(await qrTag(key, vector.sid, vector.qrSlot))).toBe(vector.tag);
    expect(await typedCode(key, vector.sid, vector.typedSlot)).toBe(vector.typed);
  });

  it("gives the QR code's text, and the text gives back what it says", () => {
    expect(qrText(vector.sid, vector.qrSlot, unhex(vector.tag))).toBe(vector.qr);
    expect(vector.qr).toHaveLength(51);
    expect(readQrText(vector.qr)).toEqual({ sid: vector.sid, slot: vector.qrSlot, tag: unhex(vector.tag) });
  });

  it("gives the chain's genesis and the liveness challenge", async () => {
    expect(await genesisHash(vector.did, vector.nonce)).toBe(vector.genesis);
    expect(hex(await padChallenge(unhex(vector.tag), vector.kid, vector.seq))).toBe(vector.padChallenge);
  });

  it("gives the key's id", async () => {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(vector.privateScalar, "hex");
    const point = ecdh.getPublicKey();
    const [x, y] = [point.subarray(1, 33).toString("base64url"), point.subarray(33).toString("base64url")];
    expect(await thumbprint({ kty: "EC", crv: "P-256", x, y })).toBe(vector.kid);
  });
});

describe("a scanned text that is no room code", () => {
  it.each([
    "",
    "FA1:",
    "https://example.edu",
    vector.qr.slice(0, -1),
    vector.qr.toLowerCase(),
    vector.qr.replace("W5", "::"),
  ])("%j is not read", (text) => {
    expect(readQrText(text)).toBeNull();
  });
});
