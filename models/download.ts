import { open, rename, rm, stat } from "node:fs/promises";
import { fileDigest } from "./digest.ts";

/** What a file must be to be accepted. */
export interface Pinned {
  /** lower-case hex */
  readonly sha256: string;
  readonly bytes: number;
}
export interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** bytes so far, of those pinned */
  readonly onProgress?: (bytes: number) => void;
  /** how often a connection that breaks is taken up again */
  readonly attempts?: number;
  /** a connection that brings nothing for this long is given up */
  readonly stallMs?: number;
  /** pause before an attempt is repeated, doubled each time */
  readonly pauseMs?: number;
}

/** The bytes are not those that were pinned; they are deleted. The message is a sentence. */
export class WrongDigestError extends Error {
  override readonly name = "WrongDigestError";
}
/** The address did not give the file. The message is a clause. */
export class DownloadError extends Error {
  override readonly name = "DownloadError";
}

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/** One connection: appends to `part` what is still missing. Returns when the body ended, complete or not. */
async function receive(url: string, part: string, pinned: Pinned, options: DownloadOptions): Promise<void> {
  const have = await sizeOf(part);
  const stall = new AbortController();
  const stallMs = options.stallMs ?? 30_000;
  let timer = setTimeout(() => stall.abort(), stallMs);
  const signal = AbortSignal.any([stall.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (have > 0) headers["range"] = `bytes=${have}-`;
    const response = await fetch(url, { headers, signal, redirect: "follow" });
    const resumes =
      response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${have}-`) === true;
    if (response.status === 416 || (response.status === 206 && !resumes)) {
      await response.body?.cancel();
      await rm(part, { force: true });
      throw new DownloadError("answered with another range than was asked for");
    }
    if (!response.ok || !response.body) throw new DownloadError(`answered ${response.status}`);
    const file = await open(part, resumes ? "a" : "w");
    try {
      let bytes = resumes ? have : 0;
      for await (const chunk of response.body) {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), stallMs);
        bytes += chunk.length;
        if (bytes > pinned.bytes) throw new WrongDigestError("it is longer than the file that is pinned");
        await file.write(chunk);
        options.onProgress?.(bytes);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof DownloadError || error instanceof WrongDigestError) throw error;
    throw new DownloadError(
      stall.signal.aborted ? "brought nothing for too long" : "cannot be reached or broke off",
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Fetches a file to `path`, by way of `path.part`: takes up an interrupted download where it ended, checks length and
 * SHA-256, and only then gives the file its name.
 * @throws WrongDigestError when the bytes are others than pinned (nothing is kept)
 * @throws DownloadError when the address does not give them (what came is kept for the next time)
 * @throws AbortError when `signal` aborts
 */
export async function download(
  url: string,
  path: string,
  pinned: Pinned,
  options: DownloadOptions = {},
): Promise<void> {
  const part = `${path}.part`;
  const resumedFromBefore = (await sizeOf(part)) > 0;
  const attempts = options.attempts ?? 4;
  for (let attempt = 1; ; attempt++) {
    let failure: unknown = null;
    if ((await sizeOf(part)) < pinned.bytes) {
      failure = await receive(url, part, pinned, options).then(
        () => null,
        (error: unknown) => error,
      );
      options.signal?.throwIfAborted();
    }
    const size = await sizeOf(part);
    if (failure === null && size === pinned.bytes && (await fileDigest(part)) === pinned.sha256) {
      await rename(part, path);
      return;
    }
    const wrong = failure instanceof WrongDigestError || size >= pinned.bytes;
    if (wrong) {
      await rm(part, { force: true });
      // an old part that went bad is no reason to refuse the address: once more, from the first byte
      if (!(resumedFromBefore && attempt === 1))
        throw new WrongDigestError(
          `what ${new URL(url).host} gave is not the pinned file (its SHA-256 is another)`,
          { cause: failure },
        );
    } else if (attempt >= attempts) {
      throw failure instanceof DownloadError ? failure : new DownloadError("broke off");
    } else {
      await new Promise((resolve) => setTimeout(resolve, (options.pauseMs ?? 500) * 2 ** (attempt - 1)));
      options.signal?.throwIfAborted();
    }
  }
}
