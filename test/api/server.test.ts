import { sql } from "drizzle-orm";
import { v4 as uuid } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { inOneGo } from "../../server/queries/in-one-go.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let t: TestServices;
beforeAll(async () => {
  t = await createTestServices();
});
afterAll(() => t.close());

describe("every answer", () => {
  test.each(["/healthz", "/readyz", "/assets/nothing.js", "/courses/1"])(
    "%s carries the security headers and a request number",
    async (path) => {
      const { headers } = await t.app.request(path);
      expect(headers.get("Content-Security-Policy")).toContain(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'",
      );
      expect(headers.get("Cross-Origin-Opener-Policy")).toBe("same-origin");
      expect(headers.get("Cross-Origin-Embedder-Policy")).toBe("require-corp");
      expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
      expect(headers.get("Permissions-Policy")).toContain("camera=(self)");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("X-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get("Strict-Transport-Security")).toBeNull();
    },
  );

  test.each(["/v1/about", "/v1/nowhere"])(
    "%s, being data, carries what guards data and no more",
    async (path) => {
      const answer = await t.app.request(path);
      expect(Object.fromEntries(answer.headers)).toEqual({
        "content-type": "application/json",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": expect.stringMatching(/^no-/),
        "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
    },
  );
});

describe("a refusal", () => {
  test("of an unknown address of the API is the catalogue's, in the visitor's language", async () => {
    const answer = await t.app.request("/v1/nowhere", {
      headers: { "Accept-Language": "fr, es-CO;q=0.9, en;q=0.8" },
    });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: {
        code: "not_found",
        message: "Aquí no hay nada, o no te corresponde verlo.",
        next: "Vuelve y elige de nuevo.",
        requestId: answer.headers.get("X-Request-Id"),
      },
    });
  });

  test("of a body that is announced too large comes before the body is read", async () => {
    const answer = await t.app.request("/v1/account/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Content-Length": "70000" },
      body: "{}",
    });
    expect(answer.status).toBe(413);
  });

  test("of a body of unannounced length comes as soon as the limit is passed", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 16_384;
        controller.enqueue(new Uint8Array(16_384));
      },
    });
    const answer = await t.app.request("/v1/account/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: endless,
      duplex: "half",
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(200_000);
  });

  test("of broken JSON says so without a stack", async () => {
    const answer = await t.app.request("/v1/account/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: '{"email":',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "bad_request" } });
  });

  test("of a body with wrong fields names them", async () => {
    const answer = await t.app.request("/v1/account/sign-in", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email: "nobody", password: "x" }),
    });
    expect(await answer.json()).toMatchObject({ error: { code: "bad_request", fields: ["email"] } });
  });
});

test("the server is ready while its database answers", async () => {
  const answer = await t.app.request("/readyz");
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ ok: true, database: true, recognition: false });
});

describe("the database", () => {
  test("prepares a statement once a connection, within a transaction and without", async () => {
    const { db } = t.services;
    const prepared = (of: string) => sql`select name, generic_plans + custom_plans as runs
      from pg_prepared_statements where statement like ${`select $1::int as ${of}%`}`;
    const within = await db.transaction(async (tx) => {
      for (let i = 0; i < 3; i++) await tx.execute(sql`select ${i}::int as within`);
      return tx.execute(prepared("within"));
    });
    expect(within).toMatchObject([{ runs: "3" }]);
    // each goes to whichever connection is free: they hold one another up
    for (let round = 0; round < 2; round++)
      await Promise.all(
        Array.from({ length: 40 }, () => db.execute(sql`select ${round}::int as without, pg_sleep(0.01)`)),
      );
    const here = await Promise.all(Array.from({ length: 20 }, () => db.execute(prepared("without"))));
    expect(here.flat()).not.toHaveLength(0);
  });

  test("does what is sent in one go in its order, whatever built the statements", async () => {
    const turn = sql<string>`nextval('turn')`;
    const turns = await t.services.db.transaction(async (tx) => {
      await tx.execute(sql`create temporary sequence turn`);
      const raw = () => tx.execute<{ turn: string }>(sql`select ${turn} as turn`);
      const chosen = () => tx.select({ turn }).from(sql`(values (1)) one`);
      const added = () => tx.insert(tables.room).values({ id: uuid(), name: uuid() }).returning({ turn });
      return inOneGo(chosen(), raw(), added(), raw(), added(), chosen(), raw());
    });
    expect(turns.map((rows) => Number(rows[0]?.turn))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
