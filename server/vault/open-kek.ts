import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../config.ts";
import type { Db } from "../context.ts";
import { wrappedByVersion } from "../queries/student-keys.ts";
import { Refusal } from "../refusal.ts";
import { commandKek } from "./kek-command.ts";
import { kekFileReader, makeKekFile } from "./kek-file.ts";
import { type Kek, ringKek } from "./kek.ts";

type KekPlace = Pick<Config, "kek" | "dataDir">;

/** The file that holds the key-encryption key; null where none does. */
export const kekFile = ({ kek, dataDir }: KekPlace): string | null =>
  kek.from === "file" ? (kek.path ?? join(dataDir, "kek")) : null;

/**
 * The key-encryption key as configured. Where nobody chose one, a file is made at the first start, and only then: once keys
 * are wrapped, another file could open none of them.
 * @throws Refusal when the file is not there
 */
export async function openKek(config: KekPlace, db: Db): Promise<Kek> {
  const { kek } = config;
  if (kek.from === "command") return commandKek(kek.command);
  if (kek.from === "environment") return ringKek(async () => kek.keys);
  const path = kek.path ?? join(config.dataDir, "kek");
  if (!existsSync(path)) await makeOrRefuse(path, kek.path === null, db);
  return ringKek(kekFileReader(path));
}

async function makeOrRefuse(path: string, may: boolean, db: Db): Promise<void> {
  const inUse = (await wrappedByVersion(db)).size > 0;
  if (may && !inUse) {
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
