import { createReadStream } from "node:fs";
import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { derive } from "./derive.ts";
import { fileDigest } from "./digest.ts";
import { download, type DownloadOptions } from "./download.ts";
import type { ManifestFile } from "./manifest.ts";

export interface Places {
  /** where the files are kept and used from */
  readonly dir: string;
  /** a folder that may have them, or null */
  readonly mirror: string | null;
}
export type Origin = "kept" | "mirror" | "address" | "converted";

/** No place had the file. The message is one sentence: which file, where it was looked for, what to do. */
export class ModelUnavailableError extends Error {
  override readonly name = "ModelUnavailableError";
}

/** Gives a file its bytes and its name at once, after the digest has been checked. */
async function settle(
  path: string,
  sha256: string,
  write: (temporary: string) => Promise<void>,
): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await write(temporary);
    const digest = (await fileDigest(temporary)) ?? "";
    if (digest === sha256) {
      const file = await open(temporary, "r+");
      await file.sync().finally(() => file.close());
      await rename(temporary, path);
    }
    return digest;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Makes sure that a model file is in `places.dir` with the pinned digest: kept already, else from the mirror folder,
 * else converted from its sources or fetched from its public address. Bytes with another digest are never used.
 * @returns where it came from
 * @throws ModelUnavailableError, AbortError
 */
export async function obtain(
  item: ManifestFile,
  places: Places,
  options: DownloadOptions = {},
): Promise<Origin> {
  const path = join(places.dir, item.file);
  const tried: string[] = [];
  const kept = await fileDigest(path, options.signal);
  if (kept === item.sha256) return "kept";
  tried.push(kept === null ? `not in ${places.dir}` : `refused in ${places.dir} (SHA-256 ${kept})`);
  await mkdir(places.dir, { recursive: true });

  if ("recipe" in item.source) {
    const { recipe, from } = item.source;
    try {
      const bytes = await derive(
        recipe,
        from.map((file) => join(places.dir, file)),
      );
      const digest = await settle(path, item.sha256, (temporary) => writeFile(temporary, bytes));
      if (digest === item.sha256) return "converted";
      tried.push(`the conversion gave another SHA-256 (${digest})`);
    } catch (error) {
      tried.push(
        `it could not be converted from ${from.join(" and ")} (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  } else {
    if (places.mirror !== null) {
      const source = join(places.mirror, item.file);
      const found = await fileDigest(source, options.signal);
      if (
        found === item.sha256 &&
        (await settle(path, item.sha256, (temporary) => writeFile(temporary, createReadStream(source)))) ===
          item.sha256
      )
        return "mirror";
      tried.push(
        found === null
          ? `not in the mirror folder ${places.mirror}`
          : `refused in the mirror folder ${places.mirror} (SHA-256 ${found})`,
      );
    }
    try {
      await download(item.source.url, path, item, options);
      return "address";
    } catch (error) {
      options.signal?.throwIfAborted();
      tried.push(`${item.source.url}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new ModelUnavailableError(
    `${item.file} is not available (${tried.join("; ")}): connect this machine to the network and run “npm run models”, or put the file into a folder and name that folder in MODELS_MIRROR.`,
  );
}
