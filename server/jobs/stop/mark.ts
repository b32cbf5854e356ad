import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { signStopMark, verifyStopMark } from "../../../shared/protocol/certificate.ts";
import type { Config } from "../../config.ts";
import type { Services } from "../../context.ts";
import { OLDER_THAN_STOP, STOP_MARK } from "../../domain/stop.ts";
import { absentIsNull, replaceFile } from "../../files.ts";
import type { StopRow } from "../../queries/stop.ts";
import { isOlderThanStop, knowsStop, noteUnknownStop } from "../../queries/unknown-stop.ts";
import { kekFile } from "../../vault/open-kek.ts";

/** Beside the key-encryption key, which nobody puts back with the database; else in the data folder. */
export const stopMarkFile = (config: Pick<Config, "kek" | "dataDir">): string =>
  `${kekFile(config) ?? join(config.dataDir, "kek")}.stopped`;

/**
 * Says outside the database that a stop is in force, before anything is destroyed: over the mark of an earlier stop, which whoever
 * knows this one knows too. The photo store must take it, for every replica reads it there.
 */
export async function leaveStopMark(
  s: Pick<Services, "config" | "keys" | "lake" | "log">,
  { id, confirmedAt, requestedAt }: StopRow,
): Promise<void> {
  const there = await s.lake.get(STOP_MARK);
  const read = there && (await verifyStopMark(there.toString(), s.keys.tokenJwk));
  if (read?.ok && read.payload.id === id) return;
  const inForceSince = (confirmedAt ?? requestedAt).toISOString();
  const mark = Buffer.from(await signStopMark({ v: 1, k: "stop_in_force", id, inForceSince }, s.keys.token));
  await putBesideKeys(stopMarkFile(s.config), mark).catch((error: unknown) => {
    // a key file may lie where nobody may write
    s.log.warn({ err: error }, "the mark of the stop could not be left beside the keys");
  });
  await s.lake.put(STOP_MARK, mark);
}

/**
 * Compares the marks that stops have left with the stops that the database knows. One that it does not know, or that this server
 * has not signed, means that the database is older: that is written into it, and nothing biometric is done from then on.
 * @returns whether the database is older than a stop
 * @throws LakeAway
 */
export async function heedStopMarks(
  s: Pick<Services, "config" | "db" | "keys" | "lake" | "log">,
): Promise<boolean> {
  // the file first: it says what it says also while the photo store is away
  const marks = [
    () => absentIsNull(readFile(stopMarkFile(s.config), "utf8")),
    async () => (await s.lake.get(STOP_MARK))?.toString() ?? null,
  ];
  for (const readMark of marks) {
    const mark = await readMark();
    if (mark === null) continue;
    const read = await verifyStopMark(mark, s.keys.tokenJwk);
    const id = read.ok ? read.payload.id : createHash("sha256").update(mark).digest("base64url");
    if (await knowsStop(s.db, id)) continue;
    if (await noteUnknownStop(s.db, id)) s.log.error({ stop: id }, OLDER_THAN_STOP.join(" "));
  }
  return isOlderThanStop(s.db);
}

async function putBesideKeys(path: string, mark: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  await replaceFile(path, mark);
}
