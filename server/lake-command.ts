/**
 * `npm run lake -- move --to s3|folder`: copies all photos from the folder of DATA_DIR into the bucket of S3_*, or back.
 * It may be broken off and run again, and it may run while the program does; what the program keeps or deletes meanwhile it
 * catches up with in the last run, when the program is stopped.
 */
import { parseArgs } from "node:util";
import { createConfig } from "./config.ts";
import { createFolderLake } from "./lake/folder.ts";
import { type Moved, moveLake } from "./lake/move.ts";
import { photosFolder } from "./lake/open.ts";
import { openS3Lake } from "./lake/s3.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";

const USAGE =
  "npm run lake -- move --to s3|folder    copies the photos of DATA_DIR into the bucket of S3_*, or back";
const EVERY_MS = 2000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { to: { type: "string" } },
  });
  const { to } = values;
  if (positionals[0] !== "move" || (to !== "s3" && to !== "folder")) throw new Refusal(USAGE);
  const config = createConfig(process.env);
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

await runOrRefuse(main);
