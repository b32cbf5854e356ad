import { randomBytes } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { NO_ASSETS } from "../../../server/assets/prepare.ts";
import { createConfig } from "../../../server/config.ts";
import type { Services } from "../../../server/context.ts";
import { startCluster } from "../../../server/postgres/cluster.ts";
import { createServices } from "../../../server/services.ts";
import { cellRecogniser } from "./face.ts";

/** Names a PostgreSQL that runs already, in which this process may make a database of its own. */
export const POSTGRES_VARIABLE = "SOAK_POSTGRES";

/** The simulation's own PostgreSQL: nobody's data, so it need not wait for a disk. The product's always does. */
const SETTINGS = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_wal_size=2GB",
  "checkpoint_timeout=1h",
  "shared_buffers=256MB",
  "jit=off",
  "max_connections=150",
];

/**
 * How clients reach it: through a socket in its own folder, which costs half of what the loopback interface does. An address
 * of a socket cannot be written as a URL that both drivers read; both take what it leaves out from the environment.
 * @returns the URL that goes with that environment
 */
function throughSocket(folder: string, url: string): string {
  const { username, password, port } = new URL(url);
  Object.assign(process.env, { PGHOST: folder, PGPORT: port, PGUSER: username, PGPASSWORD: password });
  return "postgres:///postgres";
}

/** A folder in memory where there is one: nothing here is to be kept. */
const temporaryFolder = () => mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "presente-soak-"));

/** A PostgreSQL for one or more simulations. */
export async function startPostgres(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env[POSTGRES_VARIABLE];
  if (given) return { url: given, stop: async () => {} };
  const folder = await temporaryFolder();
  const socket = join(folder, "postgres");
  const cluster = await startCluster(folder, {
    settings: [...SETTINGS, `unix_socket_directories=${socket}`],
  });
  return {
    url: throughSocket(socket, cluster.url("postgres")),
    async stop() {
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The real services of the server on a database and a photo folder of their own, with an honest tiny recogniser. */
export async function openServices(
  postgresUrl: string,
): Promise<{ services: Services; close(): Promise<void> }> {
  const name = `soak_${randomBytes(6).toString("hex")}`;
  const folder = await temporaryFolder();
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await asRoot(postgresUrl, `create database ${name}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const config = {
    ...createConfig({ NODE_ENV: "test", LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" }),
    databaseUrl: url.href,
    dataDir: folder,
  };
  const running = await createServices(config, { recogniser: cellRecogniser, assets: NO_ASSETS });
  return {
    services: running.services,
    async close() {
      await running.close();
      await asRoot(postgresUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

async function asRoot(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
