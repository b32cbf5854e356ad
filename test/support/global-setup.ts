import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { connect } from "../../server/db.ts";
import { createQueue } from "../../server/jobs/queue.ts";
import { startCluster } from "../../server/postgres/cluster.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** of the test cluster's own database; database.ts makes others beside it */
    postgresUrl: string;
    /** for what the files of one run share; gone afterwards */
    runFolder: string;
  }
}

/** The database that database.ts clones for each test file: every migration applied, nothing in it. */
export const TEMPLATE = "template_presente";

/**
 * One real PostgreSQL for a whole run. Its data lives a few minutes, so it may skip the disk's confirmation, which the
 * product's never does.
 */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "presente-test-"));
  const cluster = await startCluster(folder, {
    settings: ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"],
  });
  const log = pino({ level: "silent" });
  const root = await connect(cluster.url("postgres"), log, { migrate: false });
  await root.sql.unsafe(`create database ${TEMPLATE}`);
  await root.close();
  const template = await connect(cluster.url(TEMPLATE), log);
  await template.close();
  const queue = await createQueue(cluster.url(TEMPLATE), log);
  await queue.close();
  project.provide("postgresUrl", cluster.url("postgres"));
  project.provide("runFolder", folder);
  return async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
