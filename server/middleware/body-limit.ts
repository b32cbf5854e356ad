import { createMiddleware } from "hono/factory";
import { MAX_ATTACHMENT_BYTES } from "../../shared/api/requests.ts";
import { MAX_IMPORT_BYTES } from "../../shared/api/roster-import.ts";
import type { Env } from "../context.ts";
import { ProblemError } from "../problem.ts";

const KB = 1024;
const isImport = (path: string) => /^\/v1\/courses\/[^/]+\/roster\/import$/.test(path);

/** Largest body in bytes: a batch of claims, any other JSON, a photo or embedding, a student's document. */
function limitOf(path: string, type: string): number {
  if (isImport(path)) return MAX_IMPORT_BYTES;
  if (path === "/v1/sync" || path === "/v1/carried") return 256 * KB;
  if (/^\/v1\/requests\/[0-9a-f-]{36}\/attachment$/.test(path)) return MAX_ATTACHMENT_BYTES;
  return /^(image\/|application\/octet-stream)/.test(type) ? 512 * KB : 64 * KB;
}

/**
 * Refuses a body that is too large before it is held in memory: by its announced length, or, where none is announced,
 * as soon as the limit is passed.
 */
export const bodyLimit = createMiddleware<Env>(async (c, next) => {
  const { raw } = c.req;
  if (raw.method === "GET" || raw.method === "HEAD") return next();
  const limit = limitOf(c.req.path, c.req.header("Content-Type") ?? "");
  const code = isImport(c.req.path) ? "import_too_large" : "too_large";
  const length = c.req.header("Content-Length");
  if (length !== undefined) {
    if (!/^\d+$/.test(length)) throw new ProblemError("bad_request");
    if (Number(length) > limit) throw new ProblemError(code);
  } else if (raw.body !== null) {
    const { url, method, headers } = raw;
    // from its parts: the server's own request is none that `new Request` reads
    c.req.raw = new Request(url, { method, headers, body: await readUpTo(raw.body, limit, code) });
  }
  return next();
});

async function readUpTo(
  stream: ReadableStream<Uint8Array>,
  limit: number,
  code: "too_large" | "import_too_large",
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > limit) throw new ProblemError(code);
    chunks.push(chunk);
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
