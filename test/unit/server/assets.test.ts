import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PART_BYTES } from "../../../server/assets/parts.ts";
import { type PreparedAssets, prepareFiles } from "../../../server/assets/prepare.ts";
import { rangeOf } from "../../../server/assets/range.ts";
import { assetRoutes } from "../../../server/assets/routes.ts";
import { ProblemError } from "../../../server/problem.ts";

const content = Buffer.concat([randomBytes(1000), Buffer.alloc(PART_BYTES.model + 500, "presente")]);
const digest = createHash("sha256").update(content).digest("base64url");
let folder = "";
let assets: PreparedAssets;
const app = () =>
  new Hono().route("/", assetRoutes({ assets })).onError((error, c) => {
    if (error instanceof ProblemError) return c.text(error.code, 404);
    throw error;
  });
const get = (path: string, headers: Record<string, string> = {}) => app().request(path, { headers });
const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "presente-assets-"));
  await writeFile(join(folder, "model"), content);
  const source = { name: "embedder", path: join(folder, "model"), kind: "model" } as const;
  assets = await prepareFiles([source], { cacheDir: join(folder, "cache") });
});
afterAll(() => rm(folder, { recursive: true }));

describe("recognition files in parts", () => {
  it("the parts, unpacked and joined, are the file", () => {
    const { embedder } = assets.config;
    expect(embedder).toMatchObject({ digest, bytes: content.length, partBytes: PART_BYTES.model });
    const parts = embedder?.wire.map((_, i) => assets.part(digest, i)?.brotli ?? Buffer.alloc(0)) ?? [];
    expect(parts.map((part) => part.length)).toEqual(embedder?.wire);
    expect(Buffer.concat(parts.map((part) => brotliDecompressSync(part))).equals(content)).toBe(true);
  });

  it("a second start finds the compressed parts", async () => {
    const cacheDir = join(folder, "cache");
    const source = { name: "embedder", path: join(folder, "model"), kind: "model" } as const;
    for (const name of await readdir(cacheDir)) await writeFile(join(cacheDir, name), "from the cache");
    const again = await prepareFiles([source], { cacheDir });
    expect(again.part(digest, 0)?.brotli.toString()).toBe("from the cache");
  });

  it("goes out as brotli to whoever takes it, for ever cacheable", async () => {
    const response = await get(`/assets/parts/${digest}/1`, { "accept-encoding": "gzip, br" });
    expect(response.headers.get("content-encoding")).toBe("br");
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(brotliDecompressSync(await bytes(response)).equals(content.subarray(PART_BYTES.model))).toBe(true);
  });

  it.each(["", "gzip", "br;q=0, gzip"])("goes out as it is with accept-encoding “%s”", async (accept) => {
    const response = await get(`/assets/parts/${digest}/1`, { "accept-encoding": accept });
    expect(response.headers.get("content-encoding")).toBeNull();
    expect((await bytes(response)).equals(content.subarray(PART_BYTES.model))).toBe(true);
  });

  it("goes on where it was by a range", async () => {
    const response = await get(`/assets/parts/${digest}/0`, { range: "bytes=100-199" });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes 100-199/${PART_BYTES.model}`);
    expect((await bytes(response)).equals(content.subarray(100, 200))).toBe(true);
    expect((await get(`/assets/parts/${digest}/0`, { range: "bytes=99999999-" })).status).toBe(416);
  });

  it("knows no other files", async () => {
    expect((await get(`/assets/parts/${digest}/2`)).status).toBe(404);
    expect((await get("/assets/parts/other/0")).status).toBe(404);
  });

  it.each([
    ["bytes=0-9", { from: 0, to: 9 }],
    ["bytes=90-", { from: 90, to: 99 }],
    ["bytes=90-500", { from: 90, to: 99 }],
    ["bytes=-10", { from: 90, to: 99 }],
    ["bytes=-500", { from: 0, to: 99 }],
    ["bytes=100-", "unsatisfiable"],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=9-0", null],
    ["bytes=0-1,5-6", null],
    ["lines=0-1", null],
    [undefined, null],
  ])("range %s of 100 bytes", (header, expected) => {
    expect(rangeOf(header, 100)).toEqual(expected);
  });
});
