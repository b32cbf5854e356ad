import type { Services } from "../context.ts";
import { knownLakeNames, promisedLakeNames } from "../queries/lake-names.ts";
import { lakePages } from "./lake-pages.ts";

export interface Reconciliation {
  readonly objects: number;
  /** objects of the lake that no row knows */
  readonly orphans: readonly string[];
  /** what rows say is in the lake, and is not */
  readonly missing: readonly string[];
}

const PAGE = 500;
/** Names of each kind that are told; more of them say the same. */
const TOLD = 1000;

/**
 * Compares lake and database, a page at a time, and changes nothing. What is uploaded or destroyed meanwhile may look like an
 * orphan or a loss: both are looked at again before they are called so.
 * @throws LakeAway
 */
export async function reconcile(
  s: Pick<Services, "db" | "lake">,
  signal?: AbortSignal,
): Promise<Reconciliation> {
  let objects = 0;
  const orphans: string[] = [];
  for await (const names of lakePages(s.lake)) {
    signal?.throwIfAborted();
    const known = await knownLakeNames(s.db, names);
    objects += names.length;
    orphans.push(...names.filter((name) => !known.has(name)));
    if (orphans.length >= TOLD) break;
  }

  const missing: string[] = [];
  for (let after = "", page = [""]; page.length > 0 && missing.length < TOLD; after = page.at(-1) ?? after) {
    signal?.throwIfAborted();
    page = await promisedLakeNames(s.db, after, PAGE);
    const heads = await Promise.all(page.map((name) => s.lake.head(name)));
    missing.push(...page.filter((_, i) => heads[i] === null));
  }
  return { objects, orphans: await stillOrphans(s, orphans), missing: await stillMissing(s, missing) };
}

/**
 * Whether a photo store can be this database's: some row knows an object of it, or neither holds anything.
 * @throws LakeAway
 */
export async function fitsDatabase({ db, lake }: Pick<Services, "db" | "lake">): Promise<boolean> {
  let empty = true;
  for await (const names of lakePages(lake)) {
    if ((await knownLakeNames(db, names)).size > 0) return true;
    empty &&= names.length === 0;
  }
  return empty && (await promisedLakeNames(db, "", 1)).length === 0;
}

async function stillOrphans({ db, lake }: Pick<Services, "db" | "lake">, names: readonly string[]) {
  const known = await knownLakeNames(db, names);
  const heads = await Promise.all(names.map((name) => lake.head(name)));
  return names.filter((name, i) => !known.has(name) && heads[i] !== null);
}

async function stillMissing({ db, lake }: Pick<Services, "db" | "lake">, names: readonly string[]) {
  const known = await knownLakeNames(db, names);
  const heads = await Promise.all(names.map((name) => lake.head(name)));
  return names.filter((name, i) => known.has(name) && heads[i] === null);
}
