import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { connect, type OpenDatabase, openDatabase } from "../db.ts";

/**
 * The database for a command beside the program: the configured one, or the embedded one, whether the program runs with it
 * at the moment or not.
 * @throws Refusal when it cannot be reached or started
 */
export async function openBeside(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) return openDatabase(config, log);
  const url = runningUrl(config.dataDir);
  if (url !== null) {
    const open = await connect(url, log, { migrate: false });
    const answers = await open.sql`select 1`.then(
      () => true,
      () => false,
    );
    if (answers) return open;
    await open.close();
  }
  return openDatabase(config, log);
}

/** Where the embedded PostgreSQL of a data folder was last listening; null when it was stopped in order. */
function runningUrl(dataDir: string): string | null {
  const [pidFile, passwordFile] = [
    join(dataDir, "postgres/postmaster.pid"),
    join(dataDir, "postgres.password"),
  ];
  if (!existsSync(pidFile) || !existsSync(passwordFile)) return null;
  const port = readFileSync(pidFile, "utf8").split("\n")[3]?.trim();
  const password = readFileSync(passwordFile, "utf8").trim();
  return port ? `postgres://presente:${password}@127.0.0.1:${port}/postgres` : null;
}
