import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { replaceFile } from "../files.ts";

const compress = promisify(brotliCompress);
const MIB = 1024 * 1024;

/**
 * Raw bytes of a part. WASM shrinks 4.6 times and loses 0.5 % when cut every 4 MiB (5 % every 1 MiB); model weights
 * hardly shrink and lose nothing, so theirs are cut small. A part is about 1 MB on the wire in both cases.
 */
export const PART_BYTES = { runtime: 4 * MIB, model: MIB } as const;

/** `[from, to)` of every part of a file. */
export function partRanges(bytes: number, partBytes: number): { from: number; to: number }[] {
  return Array.from({ length: Math.ceil(bytes / partBytes) }, (_, i) => ({
    from: i * partBytes,
    to: Math.min(bytes, (i + 1) * partBytes),
  }));
}

/**
 * Brotli at its slowest and smallest (RFC 7932; the window of 16 MiB is what browsers accept).
 * Runs on libuv's threads, so several calls use several cores. A part met before comes from `cacheDir`.
 */
export async function compressPart(part: Buffer, cacheDir: string, name: string): Promise<Buffer> {
  const path = join(cacheDir, name);
  const cached = await readFile(path).catch(() => null);
  if (cached) return cached;
  const packed = await compress(part, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: part.length,
    },
  });
  await mkdir(cacheDir, { recursive: true });
  // whoever serves it may be another user than who built it
  await replaceFile(path, packed, 0o644);
  return packed;
}
