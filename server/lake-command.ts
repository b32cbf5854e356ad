/**
 * `npm run lake -- reconcile [--mend]`: compares the photo store with the database, and deletes what no row has known for a day.
 *
 * `npm run lake -- move --to s3|folder`: copies all photos from the folder of DATA_DIR into the bucket of S3_*, or back.
 * It may be broken off and run again, and it may run while the program does; what the program keeps or deletes meanwhile it
 * catches up with in the last run, when the program is stopped.
 *
 * `npm run lake -- adopt [--yes]`: makes the photo store this database's, whosever it was; without --yes it only compares them.
 */
import { parseArgs } from "node:util";
import { type Config, createConfig } from "./config.ts";
import type { Db } from "./context.ts";
import { DAY_MS } from "./domain/retention.ts";
import { mendOrphans } from "./jobs/mend-lake.ts";
import { fitsDatabase, reconcile } from "./jobs/reconcile.ts";
import { loadServerKeys } from "./keys.ts";
import { createFolderLake } from "./lake/folder.ts";
import { type Lake, LakeAway } from "./lake/lake.ts";
import { type Moved, moveLake } from "./lake/move.ts";
import { openLake, photosFolder } from "./lake/open.ts";
import { ownerOf, ownFrom, ownLake } from "./lake/owner.ts";
import { openS3Lake } from "./lake/s3.ts";
import { createLog } from "./log.ts";
import { logDeletion } from "./queries/deletions.ts";
import { openBeside } from "./postgres/running.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";

const USAGE = [
  "npm run lake -- move --to s3|folder    copies the photos of DATA_DIR into the bucket of S3_*, or back",
  "npm run lake -- reconcile [--mend]     compares the photo store with the database; deletes what is nobody's",
  "npm run lake -- adopt [--yes]          makes the photo store this database's; without --yes it only compares them",
];
const EVERY_MS = 2000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      to: { type: "string" },
      mend: { type: "boolean", default: false },
      yes: { type: "boolean", default: false },
    },
  });
  const { to } = values;
  const config = createConfig(process.env);
  if (positionals[0] === "reconcile") return compare(config, values.mend);
  if (positionals[0] === "adopt") return adopt(config, values.yes);
  if (positionals[0] !== "move" || (to !== "s3" && to !== "folder")) throw new Refusal(...USAGE);
  if (config.s3 === null) throw new Refusal("Set S3_BUCKET and the other S3_* for this command.");
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort()).once("SIGTERM", () => stopping.abort());
  const s3 = await openS3Lake(config.s3);
  const folder = await createFolderLake(photosFolder(config));
  try {
    await move(to === "s3" ? [folder, s3] : [s3, folder], stopping.signal);
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

async function move([from, to]: readonly [Lake, Lake], signal: AbortSignal): Promise<void> {
  const told = ({ copied, there, bytes }: Moved) =>
    `${copied} copied (${(bytes / 1e6).toFixed(1)} MB), ${there} there already`;
  let next = Date.now() + EVERY_MS;
  const moved = await moveLake(from, to, {
    signal,
    onProgress: (soFar) => {
      if (Date.now() < next) return;
      next = Date.now() + EVERY_MS;
      console.log(told(soFar));
    },
  });
  console.log(`${told(moved)}; all are there.`);
}

/** Opens the configured photo store and database, beside the program or without it. */
async function withStores(
  config: Config,
  work: (stores: { db: Db; lake: Lake; installation: string }) => Promise<void>,
): Promise<void> {
  const { db, close } = await openBeside(config, createLog(config));
  const lake = await openLake(config);
  try {
    const { token } = await loadServerKeys(db);
    await work({ db, lake, installation: token.kid });
  } catch (error) {
    if (error instanceof LakeAway) throw new Refusal(error.message);
    throw error;
  } finally {
    await lake.close();
    await close();
  }
}

const compare = (config: Config, mend: boolean) =>
  withStores(config, async ({ db, lake: found, installation }) => {
    const lake = ownLake(found, installation, () => fitsDatabase({ db, lake: found }));
    const { objects, orphans, missing } = await reconcile({ db, lake });
    console.log(`${objects} objects, ${orphans.length} orphans, ${missing.length} missing`);
    for (const name of missing) console.log(`missing: ${name}`);
    if (!mend) return;
    const grace = config.retention.orphan * DAY_MS;
    const deleted = await mendOrphans({ db, lake }, orphans, new Date(), grace);
    const cause = { reason: "nobodys", actorId: null, subjectId: null } as const;
    await logDeletion(db, cause, { class: "orphan", count: deleted.length, names: deleted });
    console.log(
      `${deleted.length} orphans were deleted; younger ones than a day may be somebody's who is just storing them.`,
    );
  });

const adopt = (config: Config, yes: boolean) =>
  withStores(config, async ({ db, lake, installation }) => {
    if ((await ownerOf(lake)) === installation) {
      console.log("This photo store is this database's already.");
      return;
    }
    const { objects, orphans, missing } = await reconcile({ db, lake });
    console.log(
      `${objects} objects, of which this database does not know ${orphans.length}; ${missing.length} that it knows are missing. (Each is counted to a thousand.)`,
    );
    if (!yes) {
      console.log("What it does not know is deleted a day after. To go on: npm run lake -- adopt --yes");
      return;
    }
    await ownFrom(lake, installation);
    console.log("The photo store is this database's now. A program that runs uses it at once.");
  });

await runOrRefuse(main);
