import { join } from "node:path";
import { defineConfig } from "vitest/config";

const root = join(import.meta.dirname, "..");

/** One project a kind of test; each says what it needs. `npm test` runs them one after the other. */
const project = (
  name: string,
  options: { setup?: boolean; timeoutMs: number; parallel: boolean; retry?: number; together?: boolean },
) => ({
  test: {
    name,
    root,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    environment: "node" as const,
    testTimeout: options.timeoutMs,
    // what will come, on a machine that does other things too
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: options.timeoutMs * 2,
    fileParallelism: options.parallel,
    // files of one worker share what they import: each has its own services and database, and none changes a module
    isolate: options.together !== true,
    // where there is one, `npm test` names each test that needed it
    retry: options.retry ?? 0,
    pool: "forks" as const,
    globalSetup: options.setup ? ["test/support/global-setup.ts"] : [],
  },
});

export default defineConfig({
  root,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    maxWorkers: 2,
    projects: [
      project("unit", { timeoutMs: 15_000, parallel: true }),
      project("api", { setup: true, timeoutMs: 90_000, parallel: true, together: true }),
      project("sync", { setup: true, timeoutMs: 120_000, parallel: true }),
      project("browser", { setup: true, timeoutMs: 120_000, parallel: true, retry: 1 }),
      project("e2e", { setup: true, timeoutMs: 180_000, parallel: false, retry: 1 }),
    ],
  },
});
