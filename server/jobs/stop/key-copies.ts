import { rm } from "node:fs/promises";
import { hostname } from "node:os";
import type { StopCertificate } from "../../../shared/api/stop.ts";
import type { Services } from "../../context.ts";
import { logDeletion } from "../../queries/deletions.ts";
import { addStopCounts } from "../../queries/stop.ts";
import { keyBackupGone, keyBackups } from "../../queries/upkeep.ts";
import { addKekVersion } from "../../vault/kek-file.ts";
import { kekFile } from "../../vault/open-kek.ts";
import { retireKek, rewrap } from "../../vault/wrapping.ts";

export type KeyCopies = Pick<StopCertificate, "keyEncryptionKey" | "backupsElsewhere">;

/**
 * Deletes the backups of keys that this machine wrote. Then, where the key-encryption key is the file that we made ourselves, it is
 * replaced: what was wrapped by it, wherever a copy lies, can never be opened again; keys of documents are wrapped anew. A key
 * that people brought is theirs to replace, for other machines may have it too.
 */
export async function destroyKeyCopies(
  s: Services,
  { stopId, actorId }: { stopId: string; actorId: string },
): Promise<KeyCopies> {
  const backups = await keyBackups(s.db);
  const here = backups.filter(({ host }) => host === hostname());
  for (const { id, path } of here) {
    await rm(path, { force: true });
    await s.db.transaction(async (tx) => {
      await keyBackupGone(tx, id, new Date());
      const cause = { reason: "institution_stop", actorId, subjectId: null } as const;
      await logDeletion(tx, cause, { class: "key_backup", count: 1 });
      await addStopCounts(tx, stopId, { key_backups: 1 }, 0);
    });
  }
  const backupsElsewhere = backups
    .filter(({ host }) => host !== hostname())
    .map(({ host, madeAt }) => ({ host, madeAt: madeAt.toISOString() }));
  const { kek } = s.config;
  const file = kek.from === "file" && kek.path === null ? kekFile(s.config) : null;
  if (file === null) return { backupsElsewhere, keyEncryptionKey: "to_be_replaced_by_hand" };
  await addKekVersion(file);
  await rewrap(s.db, s.vault.kek);
  await retireKek(s.db, s.vault.kek, file);
  return { backupsElsewhere, keyEncryptionKey: "replaced" };
}
