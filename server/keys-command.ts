/**
 * `npm run keys -- new FILE | status | rotate | retire | backup FILE | restore FILE`: what is done by hand with the
 * key-encryption key and the keys under it. All of it may be done while the program runs.
 */
import { hostname } from "node:os";
import { resolve } from "node:path";
import { createConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { openBeside } from "./postgres/running.ts";
import { wrappedByVersion } from "./queries/student-keys.ts";
import { countUnsealed } from "./queries/unsealed.ts";
import { noteKeyBackup } from "./queries/upkeep.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";
import { addKekVersion, makeKekFile } from "./vault/kek-file.ts";
import { backUpKeys, KEYS_BACKUP_DAYS, restoreKeys } from "./vault/keys-backup.ts";
import { kekFile, openKek } from "./vault/open-kek.ts";
import { retireKek, rewrap } from "./vault/wrapping.ts";

const USAGE = [
  "npm run keys -- new FILE      makes a key-encryption key for KEK_FILE",
  "npm run keys -- status        which version wraps how many keys, and what is still in the clear",
  "npm run keys -- rotate        a new version in the file; every key is wrapped by it",
  "npm run keys -- retire        drops the versions before it from the file",
  "npm run keys -- backup FILE   all keys, wrapped, to be kept apart and no longer than a week",
  "npm run keys -- restore FILE  puts such a backup back",
];
const say = (...lines: readonly string[]) => console.log(lines.join("\n"));

async function main([command, file]: readonly string[]): Promise<void> {
  const path = () => {
    if (file === undefined) throw new Refusal(...USAGE);
    return resolve(file);
  };
  if (command === "new") return makeNew(path());
  if (!["status", "rotate", "retire", "backup", "restore"].includes(command ?? ""))
    throw new Refusal(...USAGE);
  const config = createConfig(process.env);
  const { db, close } = await openBeside(config, createLog(config));
  try {
    if (command === "restore") {
      say(`${await restoreKeys(db, path())} keys were put back. Start the program anew.`);
      return;
    }
    const kek = await openKek(config, db);
    const inFile = kekFile(config);
    if (command === "backup") {
      say(
        `${await backUpKeys(db, path())} keys. Delete copies of it within ${KEYS_BACKUP_DAYS} days; this file is deleted by itself.`,
      );
      await noteKeyBackup(db, { path: path(), host: hostname() });
    }
    if (command === "rotate") {
      if (inFile !== null) await addKekVersion(inFile);
      const total = await rewrap(db, kek, { onProgress: (done) => say(`${done} keys …`) });
      say(`${total} keys are wrapped by version ${await kek.current()} now.`);
      say(
        inFile === null
          ? "The old version may go once no server has it first any more."
          : "Next: npm run keys -- retire",
      );
    }
    if (command === "retire") {
      if (inFile === null) throw new Refusal("Only a file's versions are retired here; yours is elsewhere.");
      say(`${await retireKek(db, kek, inFile)} old versions were dropped.`);
    }
    if (command === "status") {
      for (const [version, n] of await wrappedByVersion(db)) {
        const state =
          version === (await kek.current()) ? "in use" : (await kek.has(version)) ? "old" : "missing!";
        say(`version ${version} (${state}): ${n} keys`);
      }
      const { templates, objects } = await countUnsealed(db);
      say(`still in the clear: ${templates} templates, ${objects} objects`);
    }
  } finally {
    await close();
  }
}

async function makeNew(path: string): Promise<void> {
  await makeKekFile(path).catch((error: unknown) => {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw exists ? new Refusal(`${path} is there already, and is not touched.`) : error;
  });
  say(
    `Made ${path}. Keep a copy of it, apart from every backup of the database and the photos:`,
    "without it no photo and no template can ever be opened again.",
  );
}

await runOrRefuse(() => main(process.argv.slice(2)));
