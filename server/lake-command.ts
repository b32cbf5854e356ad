/**
 * `npm run lake -- reconcile [--mend]`: compares the photo store with the database, and deletes what no row has known for a day.
 *
 * `npm run lake -- move --to s3|folder`: copies all photos from the folder of DATA_DIR into the bucket of S3_*, or back.
 * It may be broken off and run again, and it may run while the program does; what the program keeps or deletes meanwhile it
 * catches up with in the last run, when the program is stopped.
 */
import { parseArgs } from "node:util";
import { type Config, createConfig } from "./config.ts";
import { DAY_MS } from "./domain/retention.ts";
import { mendOrphans } from "./jobs/mend-lake.ts";
import { reconcile } from "./jobs/reconcile.ts";
import { createFolderLake } from "./lake/folder.ts";
import { type Moved, moveLake } from "./lake/move.ts";
import { openLake, photosFolder } from "./lake/open.ts";
import { openS3Lake } from "./lake/s3.ts";
import { createLog } from "./log.ts";
import { logDeletion } from "./queries/deletions.ts";
import { openBeside } from "./postgres/running.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";

const USAGE = [
  "npm run lake -- move --to s3|folder    copies the photos of DATA_DIR into the bucket of S3_*, or back",
  "npm run lake -- reconcile [--mend]     compares the photo store with the database; deletes what is nobody's",
];
const EVERY_MS = 2000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { to: { type: "string" }, mend: { type: "boolean", default: false } },
  });
  const { to } = values;
  const config = createConfig(process.env);
  if (positionals[0] === "reconcile") return compare(config, values.mend);
  if (positionals[0] !== "move" || (to !== "s3" && to !== "folder")) throw new Refusal(...USAGE);
  if (config.s3 === null) throw new Refusal("Set S3_BUCKET and the other S3_* for this command.");
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort()).once("SIGTERM", () => stopping.abort());
  const s3 = await openS3Lake(config.s3);
  const folder = await createFolderLake(photosFolder(config));
  const lakes = to === "s3" ? ([folder, s3] as const) : ([s3, folder] as const);
  const told = ({ copied, there, bytes }: Moved) =>
    `${copied} copied (${(bytes / 1e6).toFixed(1)} MB), ${there} there already`;
  let next = Date.now() + EVERY_MS;
  try {
    const moved = await moveLake(...lakes, {
      signal: stopping.signal,
      onProgress: (soFar) => {
        if (Date.now() < next) return;
        next = Date.now() + EVERY_MS;
        console.log(told(soFar));
      },
    });
    console.log(`${told(moved)}; all are there.`);
    console.log(
      to === "s3"
        ? "Last steps: stop the program, run this once more, start it with S3_* set. Delete the photos folder when you trust the bucket."
        : "Last steps: stop the program, run this once more, start it without S3_*. Empty the bucket when you trust the folder.",
    );
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    console.log("Broken off. Run it again: it goes on where it was.");
  } finally {
    await s3.close();
  }
}

async function compare(config: Config, mend: boolean): Promise<void> {
  const { db, close } = await openBeside(config, createLog(config));
  const lake = await openLake(config);
  try {
    const found = await reconcile({ db, lake });
    console.log(`${found.objects} objects, ${found.orphans.length} orphans, ${found.missing.length} missing`);
    for (const name of found.missing) console.log(`missing: ${name}`);
    if (!mend) return;
    const grace = config.retention.orphan * DAY_MS;
    const deleted = await mendOrphans({ db, lake }, found.orphans, new Date(), grace);
    const cause = { reason: "nobodys", actorId: null, subjectId: null } as const;
    await logDeletion(db, cause, { class: "orphan", count: deleted.length, names: deleted });
    console.log(
      `${deleted.length} orphans were deleted; younger ones than a day may be somebody's who is just storing them.`,
    );
  } finally {
    await lake.close();
    await close();
  }
}

await runOrRefuse(main);
