import { Hono } from "hono";
import type { Env, Services } from "../context.ts";
import { ProblemError } from "../problem.ts";
import { rangeOf } from "./range.ts";

const YEAR_S = 31_536_000;

/**
 * GET /assets/parts/:digest/:index — one part of a recognition file. Public: it says nothing about anybody.
 * Brotli where the browser takes it; else as it is, and then by HTTP ranges too (RFC 9110 §14).
 */
export const assetRoutes = (s: Pick<Services, "assets">) =>
  new Hono<Env>().get("/assets/parts/:digest/:index{[0-9]{1,4}}", (c) => {
    const part = s.assets.part(c.req.param("digest"), Number(c.req.param("index")));
    if (!part) throw new ProblemError("not_found");
    const headers = {
      "cache-control": `public, max-age=${YEAR_S}, immutable, no-transform`,
      "content-type": "application/octet-stream",
      vary: "accept-encoding",
    };
    if (takesBrotli(c.req.header("accept-encoding"))) {
      return c.body(bytesOf(part.brotli), 200, {
        ...headers,
        "content-encoding": "br",
        "content-length": `${part.brotli.length}`,
      });
    }
    const size = part.raw.length;
    const range = rangeOf(c.req.header("range"), size);
    if (range === "unsatisfiable")
      return c.body(null, 416, { ...headers, "content-range": `bytes */${size}` });
    if (!range) {
      return c.body(bytesOf(part.raw), 200, {
        ...headers,
        "accept-ranges": "bytes",
        "content-length": `${size}`,
      });
    }
    return c.body(bytesOf(part.raw.subarray(range.from, range.to + 1)), 206, {
      ...headers,
      "accept-ranges": "bytes",
      "content-length": `${range.to + 1 - range.from}`,
      "content-range": `bytes ${range.from}-${range.to}/${size}`,
    });
  });

/** Whether Accept-Encoding names br without refusing it by q=0. */
function takesBrotli(accept: string | undefined): boolean {
  const weight = /(?:^|,)\s*br\s*(?:;\s*q=([0-9.]+))?\s*(?:,|$)/i.exec(accept ?? "");
  return weight !== null && Number(weight[1] ?? 1) > 0;
}

/** A view that Response takes: Node's Buffer may be typed over a SharedArrayBuffer, ours never is. */
const bytesOf = (buffer: Buffer): Uint8Array<ArrayBuffer> =>
  buffer.buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : Uint8Array.from(buffer);
