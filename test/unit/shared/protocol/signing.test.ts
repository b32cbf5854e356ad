import { CompactSign, generateKeyPair } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url, utf8 } from "../../../../shared/bytes.ts";
import { AUDIENCE, type EntryPayload, TYP_ENTRY } from "../../../../shared/protocol/entry.ts";
import { generateDeviceKey, importPublicKey, publicJwk } from "../../../../shared/protocol/keys.ts";
import { signPossession, verifyPossession } from "../../../../shared/protocol/possession.ts";
import { readAuthorization, signRequest, verifyRequest } from "../../../../shared/protocol/request.ts";
import { entryHash, readStoredEntry, sealEntry, verifyEntry } from "../../../../shared/protocol/seal.ts";

const HASH = "A".repeat(43);
const UUID = "018f6a00-0000-7000-8000-000000000001";
const payload: EntryPayload = {
  v: 1,
  k: "checkin",
  aud: AUDIENCE,
  did: UUID,
  uid: UUID,
  seq: 1,
  prev: HASH,
  sid: UUID,
  t: { cap: 1, wall: 1, mono: 1, org: "o", tok: null, tm: null, tw: null },
  pc: null,
  photo: { h: HASH, n: 1, ct: "image/jpeg", w: 1, h2: 1 },
  lmk: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  emb: { h: HASH, d: 1, mid: "m", md: HASH },
  det: { mid: "m", md: HASH },
  pad: null,
  app: { b: "b", pv: 1 },
};

let device: Awaited<ReturnType<typeof generateDeviceKey>>;
let signer: Parameters<typeof verifyEntry>[1];
let jws: string;
beforeAll(async () => {
  device = await generateDeviceKey();
  signer = { key: await importPublicKey(device.jwk), kid: device.kid };
  jws = await sealEntry(payload, { key: device.privateKey, kid: device.kid });
});

/** Signs anything with the device's real key under any header. */
const forge = (header: Record<string, unknown>, body: unknown = payload) =>
  new CompactSign(utf8(JSON.stringify(body)))
    .setProtectedHeader({ alg: "ES256", ...header })
    .sign(device.privateKey, { crit: { urgent: true } });

describe("a sealed entry", () => {
  it("verifies to exactly what was sealed", async () => {
    expect(await verifyEntry(jws, signer)).toEqual({ ok: true, payload });
    expect(readStoredEntry(jws)).toEqual(payload);
  });

  it("has one hash for one ASCII text", async () => {
    const other = await sealEntry(payload, { key: device.privateKey, kid: device.kid });
    expect(await entryHash(jws)).toBe(await entryHash(jws));
    expect(await entryHash(other)).not.toBe(await entryHash(jws));
  });

  it("cannot be sealed when the server would not take it", async () => {
    const key = { key: device.privateKey, kid: device.kid };
    await expect(sealEntry({ ...payload, seq: 0 }, key)).rejects.toThrow();
    await expect(sealEntry({ ...payload, extra: 1 } as EntryPayload, key)).rejects.toThrow();
  });

  it("is signed with a key that cannot be exported", async () => {
    await expect(crypto.subtle.exportKey("jwk", device.privateKey)).rejects.toThrow();
  });
});

describe("an entry is refused", () => {
  const part = (value: unknown) => toBase64Url(utf8(JSON.stringify(value)));
  const header = () => ({ alg: "ES256", typ: TYP_ENTRY, kid: device.kid });

  it.each<[string, () => string | Promise<string>, string]>([
    ["with one bit of the signature turned", () => flip(jws, 2), "signature"],
    ["with one bit of the payload turned", () => flip(jws, 1), "signature"],
    [
      "with alg none and no signature",
      () => `${part({ ...header(), alg: "none" })}.${jws.split(".")[1]}.`,
      "malformed",
    ],
    ["with alg none and the old signature", () => swapHeader({ ...header(), alg: "none" }), "header"],
    ["with alg HS256", () => swapHeader({ ...header(), alg: "HS256" }), "header"],
    [
      "with a key in its header (jwk)",
      () => forge({ typ: TYP_ENTRY, kid: device.kid, jwk: device.jwk }),
      "header",
    ],
    ["with jku", () => forge({ typ: TYP_ENTRY, kid: device.kid, jku: "https://example.org" }), "header"],
    ["with x5u", () => forge({ typ: TYP_ENTRY, kid: device.kid, x5u: "https://example.org" }), "header"],
    ["with x5c", () => forge({ typ: TYP_ENTRY, kid: device.kid, x5c: ["AA"] }), "header"],
    [
      "with a critical extension",
      () => forge({ typ: TYP_ENTRY, kid: device.kid, crit: ["urgent"], urgent: 1 }),
      "header",
    ],
    ["with another kind's typ", () => forge({ typ: "fa-pop+jws", kid: device.kid }), "header"],
    ["with another kid", () => forge({ typ: TYP_ENTRY, kid: HASH }), "key"],
    [
      "with an unknown field",
      () => forge({ typ: TYP_ENTRY, kid: device.kid }, { ...payload, admin: true }),
      "payload",
    ],
    [
      "for another audience",
      () => forge({ typ: TYP_ENTRY, kid: device.kid }, { ...payload, aud: "other" }),
      "payload",
    ],
    [
      "with a fraction for an integer",
      () => forge({ typ: TYP_ENTRY, kid: device.kid }, { ...payload, seq: 1.5 }),
      "payload",
    ],
    ["with other spare bits in its last character", () => respell(jws), "malformed"],
    ["with padding", () => `${jws}==`, "malformed"],
    ["with a fourth part", () => `${jws}.AA`, "malformed"],
    ["when it is empty", () => "", "malformed"],
  ])("%s", async (_what, make, why) => {
    expect(await verifyEntry(await make(), signer)).toEqual({ ok: false, why });
  });

  it("when another key of the same kid claim signed it", async () => {
    const other = await generateKeyPair("ES256");
    const forged = await new CompactSign(utf8(JSON.stringify(payload)))
      .setProtectedHeader(header())
      .sign(other.privateKey);
    expect(await verifyEntry(forged, signer)).toEqual({ ok: false, why: "signature" });
  });

  const swapHeader = (next: unknown) => [part(next), jws.split(".")[1], jws.split(".")[2]].join(".");
});

describe("a proof", () => {
  it("of a request binds method, path, body and device", async () => {
    const key = { key: device.privateKey, kid: device.kid };
    const authorization = await signRequest(
      { method: "POST", path: "/v1/sync?a=b", body: utf8("x"), did: UUID },
      key,
    );
    const read = readAuthorization(authorization);
    expect(read?.kid).toBe(device.kid);
    const verified = await verifyRequest(read?.jws ?? "", signer);
    expect(verified).toMatchObject({ ok: true, payload: { htm: "POST", htu: "/v1/sync?a=b", did: UUID } });
  });

  it.each([undefined, "", "Bearer x", "FA1 x", "FA1 a.b.c"])("is not read from %j", (header) => {
    expect(readAuthorization(header)).toBeNull();
  });

  it("of an entry is no proof of a request", () => {
    expect(readAuthorization(`FA1 ${jws}`)).toBeNull();
  });

  it("of possession fits only the key it names", async () => {
    const claim = { did: UUID, uid: UUID, nonce: HASH, inst: UUID };
    const pop = await signPossession(claim, { key: device.privateKey, kid: device.kid });
    expect(await verifyPossession(pop, device.jwk)).toMatchObject({ ok: true });
    const other = await generateKeyPair("ES256", { extractable: true });
    const jwk = await publicJwk(other.publicKey);
    expect(await verifyPossession(pop, jwk)).toEqual({ ok: false, why: "key" });
    const stolen = await signPossession(claim, { key: other.privateKey, kid: device.kid });
    expect(await verifyPossession(stolen, device.jwk)).toEqual({ ok: false, why: "signature" });
  });

  it("of possession of a point that is not on the curve is refused", async () => {
    const pop = await signPossession(
      { did: UUID, uid: UUID, nonce: HASH, inst: UUID },
      { key: device.privateKey, kid: device.kid },
    );
    expect(await verifyPossession(pop, { kty: "EC", crv: "P-256", x: HASH, y: HASH })).toMatchObject({
      ok: false,
    });
  });
});

function flip(text: string, index: number): string {
  const parts = text.split(".");
  const bytes = fromBase64Url(parts[index] ?? "");
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  parts[index] = toBase64Url(bytes);
  return parts.join(".");
}

/** The same bytes in other ASCII: the last character of a 64-byte signature has four spare bits. */
function respell(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(text.at(-1) ?? "");
  return text.slice(0, -1) + (alphabet[last + 1] ?? "");
}
