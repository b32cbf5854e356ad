import { createHash } from "node:crypto";
import { Refusal } from "../refusal.ts";
import type { Lake } from "./lake.ts";
import { ownerOf } from "./owner.ts";

export interface Moved {
  /** copied and read back */
  readonly copied: number;
  /** there already */
  readonly there: number;
  readonly bytes: number;
}

/** Objects that are copied at a time. */
const AT_ONCE = 8;

/**
 * Copies every object of one lake into another, which may hold some of them already: broken off, it is simply run again.
 * Each copy is read back and compared by its digest. Nothing of the first lake is deleted.
 * @throws Refusal when the other is another installation's; Error when a copy is not what was copied; LakeAway
 */
export async function moveLake(
  from: Lake,
  to: Lake,
  options: { onProgress?: (soFar: Moved) => void; signal?: AbortSignal } = {},
): Promise<Moved> {
  const there = await ownerOf(to);
  if (there !== null && there !== (await ownerOf(from)))
    throw new Refusal("The place to copy into holds the photos of another installation. Name an empty one.");
  const moved = { copied: 0, there: 0, bytes: 0 };
  let cursor: string | undefined;
  do {
    const page = await from.list("", cursor);
    const there = await sizesOf(to, page.names);
    for (let i = 0; i < page.names.length; i += AT_ONCE) {
      options.signal?.throwIfAborted();
      const some = page.names.slice(i, i + AT_ONCE);
      for (const bytes of await Promise.all(some.map((name) => copyOne(from, to, name, there.get(name))))) {
        if (bytes === null) moved.there += 1;
        else moved.copied += 1;
        moved.bytes += bytes ?? 0;
      }
      options.onProgress?.(moved);
    }
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return moved;
}

/** A put is whole or not at all, and an object never changes under its name: one of the same size is the same. */
async function sizesOf(lake: Lake, names: readonly string[]): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (let i = 0; i < names.length; i += AT_ONCE) {
    await Promise.all(
      names.slice(i, i + AT_ONCE).map(async (name) => {
        const head = await lake.head(name);
        if (head) sizes.set(name, head.bytes);
      }),
    );
  }
  return sizes;
}

/** @returns bytes copied; null when it is there already, or was deleted meanwhile */
async function copyOne(from: Lake, to: Lake, name: string, size: number | undefined): Promise<number | null> {
  if (size !== undefined && (await from.head(name))?.bytes === size) return null;
  const bytes = await from.get(name);
  if (bytes === null) return null;
  await to.put(name, bytes);
  const read = await to.get(name);
  if (read === null || digest(read) !== digest(bytes)) throw new Error(`the copy of ${name} is not the same`);
  const tags = await from.tags(name);
  if (tags && Object.keys(tags).length > 0) await to.tag(name, tags);
  return bytes.length;
}

const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
