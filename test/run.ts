import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

/**
 * `npm test`: everything, in a clean clone. What the tests need first (browser, ffmpeg, models, the built app), then
 * the gate of `npm run check`, then each kind of test. The last line printed is "N passed, N failed, N skipped".
 * With REQUIRE_MODELS=1 nothing may be skipped for want of models or faces.
 */
const root = join(import.meta.dirname, "..");
const reports = join(root, ".cache/test");
/** Those that need more than Node and the models. */
const PROJECTS = ["api", "sync", "browser", "e2e"] as const;
const PROJECT_LIMIT_MS = 20 * 60_000;
const demanded = process.env["REQUIRE_MODELS"] === "1";

/** What vitest's JSON reporter writes, as far as we read it. */
const Report = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(
        v.object({ fullName: v.string(), status: v.string(), failureMessages: v.array(v.string()) }),
      ),
    }),
  ),
});

const total = { passed: 0, failed: 0 };
const failures: string[] = [];
const skipped: string[] = [];
/** passed, but not at the first try: a browser on a busy machine, or a fault that shows now and then */
const wavering: string[] = [];

function fail(what: string): void {
  total.failed++;
  failures.push(what);
}

/** Runs a program of this repository. @returns its exit code; null when a signal or the limit ended it */
function run(program: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [...(program.endsWith(".ts") ? ["--import", "tsx"] : []), join(root, program), ...args],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"] },
  );
  const limit = setTimeout(() => child.kill("SIGKILL"), PROJECT_LIMIT_MS);
  const stop = () => child.kill("SIGTERM");
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return new Promise((resolve) =>
    child.once("exit", (code) => {
      clearTimeout(limit);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve(code);
    }),
  );
}

async function step(name: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n— ${name}`);
  const began = performance.now();
  const ok = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  });
  if (ok) total.passed++;
  else fail(name);
  console.log(`${ok ? "✓" : "✗"} ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return ok;
}

async function vitest(project: string): Promise<void> {
  console.log(`\n— ${project} tests`);
  const report = join(reports, `${project}.json`);
  const code = await run("node_modules/vitest/vitest.mjs", [
    "run",
    "--config",
    "test/vitest.config.ts",
    "--project",
    project,
    "--passWithNoTests",
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${report}`,
  ]);
  const before = total.failed;
  const read = await readFile(report, "utf8").then(
    (text) => v.parse(Report, JSON.parse(text)),
    () => null,
  );
  if (read) {
    total.passed += read.numPassedTests;
    for (const file of read.testResults) {
      if (file.status === "failed" && file.assertionResults.every((one) => one.status !== "failed"))
        fail(`${file.name} did not run`);
      for (const one of file.assertionResults) {
        if (one.status === "failed") fail(one.fullName);
        else if (one.status === "passed" && one.failureMessages.length > 0) wavering.push(one.fullName);
        else if (one.status !== "passed") skipped.push(one.fullName);
      }
    }
  }
  if (code !== 0 && total.failed === before) fail(`the ${project} tests ended with code ${code}`);
}

await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
// installing is waiting, mostly: meanwhile the checks go on
const programs = run("test/support/programs.ts", []);
// whether the models are there, and what that means, the tests themselves say
await step("models", async () => (await run("models/fetch.ts", [])) === 0 || !demanded);
await step("build", async () => (await run("server/build.ts", [])) === 0);
for (const project of [
  "tsconfig.json",
  "test/tsconfig.json",
  "client/tsconfig.json",
  "client/recognition/worker/tsconfig.json",
  "client/sw/tsconfig.json",
]) {
  await step(
    `types: ${project}`,
    async () => (await run("node_modules/typescript/bin/tsc", ["-p", project])) === 0,
  );
}
await step(
  "lint and doors",
  async () => (await run("node_modules/oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"])) === 0,
);
await step("format", async () => (await run("node_modules/oxfmt/bin/oxfmt", ["--check"])) === 0);
await vitest("unit");
await step("programs of the system, and faces", async () => (await programs) === 0);
for (const project of PROJECTS) await vitest(project);

if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
if (demanded && skipped.length > 0) fail("REQUIRE_MODELS=1 allows no skipped test");
if (wavering.length > 0)
  console.log(`\nPassed at the second try:\n${wavering.map((name) => `  ${name}`).join("\n")}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join("\n")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${skipped.length} skipped`);
process.exitCode = total.failed === 0 ? 0 : 1;
