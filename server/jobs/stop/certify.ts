import type { StopCertificate } from "../../../shared/api/stop.ts";
import { signCertificate } from "../../../shared/protocol/certificate.ts";
import type { Services } from "../../context.ts";
import { changeStop, findStop, remains } from "../../queries/stop.ts";
import { settleUnknownStops } from "../../queries/unknown-stop.ts";
import { reconcile } from "../reconcile.ts";
import type { KeyCopies } from "./key-copies.ts";

/**
 * Looks through lake and database once more. When nothing is left, the certificate is signed and the stop is done.
 * @returns false when something is left
 */
export async function certify(s: Services, stopId: string, keys: KeyCopies): Promise<boolean> {
  const { objects, orphans, missing } = await reconcile(s);
  const { documents, attendances, marks, ...left } = await remains(s.db);
  const at = new Date().toISOString();
  const scan = { at, objects, documents, orphans: orphans.length, missing: missing.length, ...left };
  const nothing = orphans.length === 0 && objects <= documents && Object.values(left).every((n) => n === 0);
  const found = await findStop(s.db, stopId);
  if (!nothing || !found) return false;
  const { stop, requestedBy, confirmedBy } = found;
  const said: StopCertificate = {
    v: 1,
    k: "stop_and_destroy",
    id: stop.id,
    installation: s.config.publicUrl,
    reason: stop.reason,
    requestedBy,
    requestedAt: stop.requestedAt.toISOString(),
    confirmedBy,
    inForceSince: (stop.confirmedAt ?? stop.requestedAt).toISOString(),
    finishedAt: at,
    destroyed: stop.counts,
    kept: { documents, attendances, marks },
    scan,
    ...keys,
  };
  const certificate = await signCertificate(said, s.keys.token);
  const finishedAt = new Date(at);
  await s.db.transaction(async (tx) => {
    await changeStop(tx, stopId, { state: "done", finishedAt, certificate });
    await settleUnknownStops(tx, finishedAt);
  });
  return true;
}
