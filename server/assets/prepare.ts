import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import type { AssetParts } from "../../shared/api/about.ts";
import { compressPart, PART_BYTES, partRanges } from "./parts.ts";

/** A file that the phone downloads for recognition. */
export interface AssetSource {
  /** its key in RecognitionConfig.assets */
  readonly name: string;
  readonly path: string;
  readonly kind: keyof typeof PART_BYTES;
}

/** The files cut and compressed, in memory: about 11 MB packed and as much as 35 MB raw. */
export interface PreparedAssets {
  /** what About.recognition.assets says; empty when recognition is unavailable */
  readonly config: Readonly<Record<string, AssetParts>>;
  /** @returns null for a part that there is not */
  part(digest: string, index: number): { readonly raw: Buffer; readonly brotli: Buffer } | null;
}

export interface PrepareOptions {
  /** where compressed parts are kept, by digest of the whole file */
  readonly cacheDir?: string;
  /** called as parts become ready; `done` of `total` raw bytes */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Nothing to serve: recognition is unavailable. */
export const NO_ASSETS: PreparedAssets = { config: {}, part: () => null };

const DEFAULT_CACHE = resolve(import.meta.dirname, "../../.cache/assets");

/**
 * Reads, digests, cuts and compresses the files; the first time takes about a minute of processor time for 35 MB,
 * later starts read the cache.
 * @throws NodeJS.ErrnoException when a file is not there
 */
export async function prepareFiles(
  sources: readonly AssetSource[],
  options: PrepareOptions = {},
): Promise<PreparedAssets> {
  const { cacheDir = DEFAULT_CACHE, onProgress } = options;
  const files = await Promise.all(
    sources.map(async ({ name, path, kind }) => {
      const raw = await readFile(path);
      const digest = createHash("sha256").update(raw).digest("base64url");
      const partBytes = PART_BYTES[kind];
      const parts = partRanges(raw.length, partBytes).map(({ from, to }) => raw.subarray(from, to));
      const packed: Buffer[] = Array.from({ length: parts.length });
      return { name, digest, bytes: raw.length, partBytes, parts, packed };
    }),
  );
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  const waiting = files.flatMap((file) => file.parts.map((part, index) => ({ file, part, index })));
  let done = 0;
  const worker = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      const { file, part, index } = job;
      file.packed[index] = await compressPart(part, cacheDir, `${file.digest}-${file.partBytes}-${index}.br`);
      done += part.length;
      onProgress?.(done, total);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));

  const byDigest = new Map(files.map((file) => [file.digest, file]));
  return {
    config: Object.fromEntries(
      files.map(({ name, digest, bytes, partBytes, packed }) => [
        name,
        { digest, bytes, partBytes, wire: packed.map((part) => part.length) },
      ]),
    ),
    part(digest, index) {
      const file = byDigest.get(digest);
      const raw = file?.parts[index];
      const brotli = file?.packed[index];
      return raw && brotli ? { raw, brotli } : null;
    },
  };
}
