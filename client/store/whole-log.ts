/**
 * Chromium writes a site's databases into one log (LevelDB). A kill can tear it in the midst of a record. The next start reads
 * it up to there and, which is the fault, goes on writing behind the torn piece; the start after that finds a wrong checksum and
 * deletes every database of the site (https://github.com/w3c/IndexedDB/issues/30; tried in Chromium 156). So each start has
 * a new log begun before anything is written: deleting a database does that, because its range is compacted then.
 */

const NAME = "presente-log";

/** Other browsers keep their databases in SQLite, which takes a torn log back by itself. */
const isChromium = (): boolean => /Chrom(e|ium)\//.test(globalThis.navigator?.userAgent ?? "");

const settled = (request: IDBOpenDBRequest): Promise<IDBDatabase | undefined> =>
  new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("no database")));
  });

/** Resolves when what is written from now on goes into a log of its own. Never rejects: where it fails, all is as it was. */
export async function beginLog(): Promise<void> {
  if (!isChromium()) return;
  try {
    (await settled(indexedDB.open(NAME)))?.close();
    await settled(indexedDB.deleteDatabase(NAME));
  } catch {
    // forbidden, or the disk is full
  }
}
