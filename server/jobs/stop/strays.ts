import { v7 as uuidv7 } from "uuid";
import type { Services } from "../../context.ts";
import { byClass, logDeletion } from "../../queries/deletions.ts";
import { knownLakeNames } from "../../queries/lake-names.ts";
import { addStopCounts } from "../../queries/stop.ts";
import { lakePages } from "../lake-pages.ts";

/** Deletes every object that is no document of a request: nobody else may have one any more. */
export async function destroyStrays(
  s: Services,
  { stopId, actorId }: { stopId: string; actorId: string },
): Promise<void> {
  for await (const names of lakePages(s.lake)) {
    const known = await knownLakeNames(s.db, names);
    const strays = names.filter((name) => !known.has(name));
    await s.lake.delete(strays);
    await s.db.transaction(async (tx) => {
      const cause = { reason: "institution_stop", actorId, subjectId: null } as const;
      for (const [of, names] of byClass(strays))
        await logDeletion(tx, cause, { id: uuidv7(), class: of, count: names.length, names });
      await addStopCounts(tx, stopId, { stray_objects: strays.length }, 0);
    });
  }
}
