import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../../server/app.ts";
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { type Config, createConfig } from "../../server/config.ts";
import type { Services } from "../../server/context.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import { createServices } from "../../server/services.ts";
import { cloneDatabase } from "./database.ts";

export interface TestServicesOptions {
  readonly config?: Partial<Config>;
  /** load the real models into the recogniser; check {@link modelsMissing} first (default: no recogniser) */
  readonly recognition?: boolean;
  /** a recogniser of the test's own, with the tiny network */
  readonly recogniser?: Services["recogniser"];
  /** also prepare the phone's recognition files (needs the models) */
  readonly assets?: boolean;
  /** where the server's own lines go (default: nowhere) */
  readonly log?: Services["log"];
  /** run the queue's jobs in this process (default: no) */
  readonly jobs?: boolean;
}

export interface TestServices {
  readonly services: Services;
  /** `app.request(...)` without a socket */
  readonly app: App;
  close(): Promise<void>;
}

/** Everything the server works with, real, on a database and folders of its own. Call it in beforeAll, close it in afterAll. */
export async function createTestServices(options: TestServicesOptions = {}): Promise<TestServices> {
  const database = await cloneDatabase();
  const folder = await mkdtemp(join(tmpdir(), "presente-test-"));
  const config: Config = {
    ...createConfig({ NODE_ENV: "test", LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" }),
    port: 0,
    databaseUrl: database.url,
    dataDir: join(folder, randomBytes(3).toString("hex")),
    ...options.config,
  };
  const running = await createServices(config, {
    ...(options.recognition ? {} : { recogniser: options.recogniser ?? null }),
    ...(options.assets ? {} : { assets: NO_ASSETS }),
    ...(options.log && { log: options.log }),
  });
  if (options.jobs) await startWorkers(running.services);
  return {
    services: running.services,
    app: createApp(running.services),
    async close() {
      await running.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
