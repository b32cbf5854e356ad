import * as fc from "fast-check";
import { encodeQR } from "qr";
import { decodeQR } from "qr/decode.js";
import { beforeAll, expect, test } from "vitest";
import { concatBytes, sha256, utf8 } from "../../../../shared/bytes.ts";
import { fromBase45, toBase45 } from "../../../../shared/protocol/base45.ts";
import {
  carryFrames,
  type Collected,
  createCollector,
  readCarryFrame,
} from "../../../../shared/protocol/carry.ts";
import { AUDIENCE, type EntryPayload, type TapPayload } from "../../../../shared/protocol/entry.ts";
import { generateDeviceKey } from "../../../../shared/protocol/keys.ts";
import { sealEntry } from "../../../../shared/protocol/seal.ts";

let claims: string[];
let frames: string[][];
/** of the same phone, without a face */
let tap: string;

beforeAll(async () => {
  const { privateKey, kid } = await generateDeviceKey();
  const h = await sha256(utf8("anything"));
  const said = (seq: number): Omit<TapPayload, "k"> => ({
    v: 1,
    aud: AUDIENCE,
    did: "018f6a00-0000-7000-8000-0000000000d1",
    uid: "018f6a00-0000-7000-8000-0000000000a1",
    seq,
    prev: h,
    sid: "018f6a00-0000-7000-8000-000000000001",
    t: {
      cap: 1_790_000_000_000,
      wall: 1_790_000_000_000,
      mono: 5,
      org: "page",
      tok: h,
      tm: 3,
      tw: 1_790_000_000_000,
    },
    pc: { m: "qr", slot: 179_000_000, tag: "ZDtOpNG-n7qdqg", dt: 900 },
    app: { b: "index-abc.js", pv: 1 },
  });
  const payload = (seq: number): EntryPayload => ({
    ...said(seq),
    k: "checkin",
    photo: { h, n: 40_000, ct: "image/jpeg", w: 640, h2: 480 },
    lmk: [2200, 2000, 4200, 2000, 3200, 3000, 2400, 3800, 4000, 3800],
    emb: { h, d: 512, mid: "arcface-mbf", md: h },
    det: { mid: "mediapipe", md: h },
    pad: null,
  });
  claims = await Promise.all([1, 2, 3].map((seq) => sealEntry(payload(seq), { key: privateKey, kid })));
  tap = await sealEntry({ ...said(4), k: "tap" }, { key: privateKey, kid });
  frames = await Promise.all(claims.map(carryFrames));
});

const wholes = (results: readonly Collected[]) =>
  results.flatMap((result) => (result.kind === "whole" ? [result.claim.jws] : []));

async function collect(texts: readonly string[]): Promise<Collected[]> {
  const collector = createCollector();
  const results: Collected[] = [];
  for (const text of texts) results.push(await collector.add(text));
  return results;
}

test("a claim takes few frames, each in the tight alphabet of a QR code and small enough for a plain camera", () => {
  for (const texts of frames) {
    expect(texts.length).toBeGreaterThan(1);
    expect(texts.length).toBeLessThanOrEqual(4);
    for (const text of texts) {
      expect(text).toMatch(/^FA1C:[0-9A-Z $%*+\-./:]+$/);
      expect(encodeQR(text, "raw", { ecc: "medium", border: 4 }).length).toBeLessThanOrEqual(89);
    }
  }
});

test("a claim without a face takes the same way", async () => {
  const texts = await carryFrames(tap);
  expect(texts.length).toBeLessThanOrEqual(2);
  expect(wholes(await collect(texts))).toEqual([tap]);
});

test("frames in any order, repeated, and of three claims at once, make exactly those claims", async () => {
  const all = frames.flat();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.constantFrom(...all), { maxLength: 12 }),
      async (shuffled, repeated) => {
        const found = wholes(
          await collect([...repeated, ...shuffled, "FA1:NOT OURS", "https://example.edu"]),
        );
        expect(new Set(found)).toEqual(new Set(claims));
      },
    ),
    { numRuns: 40 },
  );
});

test("a missing frame leaves the claim unfinished, and says how much is there", async () => {
  const [first = []] = frames;
  const results = await collect([...first.slice(1), ...first.slice(1)]);
  expect(wholes(results)).toEqual([]);
  expect(results.at(-1)).toMatchObject({ kind: "part", have: first.length - 1, of: first.length });
});

test("an altered frame is noticed at the end; shown again as it is, the claim is whole", async () => {
  const [first = []] = frames;
  const bytes = fromBase45((first[0] ?? "").slice(5)) ?? new Uint8Array();
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  const altered = `FA1C:${toBase45(bytes)}`;
  const results = await collect([altered, ...first.slice(1), ...first]);
  expect(results[first.length - 1]).toEqual({ kind: "damaged" });
  expect(wholes(results)).toEqual([claims[0]]);
});

test.each([
  ["another code", "https://example.edu"],
  ["a room code", "FA1:W50*5I000M20%20000000000-50STLMEOHM7S$KJ4OSQNT2"],
  ["no base 45", "FA1C:abc"],
  ["nothing in it", "FA1C:"],
  ["a later version", `FA1C:${toBase45(concatBytes(Uint8Array.of(2, 0, 1), new Uint8Array(9)))}`],
  ["an index beyond the total", `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 3, 3), new Uint8Array(9)))}`],
  ["no frames at all", `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 0, 0), new Uint8Array(9)))}`],
  ["too many frames", `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 0, 200), new Uint8Array(9)))}`],
  ["no part", `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 0, 1), new Uint8Array(8)))}`],
])("%s is no frame", (_what, text) => {
  expect(readCarryFrame(text)).toBeNull();
});

test("a flood of claims that never end costs no memory without end, and the claim shown last still comes through", async () => {
  const flood = Array.from({ length: 500 }, (_, i) => {
    const id = new Uint8Array(8);
    new DataView(id.buffer).setUint32(0, i);
    return `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 0, 2), id, Uint8Array.of(1)))}`;
  });
  const [first = []] = frames;
  expect(wholes(await collect([...flood, ...first]))).toEqual([claims[0]]);
});

test("a frame of noise is damaged, never an exception", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (noise) => {
      const text = `FA1C:${toBase45(concatBytes(Uint8Array.of(1, 0, 1), new Uint8Array(8), noise))}`;
      expect(await collect([text])).toEqual([{ kind: "damaged" }]);
    }),
  );
});

test("only an entry is made into frames", async () => {
  await expect(carryFrames("not an entry")).rejects.toThrow(TypeError);
});

test("what is drawn is what is read", () => {
  const scale = 4;
  const texts = frames.flat().map((text) => {
    const modules = encodeQR(text, "raw", { ecc: "medium", border: 4 });
    const size = modules.length * scale;
    const data = new Uint8Array(size * size * 4).fill(255);
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)]) data.set([0, 0, 0], (y * size + x) * 4);
    return decodeQR({ width: size, height: size, data });
  });
  expect(texts).toEqual(frames.flat());
});
