/** Photos and embeddings on their way, once the claim is known to the server. */
import { ApiProblem } from "../problem.ts";
import type { BlobRow, DeviceRow, EntryRow } from "../store/rows.ts";
import type { SenderStore } from "./sender-store.ts";
import type { Wire } from "./wire.ts";

/** A blob that is not offered again before the server asks; `at`: when the server took it, or null: not wanted, or lost here. */
export interface Sent {
  readonly hash: string;
  readonly at: number | null;
}

export interface UploaderParts {
  readonly store: Pick<SenderStore, "blob">;
  readonly wire: Pick<Wire, "putBlob" | "putBlobs">;
  readonly now: () => number;
}

/**
 * Uploads a blob of an entry. All that the entry announced goes in one request, as long as all of it is wanted; else, or
 * where the server does not take that, one by one. Rejects as the wire does, but for what the server does not want.
 */
export function createUploader({ store, wire, now }: UploaderParts) {
  async function one(device: DeviceRow, entry: EntryRow, hash: string): Promise<Sent> {
    const blob = await store.blob(entry.h, hash);
    const taken = blob !== null && (await wire.putBlob(device, blob).then(() => true, unlessUnwanted));
    return { hash, at: taken ? now() : null };
  }

  /** @returns null: it has to be one by one */
  async function all(device: DeviceRow, entry: EntryRow): Promise<readonly Sent[] | null> {
    const wanted = entry.blobs.filter(({ hash }) => entry.need?.includes(hash));
    if (wanted.length < 2 || wanted.length < entry.blobs.length) return null;
    const blobs: BlobRow[] = [];
    for (const { hash } of wanted) {
      const blob = await store.blob(entry.h, hash);
      if (blob === null) return null;
      blobs.push(blob);
    }
    const sent = (at: number | null) => wanted.map(({ hash }) => ({ hash, at }));
    try {
      await wire.putBlobs(device, entry.h, blobs);
      return sent(now());
    } catch (error) {
      if (isUnwantedPhoto(error)) return sent(null);
      unlessUnwanted(error);
      return null;
    }
  }

  return async (device: DeviceRow, entry: EntryRow, hash: string): Promise<readonly Sent[]> =>
    (await all(device, entry)) ?? [await one(device, entry, hash)];
}

/** Said of all that an entry announced, it holds for each alone: without consent none of it is taken. */
const isUnwantedPhoto = (error: unknown): boolean =>
  error instanceof ApiProblem && error.ours && error.code === "photo_unwanted";

/** That the server finds bytes wrong, or does not want them (any more), is an answer too. @returns false */
export function unlessUnwanted(error: unknown): false {
  if (error instanceof ApiProblem && error.ours && [400, 404, 413, 415, 422].includes(error.status))
    return false;
  throw error;
}
