import { describe, expect, test } from "vitest";
import { readCheckInsFile } from "../../../../client/carry/file.ts";
import { sha256, toBase64Url, utf8 } from "../../../../shared/bytes.ts";
import { entryPayload } from "../../../../client/outbox/payload.ts";
import { generateDeviceKey } from "../../../../shared/protocol/keys.ts";
import { entryHash, sealEntry } from "../../../../shared/protocol/seal.ts";

const photo = utf8("a photo");
const embedding = utf8("an embedding");
const hashes = { photo: await sha256(photo), embedding: await sha256(embedding) };
const { privateKey, kid } = await generateDeviceKey();
const digest = "A".repeat(43);
const jws = await sealEntry(
  entryPayload({
    did: "018f6a00-0000-7000-8000-0000000000d1",
    uid: "018f6a00-0000-7000-8000-0000000000a1",
    meetingId: "018f6a00-0000-7000-8000-000000000001",
    head: { seq: 0, h: digest },
    time: null,
    capture: {
      jpeg: photo.buffer,
      width: 320,
      height: 320,
      landmarks: Array.from({ length: 10 }, () => 1000),
      embedding: new Float32Array(3),
      model: { id: "tiny", digest },
      detector: { id: "tiny", digest },
      wall: 1_790_000_000_000,
      mono: 5,
    },
    org: "page",
    photoHash: hashes.photo,
    embeddingHash: hashes.embedding,
    build: "test",
  }),
  { key: privateKey, kid },
);
const blobs = [
  { hash: hashes.photo, type: "image/jpeg", data: toBase64Url(photo) },
  { hash: hashes.embedding, type: "application/octet-stream", data: toBase64Url(embedding) },
];
const file = (over: object = {}) =>
  JSON.stringify({ type: "presente-check-ins", v: 1, entries: [{ jws, blobs }], ...over });

test("a file gives the claims exactly as signed, and the photos exactly as announced", async () => {
  const { claims, damaged } = await readCheckInsFile(file());
  expect(damaged).toBe(0);
  expect(claims).toHaveLength(1);
  expect(claims[0]?.claim).toMatchObject({ jws, h: await entryHash(jws) });
  expect(claims[0]?.blobs.map(({ hash, type, bytes }) => [hash, type, bytes.byteLength])).toEqual([
    [hashes.photo, "image/jpeg", photo.length],
    [hashes.embedding, "application/octet-stream", embedding.length],
  ]);
});

test("a photo that was changed, or that the claim did not announce, is left out and said so; the claim counts", async () => {
  const changed = [{ ...blobs[0], data: toBase64Url(utf8("another")) }];
  const other = await sha256(utf8("foreign"));
  const foreign = [{ hash: other, type: "text/html", data: toBase64Url(utf8("foreign")) }];
  for (const wrong of [changed, foreign, [{ ...blobs[0], data: "%%%" }]]) {
    const { claims, damaged } = await readCheckInsFile(file({ entries: [{ jws, blobs: wrong }] }));
    expect([claims.length, claims[0]?.blobs.length, damaged]).toEqual([1, 0, 1]);
  }
});

test("one bad claim does not hide the good ones", async () => {
  const { claims, damaged } = await readCheckInsFile(
    file({
      entries: [
        { jws: "no.entry.here", blobs: [] },
        { jws, blobs },
      ],
    }),
  );
  expect([claims.length, damaged]).toEqual([1, 1]);
});

describe("is told apart, each with its own sentence:", () => {
  test.each([
    ["no JSON", "%PDF-1.7", "file_wrong"],
    ["other JSON", "[1, 2]", "file_wrong"],
    ["another program's file", JSON.stringify({ type: "roster", v: 1 }), "file_wrong"],
    ["a newer version", file({ v: 2 }), "file_newer"],
    ["an empty file", "", "file_wrong"],
    ["nothing in it", file({ entries: [] }), "file_damaged"],
    ["a broken shape", file({ entries: [{ jws }] }), "file_damaged"],
    ["nothing but broken claims", file({ entries: [{ jws: "a.b.c", blobs: [] }] }), "file_damaged"],
  ])("%s", async (_what, text, code) => {
    await expect(readCheckInsFile(text)).rejects.toMatchObject({ code });
  });
});
