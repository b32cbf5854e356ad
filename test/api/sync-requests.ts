import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { entry } from "../../drizzle/schema.ts";
import { utf8 } from "../../shared/bytes.ts";
import { newNonce, signRequest } from "../../shared/protocol/request.ts";
import { blindClaim, type Classroom } from "../support/classroom.ts";
import type { Phone } from "../support/phone.ts";
import type { TestServices } from "../support/services.ts";

/** What the server takes from whom, before it looks at a claim. @param member a student of an open meeting, not enrolled */
export function requestTests(
  services: () => TestServices,
  member: () => Promise<{ phone: Phone; room: Classroom }>,
): void {
  describe("a request without a cookie", () => {
    const post = (phone: Phone, authorization: string | undefined, body: Uint8Array<ArrayBuffer>) =>
      services().app.request("/v1/sync", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(authorization !== undefined && { authorization }),
        },
        body,
      });
    const batch = (phone: Phone) =>
      utf8(JSON.stringify({ v: 1, did: phone.did, n: newNonce(), entries: [] }));

    it("is the device's by its signature over method, path and body", async () => {
      const { phone } = await member();
      const body = batch(phone);
      const sign = (over: object) =>
        signRequest({ method: "POST", path: "/v1/sync", body, did: phone.did, ...over }, phone.key);
      expect((await post(phone, await sign({}), body)).status).toBe(200);
      const wrong = [
        undefined,
        "FA1 x",
        await sign({ method: "PUT" }),
        await sign({ path: "/v1/sync?x" }),
        await sign({ body: utf8("{}") }),
      ];
      for (const authorization of [...wrong, await sign({ did: uuidv7() })]) {
        expect((await post(phone, authorization, body)).status).toBe(401);
      }
    });

    it("is told to wait when its proof was used, and does no harm", async () => {
      const { phone, room } = await member();
      const sealed = await blindClaim(phone, room);
      const body = utf8(JSON.stringify({ v: 1, did: phone.did, n: newNonce(), entries: [sealed.jws] }));
      const authorization = await signRequest(
        { method: "POST", path: "/v1/sync", body, did: phone.did },
        phone.key,
      );
      expect((await post(phone, authorization, body)).status).toBe(200);
      const replay = await post(phone, authorization, body);
      expect([replay.status, replay.headers.get("retry-after")]).toEqual([429, "1"]);
      expect(await services().services.db.$count(entry, eq(entry.did, phone.did))).toBe(1);
    });

    it.each<[string, (phone: Phone) => string | Promise<string>, number]>([
      ["that is no JSON", () => "{", 400],
      ["of another device", () => JSON.stringify({ v: 1, did: uuidv7(), n: newNonce(), entries: [] }), 400],
      [
        "with an unknown field",
        (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: [], x: 1 }),
        400,
      ],
      [
        "with an entry that is none",
        (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: ["a b"] }),
        400,
      ],
      [
        "of a version that has ended",
        (p) => JSON.stringify({ v: 0, did: p.did, n: newNonce(), entries: [] }),
        426,
      ],
      [
        "of 300 kB",
        (p) => JSON.stringify({ v: 1, did: p.did, n: newNonce(), entries: ["a".repeat(300_000)] }),
        413,
      ],
    ])("%s is refused whole", async (_what, make, status) => {
      const { phone } = await member();
      const body = utf8(await make(phone));
      expect((await phone.request("POST", "/v1/sync", body, "application/json")).status).toBe(status);
    });

    it("of another content type is refused before anything else", async () => {
      const { phone } = await member();
      expect((await phone.request("POST", "/v1/sync", batch(phone), "text/plain")).status).toBe(415);
    });
  });
}
