import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type { Logger } from "pino";
import postgres, { type Sql } from "postgres";
import * as schema from "../drizzle/schema.ts";
import type { Config } from "./config.ts";
import type { Database } from "./context.ts";
import { startCluster } from "./postgres/cluster.ts";
import { lockFolder } from "./postgres/lock.ts";
import { prepareStatements } from "./prepared.ts";
import { Refusal } from "./refusal.ts";

export interface OpenDatabase {
  readonly db: Database;
  /**
   * The same through connections of its own, for the statements of a check-in: they go by keys, so their plans are made once
   * and never look at the parameters. Left to itself, PostgreSQL plans the larger ones anew each time, which costs more than
   * they do. Not for statements that need a partial index by the value of a parameter.
   */
  readonly checkInDb: Database;
  readonly sql: Sql;
  /** for those that open connections of their own (the queue) */
  readonly url: string;
  close(): Promise<void>;
}

/** Connections of one process, opened as they are needed; the queue has some more. */
const CONNECTIONS = 20;
const CHECK_IN_CONNECTIONS = 12;

/** Any number will do, as long as every replica takes the same. */
const MIGRATION_LOCK = 7_263_450_118;

/**
 * Opens the configured database, or starts the embedded one, and brings its schema up to date. Replicas that start at
 * once wait for each other.
 * @throws Refusal when it cannot be reached or started
 */
export async function openDatabase(config: Config, log: Logger): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) return connect(config.databaseUrl, log, { timeZone: config.timeZone });
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 });
  const unlock = lockFolder(config.dataDir);
  try {
    const cluster = await startCluster(config.dataDir, { onLog: (line) => log.debug({ postgres: line }) });
    try {
      const { timeZone } = config;
      const open = await connect(cluster.url("postgres"), log, { timeZone, socket: cluster.socket });
      const close = async () => {
        await open.close();
        await cluster.stop();
        unlock();
      };
      return { ...open, close };
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Connects to a PostgreSQL that runs, and migrates it unless told not to.
 * @param options `timeZone`: of every connection, so that `starts_at::date` is the university's date; UTC without it;
 *   `socket`: where it may be reached, too, at less cost
 */
export async function connect(
  url: string,
  log: Logger,
  options: { migrate?: boolean; timeZone?: string; socket?: string | null } = {},
): Promise<OpenDatabase> {
  if (options.migrate !== false) {
    await applyMigrations(url).catch((error: unknown) => {
      throw refusalOf(error, url);
    });
  }
  const open = (max: number, settings: Record<string, string> = {}) =>
    prepareStatements(
      postgres(url, {
        ...(options.socket && { path: options.socket }),
        max,
        connect_timeout: 10,
        // the driver's own pause grows to 20 s, through which requests would wait although the database is back
        backoff: (retries: number) => Math.min(1, 0.05 * 2 ** retries) * (0.5 + Math.random() / 2),
        onnotice: (notice) => log.debug({ notice: notice["message"] }),
        connection: { application_name: "presente", TimeZone: options.timeZone ?? "UTC", ...settings },
      }),
    );
  const sql = open(CONNECTIONS);
  const checkIns = open(CHECK_IN_CONNECTIONS, { plan_cache_mode: "force_generic_plan" });
  const close = async () => void (await Promise.all([sql, checkIns].map((one) => one.end({ timeout: 5 }))));
  return { db: drizzle(sql, { schema }), checkInDb: drizzle(checkIns, { schema }), sql, url, close };
}

async function applyMigrations(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 15, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: join(import.meta.dirname, "../drizzle/migrations") });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Where the connection itself failed, a sentence; the password stays out of it. */
function refusalOf(error: unknown, url: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(ECONN|ENOTFOUND|EHOST|CONNECT_TIMEOUT|28|3D000)/.test(code)) return error;
  const { hostname, port, pathname } = new URL(url);
  return new Refusal(
    `The database at ${hostname}:${port || "5432"}${pathname} cannot be used (${code}).`,
    "Check that it runs and that DATABASE_URL has the right address, name and password.",
  );
}
