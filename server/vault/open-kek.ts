import { existsSync } from "node:fs";
import type { KekConfig } from "../config-stores.ts";
import type { Db } from "../context.ts";
import { wrappedByVersion } from "../queries/student-keys.ts";
import { Refusal } from "../refusal.ts";
import { commandKek } from "./kek-command.ts";
import { kekFileReader, makeKekFile } from "./kek-file.ts";
import { type Kek, ringKek } from "./kek.ts";

/**
 * The key-encryption key as configured. Where nobody chose one, a file is made at the first start, and only then: once keys
 * are wrapped, another file could open none of them.
 * @throws Refusal when the file is not there
 */
export async function openKek(config: KekConfig, db: Db): Promise<Kek> {
  switch (config.from) {
    case "command":
      return commandKek(config.command);
    case "environment":
      return ringKek(async () => config.keys);
    case "file":
      if (!existsSync(config.path)) await makeOrRefuse(config, db);
      return ringKek(kekFileReader(config.path));
  }
}

async function makeOrRefuse({ path, make }: { path: string; make: boolean }, db: Db): Promise<void> {
  const inUse = (await wrappedByVersion(db)).size > 0;
  if (make && !inUse) {
    await makeKekFile(path).catch((error: unknown) => {
      // another process made it at the same time
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
    return;
  }
  throw new Refusal(
    `The key-encryption key should be in ${path}, and is not.`,
    inUse
      ? "Put it back from the copy that is kept apart from the backups: without it no photo and no template can be opened."
      : `npm run keys -- new ${path} makes one.`,
  );
}
