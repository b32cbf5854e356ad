import type { RetentionResult } from "../../../shared/api/retention.ts";
import type { Services } from "../../context.ts";
import { holdUpkeep, noteUpkeep } from "../../queries/upkeep.ts";
import { destroyCheckInPhotos, destroyEmbeddings, forgetOldPrints } from "./check-in-photos.ts";
import { destroyOldFaces, destroyUnfinished } from "./faces.ts";
import { destroyDocuments, destroyKeyBackups, forgetOldLooks } from "./papers.ts";
import { Tally } from "./tally.ts";

/**
 * Destroys what has been kept for long enough, class by class. It may stop anywhere: what it forgets and the job that deletes the
 * object are one transaction, and the next round goes on. Of several processes one does it at a time.
 */
export async function applyRetention(s: Services, now: Date): Promise<RetentionResult | null> {
  return s.db.transaction(async (tx) => {
    if (!(await holdUpkeep(tx, "retention"))) return null;
    const tally = new Tally();
    await destroyCheckInPhotos(s, now, tally);
    await destroyEmbeddings(s, now, tally);
    await forgetOldPrints(s, now, tally);
    await destroyUnfinished(s, now, tally);
    await destroyOldFaces(s, now, tally);
    await destroyDocuments(s, now, tally);
    await forgetOldLooks(s, now, tally);
    await destroyKeyBackups(s, now, tally);
    const result = { destroyed: tally.counts };
    await noteUpkeep(tx, "retention", result, now);
    return result;
  });
}
