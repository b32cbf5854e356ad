import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tables from "../../drizzle/schema.ts";
import { DEMO_ACCOUNTS, DEMO_PASSWORD, foundUniversity } from "../../server/demo/university.ts";
import { COURSES } from "../../server/demo/plan.ts";
import { courseReport } from "../../server/queries/reports.ts";
import { addDays } from "../../shared/dates.ts";
import { Courses } from "../../shared/api/course.ts";
import { ask, cookieOf } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const NOW = new Date("2026-05-13T10:20:00Z");
const SEED = 5;
const TIMEOUT_MS = 300_000;

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices({ config: { timeZone: "Europe/Madrid" } });
  await foundUniversity(test.services, { seed: SEED, now: NOW, say: () => {} });
}, TIMEOUT_MS);
afterAll(() => test?.close());

/** The report of a course's term, without what differs by the moment at which it was made. */
const termOf = async (services: TestServices["services"], code: string) => {
  const [row] = await services.db.select().from(tables.course).where(eq(tables.course.code, code));
  const of = { courseId: row?.id ?? "", from: "2026-02-01", until: addDays("2026-05-13", 28) };
  const folded = await courseReport(services.db, of, "Europe/Madrid");
  if (!folded) throw new Error(`${code} is not there`);
  return folded.report;
};

describe("the demo", () => {
  it("is a university of three courses and 120 students with a plausible term", async () => {
    const biology = await termOf(test.services, "BIO-101");
    expect(biology.totals.taken).toBeGreaterThan(20);
    expect(biology.totals.cancelled).toBe(3);
    expect(biology.meetings.filter(({ state }) => state === "open")).toHaveLength(1);
    expect(biology.meetings.some(({ state }) => state === "planned")).toBe(true);
    expect(biology.totals.unsettled).toBe(0);
    expect(biology.totals.notApplicable).toBeGreaterThan(0);
    for (const status of ["present", "late", "excused", "absent"] as const)
      expect(biology.totals[status]).toBeGreaterThan(10);
    expect(biology.totals.share.basisPoints).toBeGreaterThan(7_500);
    expect(biology.totals.share.basisPoints).toBeLessThan(9_700);
    expect(biology.students.some(({ below }) => below)).toBe(true);
    const students = await test.services.db.select().from(tables.user).where(eq(tables.user.role, "student"));
    expect(students).toHaveLength(120);
  });

  it("can be entered with the accounts that it prints", async () => {
    const { email } = DEMO_ACCOUNTS.teachers[0];
    const answer = await ask(test.app, "POST", "/v1/account/sign-in", {
      body: { email, password: DEMO_PASSWORD },
    });
    expect(answer.status).toBe(200);
    const courses = await ask(test.app, "GET", "/v1/courses", { as: { cookie: cookieOf(answer.headers) } });
    expect(v.parse(Courses, courses.body).map(({ code }) => code)).toEqual(["BIO-101", "HUM-210"]);
  });

  it("does not start in production, nor over a folder or a database that it did not make", () => {
    const folder = mkdtempSync(join(tmpdir(), "presente-demo-"));
    writeFileSync(join(folder, "thesis.txt"), "years of work");
    const start = (env: Record<string, string>) => {
      const program = join(import.meta.dirname, "../../server/demo/demo.ts");
      const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", program, "--only-make"], {
        env: { PATH: process.env["PATH"] ?? "", DEMO_DIR: folder, ...env },
        encoding: "utf8",
      });
      return { status, stderr };
    };
    expect(start({ NODE_ENV: "production" })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("production"),
    });
    expect(start({})).toMatchObject({ status: 1, stderr: expect.stringContaining("left alone") });
    expect(start({ DATABASE_URL: "postgres://localhost/theirs" }).stderr).toContain("DATABASE_URL");
  });
});

it("is the same each time by its seed", { timeout: TIMEOUT_MS }, async () => {
  const plans = COURSES.filter(({ code }) => code === "HUM-210");
  const made = async () => {
    const other = await createTestServices({ config: { timeZone: "Europe/Madrid" } });
    try {
      await foundUniversity(other.services, { seed: SEED, now: NOW, say: () => {}, plans });
      const { students, meetings } = await termOf(other.services, "HUM-210");
      return {
        students: students.map(({ name, cells }) => [name, cells]),
        at: meetings.map(({ startsAt }) => startsAt),
      };
    } finally {
      await other.close();
    }
  };
  const first = await made();
  expect(first.students.length).toBeGreaterThan(30);
  expect(await made()).toEqual(first);
});
