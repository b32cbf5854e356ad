import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context } from "hono";
import type { Env } from "../context.ts";

/** Below this it is not worth the header that says so, bytes. */
const WORTH_BYTES = 400;
const QUALITY = 5;

const br = promisify(brotliCompress);
const gz = promisify(gzip);

/**
 * JSON for a phone on a mobile network, compressed as it accepts. Only for answers to signed requests, which carry no cookie:
 * what another site can make a browser ask for must not be compressed beside a secret (BREACH).
 */
export async function compactJson(
  c: Context<Env>,
  value: unknown,
  status: 200 | 409 = 200,
): Promise<Response> {
  const json = Buffer.from(JSON.stringify(value));
  const encoding = json.byteLength < WORTH_BYTES ? null : encodingOf(c.req.header("Accept-Encoding"));
  const headers = { "Content-Type": "application/json" };
  if (encoding === null) return c.body(json, status, headers);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: json.byteLength,
  };
  const packed = encoding === "br" ? await br(json, { params }) : await gz(json);
  return c.body(new Uint8Array(packed), status, { ...headers, "Content-Encoding": encoding });
}

/** @param accepted the request's Accept-Encoding; a coding that it refuses (q=0) is not taken */
export function encodingOf(accepted = ""): "br" | "gzip" | null {
  const codings = accepted.split(",").map((coding) => coding.trim().toLowerCase());
  const takes = (name: string) =>
    codings.some((coding) => new RegExp(`^${name}(;q=(1|0\\.0*[1-9]).*)?$`).test(coding));
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : null;
}
