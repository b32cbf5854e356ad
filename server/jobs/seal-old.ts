import { readStoredFace } from "../../shared/protocol/seal.ts";
import type { Services } from "../context.ts";
import { isStopped } from "../queries/stop.ts";
import * as unsealed from "../queries/unsealed.ts";
import { putPhoto } from "../vault/photos.ts";
import { sealClaimed, sealTemplate } from "../vault/templates.ts";
import { rewrap } from "../vault/wrapping.ts";

const AT_ONCE = 50;
/** How long an object in the clear stays after its sealed copy has taken its place: whoever just read its name finds it, ms. */
const GRACE_MS = 60 * 60_000;
/** How long one round may take, ms: other things are tended by the same hand. */
const ROUND_MS = 20_000;

/**
 * What the vault needs now and then: keys are wrapped by the current version of the key-encryption key, and what an
 * installation from before the vault has in the clear is sealed, in rounds. Where a start finds nothing of that kind, there
 * never will be any; else it looks until a round has found nothing twice.
 */
export function tendVault(s: Services): () => Promise<void> {
  let looks = 1;
  const tend = async () => {
    const wrapped = await rewrap(s.db, s.vault.kek);
    if (wrapped > 0) s.log.info({ wrapped }, "keys are wrapped by the current key-encryption key");
    if (looks === 0) return;
    await s.stopKnown();
    // nothing is sealed for a face any more: a key would be made for it
    if (await isStopped(s.db)) return;
    const sealed = await sealOld(s, AbortSignal.timeout(ROUND_MS));
    looks = sealed > 0 ? 2 : looks - 1;
    if (sealed > 0)
      s.log.info({ sealed, left: await unsealed.countUnsealed(s.db) }, "older data is being sealed");
  };
  // a key service or photo store that is away holds up nothing else
  return () => tend().catch((error: unknown) => s.log.warn({ err: error }, "the vault was not tended"));
}

/**
 * Seals what lies in the clear: templates in their rows, photos under a new name, embeddings into their rows. It may stop
 * anywhere and run again, also twice at once; meanwhile everything is read as it is found.
 * @param until ends the round
 * @returns how many were sealed
 */
export async function sealOld(s: Services, until: AbortSignal): Promise<number> {
  let sealed = 0;
  /** Goes through all pages of one kind; a row that cannot be sealed (its object is lost) is passed over. */
  const each = async <K, T extends K>(
    page: (after: K, limit: number) => Promise<T[]>,
    seal: (row: T) => Promise<boolean>,
    first: K,
  ) => {
    for (let after = first; !until.aborted;) {
      const rows = await page(after, AT_ONCE);
      for (const row of rows) {
        if (until.aborted) return;
        if (await seal(row)) sealed += 1;
        after = row;
      }
      if (rows.length < AT_ONCE) return;
    }
  };
  const nil = "00000000-0000-0000-0000-000000000000";
  await each(
    (after: { id: string }, limit) => unsealed.unsealedTemplates(s.db, after.id, limit),
    async (row) => {
      const { embedding } = await sealTemplate(s.vault.sealer, row, row.embedding);
      await unsealed.setSealedTemplate(s.db, row.id, embedding);
      return true;
    },
    { id: nil },
  );
  await each(
    (after: { id: string }, limit) => unsealed.unsealedPhotos(s.db, after.id, limit),
    (row) => sealObject(s, row),
    { id: nil },
  );
  await each(
    (after: { hash: string; did: string }, limit) => unsealed.unsealedBlobs(s.db, after, limit),
    ({ lakeName, jws, userId, did, hash }) => {
      if (lakeName === null) return Promise.resolve(false);
      if (jws === null) return sealObject(s, { userId, lakeName, kind: "checkin" });
      const modelDigest = readStoredFace(jws).emb.md;
      return sealEmbedding(s, { userId, did, hash, lakeName, modelDigest });
    },
    { hash: "", did: nil },
  );
  return sealed;
}

async function sealObject(
  s: Services,
  { userId, lakeName, kind }: { userId: string; lakeName: string; kind: "checkin" | "enrolment" },
): Promise<boolean> {
  const bytes = await s.lake.get(lakeName);
  if (bytes === null) return false;
  const name = await putPhoto(s, { userId, kind, record: lakeName }, bytes);
  const { renamed, wanted } = await s.db.transaction(async (tx) => {
    const renamed = await unsealed.renameObject(tx, lakeName, name);
    if (renamed > 0) await deleteLater(s, tx, lakeName);
    return { renamed, wanted: renamed > 0 || (await unsealed.isNamed(tx, name)) };
  });
  // forgotten meanwhile: a withdrawal leaves nothing. Or another process was first, and the object is the row's.
  if (!wanted) await s.lake.delete([name]);
  return renamed > 0;
}

async function sealEmbedding(
  s: Services,
  of: { userId: string; did: string; hash: string; lakeName: string; modelDigest: string },
): Promise<boolean> {
  const bytes = await s.lake.get(of.lakeName);
  if (bytes === null) return false;
  const sealed = await sealClaimed(s.vault.sealer, of, bytes);
  return s.db.transaction(async (tx) => {
    const rows = await unsealed.setSealedBlob(tx, of, sealed);
    if (rows.length > 0) await deleteLater(s, tx, of.lakeName);
    return rows.length > 0;
  });
}

const deleteLater = (s: Services, tx: Parameters<Services["queue"]["send"]>[0], name: string) =>
  s.queue.send(tx, "delete_lake_objects", { names: [name] }, { runAt: new Date(Date.now() + GRACE_MS) });
