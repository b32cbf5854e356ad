import { brotliDecompressSync, gunzipSync } from "node:zlib";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodingOf } from "../../server/middleware/compact.ts";
import { utf8 } from "../../shared/bytes.ts";
import { newNonce, signRequest } from "../../shared/protocol/request.ts";
import { SyncReply } from "../../shared/protocol/sync.ts";
import { classroom, studentWithPhone } from "../support/classroom.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

describe("what a phone on a mobile network is told", () => {
  it.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ] as const)("is compressed as it accepts: %s", async (encoding, unpack) => {
    const { person, phone } = await studentWithPhone(test);
    const { meeting } = await classroom(test, [person]);
    const { jws, hash } = await phone.seal(meeting.id, await blindShot());
    const body = utf8(JSON.stringify({ v: 1, did: phone.did, n: newNonce(), entries: [jws] }));
    const proof = { method: "POST", path: "/v1/sync", body, did: phone.did } as const;
    const headers = {
      authorization: await signRequest(proof, phone.key),
      "content-type": "application/json",
      "accept-encoding": `deflate, ${encoding}`,
    };
    const answer = await test.app.request("/v1/sync", { method: "POST", headers, body });
    expect(answer.headers.get("content-encoding")).toBe(encoding);
    const packed = Buffer.from(await answer.arrayBuffer());
    const text = unpack(packed).toString();
    expect(v.parse(SyncReply, JSON.parse(text)).results[0]?.h).toBe(hash);
    expect(packed.byteLength).toBeLessThan(text.length);
  });

  it.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["br;q=0.000", null],
    ["BR", "br"],
    ["brotli, x-gzip", null],
    ["", null],
    [undefined, null],
  ])("to %s is %s", (accepted, encoding) => {
    expect(encodingOf(accepted)).toBe(encoding);
  });
});
