import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Env } from "../../../server/context.ts";
import { clientFiles } from "../../../server/static/files.ts";

const PAGE = "<!doctype html><title>Presente</title>";
const SCRIPT = "export const answer = 42;\n".repeat(50);
let folder: string;
let app: Hono<Env>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "presente-static-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), PAGE);
  writeFileSync(join(folder, "assets/main-a1b2.js"), SCRIPT);
  writeFileSync(join(folder, "assets/main-a1b2.js.br"), brotliCompressSync(SCRIPT));
  app = new Hono<Env>().get("*", clientFiles(folder).serve);
});
afterAll(() => rmSync(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });

describe("a file with a hash in its name", () => {
  test("goes compressed to a browser that takes brotli, to be kept for ever", async () => {
    const answer = await get("/assets/main-a1b2.js", { "Accept-Encoding": "gzip, deflate, br, zstd" });
    expect(answer.headers.get("Content-Encoding")).toBe("br");
    expect(answer.headers.get("Content-Type")).toBe("text/javascript; charset=utf-8");
    expect(answer.headers.get("Cache-Control")).toContain("immutable");
    expect(answer.headers.get("Vary")).toBe("Accept-Encoding");
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(brotliCompressSync(SCRIPT));
  });

  test.each(["gzip", "br;q=0", "brotli", ""])("goes as it is to one that says %j", async (accepted) => {
    const answer = await get("/assets/main-a1b2.js", { "Accept-Encoding": accepted });
    expect(answer.headers.get("Content-Encoding")).toBeNull();
    expect(await answer.text()).toBe(SCRIPT);
  });

  test("is not sent again to one that has it", async () => {
    const first = await get("/assets/main-a1b2.js", { "Accept-Encoding": "br" });
    const etag = first.headers.get("ETag") ?? "";
    const again = await get("/assets/main-a1b2.js", {
      "Accept-Encoding": "br",
      "If-None-Match": `W/${etag}`,
    });
    expect(again.status).toBe(304);
    const uncompressed = await get("/assets/main-a1b2.js", { "If-None-Match": etag });
    expect(uncompressed.status).toBe(200);
  });

  test("comes in the range that was asked for", async () => {
    const answer = await get("/assets/main-a1b2.js", { Range: "bytes=7-11" });
    expect(answer.status).toBe(206);
    expect(answer.headers.get("Content-Range")).toBe(`bytes 7-11/${SCRIPT.length}`);
    expect(await answer.text()).toBe("const");
  });

  test("has no range beyond its end", async () => {
    expect((await get("/assets/main-a1b2.js", { Range: "bytes=99999-" })).status).toBe(416);
  });
});

test.each(["/", "/courses/018f6a00", "/reset/token"])(
  "%s is an address of the app and gets its page, asked for anew each time",
  async (path) => {
    const answer = await get(path);
    expect(answer.headers.get("Cache-Control")).toBe("no-cache");
    expect(await answer.text()).toBe(PAGE);
  },
);

test.each(["/assets/old-c3d4.js", "/favicon.png", "/../package.json", "/assets/%2e%2e/%2e%2e/package.json"])(
  "%s is no file of the client and gets no page in its place",
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test("before the first build a sentence says what to do", async () => {
  const unbuilt = new Hono<Env>().get("*", clientFiles(join(folder, "nowhere")).serve);
  const answer = await unbuilt.request("/");
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("npm run build");
});
