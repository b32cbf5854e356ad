/** The recognition files: part by part from the network or from Cache Storage, digest checked before use. */
import type { AssetParts } from "../../../shared/api/about.ts";
import { sha256 } from "../../../shared/bytes.ts";

export const ASSET_CACHE = "presente-recognition";
const ATTEMPTS = 5;
const ABREAST = 3;

export class AssetError extends Error {
  readonly code: "network" | "corrupt";
  constructor(code: AssetError["code"], detail: string) {
    super(detail);
    this.name = "AssetError";
    this.code = code;
  }
}

export interface AssetLoaderOptions {
  /** null where Cache Storage is not to be had (private windows of some browsers) */
  readonly cache: Cache | null;
  readonly fetch: typeof fetch;
  readonly waitMs: (attempt: number) => number;
  /** raw bytes here so far, of all */
  readonly onProgress: (loaded: number, total: number) => void;
}

const partUrl = (asset: AssetParts, index: number) => `/assets/parts/${asset.digest}/${index}`;
const partLength = (asset: AssetParts, index: number) =>
  Math.min(asset.partBytes, asset.bytes - index * asset.partBytes);

/**
 * Loads assets; each part is kept as soon as it is whole, so a cut download goes on where it was.
 * @returns one promise an asset, so that the first can be used while the others still come
 */
export function loadAssets(
  assets: Readonly<Record<string, AssetParts>>,
  options: AssetLoaderOptions,
): Readonly<Record<string, Promise<Uint8Array<ArrayBuffer>>>> {
  const total = Object.values(assets).reduce((sum, asset) => sum + asset.bytes, 0);
  let loaded = 0;
  const count = (bytes: number) => {
    loaded += bytes;
    options.onProgress(loaded, total);
  };
  const turn = turnstile(ABREAST);
  return Object.fromEntries(
    Object.entries(assets).map(([name, asset]) => [
      name,
      loadWhole(name, asset, { ...options, count, turn }),
    ]),
  );
}

/** Forgets parts of files that are no longer in use. */
export async function forgetOthers(
  cache: Cache,
  assets: Readonly<Record<string, AssetParts>>,
): Promise<void> {
  const digests = new Set(Object.values(assets).map((asset) => asset.digest));
  for (const request of await cache.keys()) {
    const digest = new URL(request.url).pathname.split("/")[3];
    if (digest === undefined || !digests.has(digest)) await cache.delete(request);
  }
}

interface Loading extends AssetLoaderOptions {
  readonly count: (bytes: number) => void;
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
}

async function loadWhole(
  name: string,
  asset: AssetParts,
  loading: Loading,
): Promise<Uint8Array<ArrayBuffer>> {
  for (const retry of [false, true]) {
    const whole = new Uint8Array(asset.bytes);
    await Promise.all(
      asset.wire.map((_, index) =>
        loading.turn(async () =>
          whole.set(await loadPart(asset, index, retry, loading), index * asset.partBytes),
        ),
      ),
    );
    if ((await sha256(whole)) === asset.digest) return whole;
    // a damaged part, we cannot know which: all of it once more
    await Promise.all(asset.wire.map(async (_, index) => loading.cache?.delete(partUrl(asset, index))));
    if (!retry) loading.count(-asset.bytes);
  }
  throw new AssetError("corrupt", `${name} does not have the digest it should have`);
}

async function loadPart(
  asset: AssetParts,
  index: number,
  retry: boolean,
  loading: Loading,
): Promise<Uint8Array> {
  const url = partUrl(asset, index);
  const length = partLength(asset, index);
  const kept = await loading.cache?.match(url);
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (bytes.length === length) {
      loading.count(length);
      return bytes;
    }
    await loading.cache?.delete(url);
  }
  // kept twice it would fill the phone for nothing; and what was damaged may be so in the browser's own cache too
  const cache = loading.cache ? "no-store" : retry ? "reload" : "default";
  const bytes = await fetchPart(url, length, cache, loading);
  // a full disk must not stop a check-in: the part is then fetched again next time
  await loading.cache?.put(url, new Response(bytes)).catch(() => undefined);
  return bytes;
}

async function fetchPart(
  url: string,
  length: number,
  cache: RequestCache,
  loading: Loading,
): Promise<Uint8Array<ArrayBuffer>> {
  for (let attempt = 1; ; attempt++) {
    const bytes = new Uint8Array(length);
    let at = 0;
    try {
      const response = await loading.fetch(url, { cache });
      if (!response.ok || !response.body) throw new AssetError("network", `${url}: ${response.status}`);
      const reader = response.body.getReader();
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        bytes.set(read.value, at);
        at += read.value.length;
        loading.count(read.value.length);
      }
      if (at !== length) throw new AssetError("network", `${url}: ${at} of ${length} bytes`);
      return bytes;
    } catch (error) {
      loading.count(-at);
      if (attempt === ATTEMPTS) {
        throw error instanceof AssetError ? error : new AssetError("network", `${url}: ${String(error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, loading.waitMs(attempt)));
    }
  }
}

/** Lets at most `width` tasks run at a time, in the order of asking. */
function turnstile(width: number): Loading["turn"] {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (task) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
