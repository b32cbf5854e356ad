import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import type { Services } from "../../context.ts";
import { DAY_MS, UNDECIDED_DOCUMENT_DAYS } from "../../domain/retention.ts";
import { deleteObjects, logDeletion } from "../../queries/deletions.ts";
import { dueBackups, dueDocuments, forgetLooks } from "../../queries/retention.ts";
import { forgetDocuments, keyBackupGone } from "../../queries/upkeep.ts";
import type { Tally } from "./tally.ts";

const AT_ONCE = 500;
const rule = { reason: "kept_long_enough", actorId: null, subjectId: null } as const;

/** Documents of requests that have been decided for long. */
export async function destroyDocuments(s: Services, now: Date, tally: Tally): Promise<void> {
  for (;;) {
    const due = await dueDocuments(s.db, s.config.retention, UNDECIDED_DOCUMENT_DAYS, now, AT_ONCE);
    for (const { request_id: id, user_id: subjectId } of due) {
      await s.db.transaction(async (tx) => {
        const names = await forgetDocuments(tx, [id]);
        await deleteObjects(tx, names, { ...rule, subjectId }, "document");
        tally.add("document", names.length);
      });
    }
    if (due.length < AT_ONCE) return;
  }
}

/** Who looked at what, long ago. */
export async function forgetOldLooks(s: Services, now: Date, tally: Tally): Promise<void> {
  const before = new Date(now.getTime() - s.config.retention.viewing_log * DAY_MS);
  await s.db.transaction(async (tx) => {
    const count = await forgetLooks(tx, before);
    await logDeletion(tx, rule, { class: "viewing_log", count });
    tally.add("viewing_log", count);
  });
}

/** Backups of the keys that this machine wrote and that may not be put back any more. */
export async function destroyKeyBackups(s: Services, now: Date, tally: Tally): Promise<void> {
  for (const { id, path } of await dueBackups(s.db, s.config.retention, hostname(), now)) {
    await rm(path, { force: true });
    await s.db.transaction(async (tx) => {
      await keyBackupGone(tx, id, now);
      await logDeletion(tx, rule, { class: "key_backup", count: 1 });
    });
    tally.add("key_backup", 1);
  }
}
