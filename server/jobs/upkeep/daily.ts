import type { LakeRules, ReconcileResult } from "../../../shared/api/retention.ts";
import type { Services } from "../../context.ts";
import { DAY_MS, lakeRulesOf } from "../../domain/retention.ts";
import { logDeletion } from "../../queries/deletions.ts";
import { holdUpkeep, noteUpkeep } from "../../queries/upkeep.ts";
import { mendOrphans } from "../mend-lake.ts";
import { reconcile } from "../reconcile.ts";

/** Names of missing objects that the administrator is told. */
const TOLD = 50;

/**
 * Compares lake and database, deletes what has been nobody's for the grace time, and writes down what is missing. What the
 * store's own rules say has expired goes too, where the store does not see to it itself. Of several processes one does it.
 */
export async function reconcileDaily(s: Services, now: Date): Promise<ReconcileResult | null> {
  return s.db.transaction(async (tx) => {
    if (!(await holdUpkeep(tx, "reconcile"))) return null;
    const expired = await s.lake.expire(now);
    const store = { reason: "store_rule", actorId: null, subjectId: null } as const;
    await logDeletion(s.db, store, { class: "checkin_photo", count: expired });
    const found = await reconcile(s);
    const gone = await mendOrphans(s, found.orphans, now, s.config.retention.orphan * DAY_MS);
    const nobodys = { reason: "nobodys", actorId: null, subjectId: null } as const;
    await logDeletion(s.db, nobodys, { class: "orphan", count: gone.length, names: gone });
    const result = {
      objects: found.objects,
      orphans: found.orphans.length,
      deleted: gone.length,
      missing: found.missing.length,
      missingNames: found.missing.slice(0, TOLD),
    };
    if (result.missing > 0)
      s.log.error({ missing: result.missing }, "photos that the database knows are not in the photo store");
    await noteUpkeep(tx, "reconcile", result, now);
    return result;
  });
}

/** Gives the photo store the rules that it keeps by itself. A store that refuses them is no reason not to work. */
export async function setLakeRules(s: Services, now: Date): Promise<LakeRules> {
  const rules = lakeRulesOf(s.config.retention);
  const set = await s.lake.setExpiry(rules).then(
    () => true,
    (error: unknown) => {
      s.log.warn({ err: error }, "the photo store did not take its rules of expiry");
      return false;
    },
  );
  const result = { set, rules };
  await noteUpkeep(s.db, "lake_rules", result, now);
  return result;
}
