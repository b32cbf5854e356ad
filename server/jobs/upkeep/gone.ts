import { v7 as uuidv7 } from "uuid";
import type { Services } from "../../context.ts";
import { classOfName, forgetGone, goneObjects, logDeletion } from "../../queries/deletions.ts";
import { knownLakeNames } from "../../queries/lake-names.ts";
import type { JobPayload } from "../queue.ts";

/** The job that the deleting transaction itself has sent comes first: what it deleted is no longer here then, ms. */
const AFTER_MS = 5 * 60_000;
const AT_ONCE = 200;

/** Deletes objects, and writes into the deletion log that they are gone. It may run twice. */
export async function deleteLakeObjects(
  s: Services,
  { names, log }: JobPayload<"delete_lake_objects">,
): Promise<void> {
  await s.lake.delete(names);
  await s.db.transaction(async (tx) => {
    await forgetGone(tx, names);
    if (log) await logDeletion(tx, log, { id: log.id, class: log.class, count: names.length, names });
  });
}

/**
 * Deletes objects whose rows went by another way than our own routes and rules: with an account, a course or a request. An
 * object that is somebody's again, or was put after its row had gone, is left alone.
 */
export async function deleteGone(s: Services, now: Date): Promise<void> {
  const rows = await goneObjects(s.db, new Date(now.getTime() - AFTER_MS), AT_ONCE);
  const known = await knownLakeNames(
    s.db,
    rows.map(({ name }) => name),
  );
  for (const { name, subjectId, at } of rows) {
    const head = known.has(name) ? null : await s.lake.head(name);
    const gone = head !== null && head.putAt <= at;
    if (gone) await s.lake.delete([name]);
    await s.db.transaction(async (tx) => {
      await forgetGone(tx, [name]);
      const cause = { reason: "owner_deleted", actorId: null, subjectId } as const;
      if (gone)
        await logDeletion(tx, cause, { id: uuidv7(), class: classOfName(name), count: 1, names: [name] });
    });
  }
}
