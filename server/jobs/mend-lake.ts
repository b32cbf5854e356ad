import type { Services } from "../context.ts";
import { knownLakeNames } from "../queries/lake-names.ts";

/** An object that no row knows yet may be somebody's who is just storing it; after this time it is nobody's, ms. */
export const ORPHAN_GRACE_MS = 24 * 3_600_000;

/**
 * Deletes those of the orphans that have been in the lake for longer than the grace, and are still nobody's. What a crash
 * between lake and database leaves is one of these.
 * @param orphans as jobs/reconcile.ts found them
 * @returns names of those that were deleted
 */
export async function mendOrphans(
  { db, lake }: Pick<Services, "db" | "lake">,
  orphans: readonly string[],
  now: Date,
  graceMs: number = ORPHAN_GRACE_MS,
): Promise<string[]> {
  const deleted: string[] = [];
  for (const name of orphans) {
    const head = await lake.head(name);
    if (head === null || now.getTime() - head.putAt.getTime() < graceMs) continue;
    if ((await knownLakeNames(db, [name])).has(name)) continue;
    await lake.delete([name]);
    deleted.push(name);
  }
  return deleted;
}
