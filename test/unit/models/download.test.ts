import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { download, DownloadError, WrongDigestError } from "../../../models/download.ts";

const content = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251));
const pinned = { sha256: createHash("sha256").update(content).digest("hex"), bytes: content.length };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
/** Serves ranges as the homes of model files do. */
const whole: Answer = (request, response) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from > 0)
    response.writeHead(206, { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` });
  response.end(content.subarray(from));
};

describe("a model download", () => {
  let dir: string;
  let server: Server;
  let origin: string;
  let answers: Answer[];
  let ranges: (string | undefined)[];
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "presente-models-"));
    answers = [];
    ranges = [];
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      (answers.shift() ?? whole)(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/model.onnx`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(dir, { recursive: true });
  });
  const path = () => join(dir, "model.onnx");
  const fetchIt = (options = {}) => download(origin, path(), pinned, { pauseMs: 1, ...options });

  it("that is cut off is taken up where it ended", async () => {
    answers = [(_, response) => response.write(content.subarray(0, 80_000), () => response.destroy())];
    const seen: number[] = [];
    await fetchIt({ onProgress: (bytes: number) => seen.push(bytes) });
    expect(content.equals(await readFile(path()))).toBe(true);
    // what the broken connection had brought may count for less than was sent, never for more
    expect(ranges).toHaveLength(2);
    expect(Number(/\d+/.exec(ranges[1] ?? "0")?.[0])).toBeLessThanOrEqual(80_000);
    expect(seen.at(-1)).toBe(content.length);
  });

  it("left over from an earlier run is taken up too", async () => {
    await writeFile(`${path()}.part`, content.subarray(0, 150_000));
    await fetchIt();
    expect(ranges).toEqual(["bytes=150000-"]);
    expect(content.equals(await readFile(path()))).toBe(true);
  });

  it("starts over where the server knows no ranges", async () => {
    await writeFile(`${path()}.part`, content.subarray(0, 150_000));
    answers = [(_, response) => void response.end(content)];
    await fetchIt();
    expect(content.equals(await readFile(path()))).toBe(true);
  });

  it("starts over once when the part that was kept is spoilt", async () => {
    await writeFile(`${path()}.part`, Buffer.alloc(150_000, 7));
    await fetchIt();
    expect(ranges).toEqual(["bytes=150000-", undefined]);
    expect(content.equals(await readFile(path()))).toBe(true);
  });

  it("of other bytes is refused and nothing of it is kept", async () => {
    answers = [(_, response) => void response.end(Buffer.alloc(content.length, 1))];
    await expect(fetchIt()).rejects.toThrow(WrongDigestError);
    expect(await readdir(dir)).toEqual([]);
  });

  it("that does not end where it should is refused", async () => {
    answers = [(_, response) => void response.end(Buffer.concat([content, content]))];
    await expect(fetchIt()).rejects.toThrow(WrongDigestError);
    expect(await readdir(dir)).toEqual([]);
  });

  it("follows a redirect", async () => {
    answers = [(_, response) => void response.writeHead(302, { location: "/elsewhere" }).end()];
    await fetchIt();
    expect(content.equals(await readFile(path()))).toBe(true);
  });

  it("gives up after its attempts and keeps what came", async () => {
    const gone: Answer = (_, response) => void response.writeHead(503).end();
    await writeFile(`${path()}.part`, content.subarray(0, 1000));
    answers = [gone, gone, gone];
    await expect(fetchIt({ attempts: 3 })).rejects.toThrow(DownloadError);
    expect((await readFile(`${path()}.part`)).length).toBe(1000);
  });

  it("is not waited for when the server falls silent", async () => {
    answers = [(_, response) => void response.write(content.subarray(0, 10))];
    await expect(fetchIt({ attempts: 1, stallMs: 50 })).rejects.toThrow("brought nothing for too long");
  });

  it("ends when it is aborted", async () => {
    const abort = new AbortController();
    answers = [(_, response) => void response.write(content.subarray(0, 10), () => abort.abort())];
    await expect(fetchIt({ signal: abort.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
