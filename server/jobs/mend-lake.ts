import type { Services } from "../context.ts";
import { knownLakeNames } from "../queries/lake-names.ts";

/** An object that no row knows yet may be somebody's who is just storing it; after this time it is nobody's, ms. */
export const ORPHAN_GRACE_MS = 24 * 3_600_000;

/**
 * Deletes those of the orphans that have been in the lake for longer than the grace, and are still nobody's. What a crash
 * between lake and database leaves is one of these.
 * @param orphans as jobs/reconcile.ts found them
 * @returns how many were deleted
 */
export async function mendOrphans(
  { db, lake }: Pick<Services, "db" | "lake">,
  orphans: readonly string[],
  now: Date,
): Promise<number> {
  let deleted = 0;
  for (const name of orphans) {
    const head = await lake.head(name);
    if (head === null || now.getTime() - head.putAt.getTime() < ORPHAN_GRACE_MS) continue;
    if ((await knownLakeNames(db, [name])).has(name)) continue;
    await lake.delete([name]);
    deleted += 1;
  }
  return deleted;
}
