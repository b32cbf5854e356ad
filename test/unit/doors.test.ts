import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Files with one line each, and whether that line leads through a closed door. */
const CLOSED = [
  ["shared/face/x.ts", 'import "node:fs";'],
  ["shared/api/x.ts", 'import "../../server/db.ts";'],
  ["shared/x.ts", 'import "preact";'],
  ["shared/x1.ts", "export const w = window;"],
  ["shared/x2.ts", 'export const b = Buffer.from("");'],
  ["client/screens/x.tsx", 'import "../../server/app.ts";'],
  ["client/outbox/x.ts", 'import "node:crypto";'],
  ["client/store/x.ts", 'import "../../drizzle/schema.ts";'],
  ["client/screens/x1.ts", 'import "../recognition/worker/embedder.ts";'],
  ["client/screens/x2.ts", 'import "../../api/courses.ts";'],
  ["client/api/x.ts", 'import type { App } from "../../server/app.ts"; export type A = App;'],
  ["client/main.ts", "export const e = process.env;"],
  ["client/recognition/worker/x.ts", 'import "../../store/db.ts";'],
  ["client/recognition/worker/x1.ts", 'import "../../screens/today/today.ts";'],
  ["client/recognition/worker/x2.ts", 'import "dexie";'],
  ["server/domain/x.ts", 'import "../queries/courses.ts";'],
  ["server/domain/x1.ts", 'import "drizzle-orm";'],
  ["server/domain/x2.ts", 'import "node:fs";'],
  ["server/queries/x.ts", 'import "hono";'],
  ["server/queries/x1.ts", 'import "../lake/lake.ts";'],
  ["server/queries/x2.ts", 'import "../vault/vault.ts";'],
  ["server/jobs/x.ts", 'import "../routes/sync.ts";'],
  ["server/routes/x.ts", 'import "../../client/api.ts";'],
  ["server/x.ts", 'import "../test/support/server.ts";'],
] as const;
const OPEN = [
  ["shared/face/y.ts", 'import "../ids.ts";'],
  ["client/screens/y.ts", 'import "../../shared/errors.ts";'],
  ["client/api/rpc.ts", 'import type { App } from "../../server/app.ts"; export type A = App;'],
  ["client/api.ts", 'import "./api/courses.ts";'],
  ["client/api/y.ts", 'import "../../shared/api/course.ts"; import "./rpc.ts";'],
  ["client/recognition/worker/y.ts", 'import "../../../shared/face/geometry.ts";'],
  ["client/recognition/bridge.ts", 'import "./worker/messages.ts";'],
  ["server/domain/y.ts", 'import "../../shared/attendance.ts";'],
  ["server/domain/y1.ts", 'import "./chain.ts";'],
  ["server/queries/y.ts", 'import "../domain/fold.ts"; import "drizzle-orm";'],
  ["server/app.ts", 'import "./routes/sync.ts";'],
  ["server/routes/y.ts", 'import "../queries/courses.ts";'],
  ["test/api/y.ts", 'import "../../server/routes/sync.ts";'],
] as const;

let folder: string;
let refused: Set<string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "presente-doors-"));
  cpSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
  for (const [path, line] of [...CLOSED, ...OPEN]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${line}\n`);
  }
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "--format=json"], {
    cwd: folder,
    encoding: "utf8",
  });
  const report = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  refused = new Set(
    report.diagnostics
      .filter(({ code }) => /no-restricted-(imports|globals)/.test(code))
      .map((one) => one.filename),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("closed doors", () => {
  test.each(CLOSED)("%s may not: %s", (path) => {
    expect([...refused]).toContain(path);
  });
});

describe("open doors", () => {
  test.each(OPEN)("%s may: %s", (path) => {
    expect([...refused]).not.toContain(path);
  });
});
