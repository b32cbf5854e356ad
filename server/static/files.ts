import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { rangeOf } from "../assets/range.ts";
import type { Env } from "../context.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".jpg": "image/jpeg",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
  readonly etag: string;
  readonly cache: string;
  /** the same, compressed by server/build.ts, or null */
  readonly brotli: { readonly path: string; readonly bytes: number } | null;
}

export interface ClientFiles {
  /** Answers with a file of the client, or, for an address of the app itself, with its page. */
  serve(c: Context<Env>): Response | Promise<Response>;
}

/** @param root the built client; read once, so a new build needs a new start */
export function clientFiles(root: string = join(import.meta.dirname, "../../dist/client")): ClientFiles {
  const files = existsSync(root) ? readIndex(root) : new Map<string, StaticFile>();
  return {
    serve(c) {
      const { path } = c.req;
      const file = files.get(path) ?? (isPage(path) ? files.get("/index.html") : undefined);
      if (file) return answer(c, file);
      return isPage(path)
        ? c.text("The app's pages are not built yet. Run: npm run build", 503)
        : c.notFound();
    },
  };
}

/** An address of the app (/courses/…) has no file's ending in its last part. */
const isPage = (path: string) => !/\.[a-z0-9]+$/i.test(path) && !path.startsWith("/assets/");

function readIndex(root: string): Map<string, StaticFile> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const all = new Set(paths);
  return new Map(
    paths
      .filter((path) => !path.endsWith(".br"))
      .map((path) => {
        const url = `/${relative(root, path).split(sep).join("/")}`;
        const packed = `${path}.br`;
        const file: StaticFile = {
          path,
          type: TYPES[extname(path)] ?? "application/octet-stream",
          bytes: statSync(path).size,
          etag: createHash("sha256").update(readFileSync(path)).digest("base64url").slice(0, 22),
          // Vite puts a hash of the content into the names below /assets/
          cache: url.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
          brotli: all.has(packed) ? { path: packed, bytes: statSync(packed).size } : null,
        };
        return [url, file] as const;
      }),
  );
}

function answer(c: Context<Env>, file: StaticFile): Response {
  const packed = takesBrotli(c.req.header("Accept-Encoding")) ? file.brotli : null;
  const etag = packed ? `"${file.etag}-br"` : `"${file.etag}"`;
  const headers: Record<string, string> = {
    "Cache-Control": file.cache,
    "Content-Type": file.type,
    ETag: etag,
    ...(file.brotli && { Vary: "Accept-Encoding" }),
  };
  if (isKnown(c.req.header("If-None-Match"), etag)) return c.body(null, 304, headers);
  if (packed) {
    return send(c, packed.path, 200, {
      ...headers,
      "Content-Encoding": "br",
      "Content-Length": `${packed.bytes}`,
    });
  }
  const range = rangeOf(c.req.header("Range"), file.bytes);
  if (range === "unsatisfiable") {
    return c.body(null, 416, { ...headers, "Content-Range": `bytes */${file.bytes}` });
  }
  const whole = { ...headers, "Accept-Ranges": "bytes" };
  if (!range) return send(c, file.path, 200, { ...whole, "Content-Length": `${file.bytes}` });
  return send(
    c,
    file.path,
    206,
    {
      ...whole,
      "Content-Length": `${range.to - range.from + 1}`,
      "Content-Range": `bytes ${range.from}-${range.to}/${file.bytes}`,
    },
    range,
  );
}

function send(
  c: Context<Env>,
  path: string,
  status: 200 | 206,
  headers: Record<string, string>,
  range?: { from: number; to: number },
): Response {
  if (c.req.method === "HEAD") return c.body(null, status, headers);
  const stream = createReadStream(path, range ? { start: range.from, end: range.to } : {});
  return c.body(Readable.toWeb(stream) as ReadableStream, status, headers);
}

const isKnown = (header: string | undefined, etag: string) =>
  header?.split(",").some((known) => known.trim().replace(/^W\//, "") === etag) ?? false;

/** Whether Accept-Encoding names br without refusing it by q=0. */
const takesBrotli = (header: string | undefined) =>
  header?.split(",").some((part) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(part)) ?? false;
