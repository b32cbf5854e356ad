import { sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../server/context.ts";
import { courseFacts, courseInTerms } from "../../server/queries/analysis.ts";
import { courseTotals, termFacts } from "../../server/queries/overview.ts";
import { fillUniversity, type Filled } from "../bench/dashboard-fill.ts";
import { newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const TIMEOUT_MS = 240_000;
let test_: TestServices;
let filled: Filled;
beforeAll(async () => {
  test_ = await createTestServices({ config: { timeZone: "Europe/Madrid" } });
  const teacher = await newPerson(test_, "teacher");
  // 60,000 marks of 200 courses: enough for the planner to prefer indexes
  filled = await fillUniversity(test_.services, teacher.id, { rows: 60_000, wide: false }, () => {});
}, TIMEOUT_MS);
afterAll(() => test_.close());

/** Runs a query while every statement is explained as well. @returns the plans */
async function plansOf(query: (db: Db) => Promise<unknown>): Promise<string> {
  const { db } = test_.services;
  const plans: string[] = [];
  const explaining = Object.assign(Object.create(db) as Db, {
    execute: async (statement: SQL) => {
      const rows = await db.execute<{ "QUERY PLAN": string }>(sql`explain (analyze, costs off) ${statement}`);
      plans.push(...rows.map((row) => row["QUERY PLAN"]));
      return db.execute(statement);
    },
  });
  await query(explaining);
  return plans.join("\n");
}

test.each<[string, (db: Db) => Promise<unknown>]>([
  ["the analysis of a course", (db) => courseFacts(db, filled.courseIds[7] ?? "")],
  [
    "a course in all terms",
    (db) => courseInTerms(db, { courseId: filled.courseIds[7] ?? "", code: "C-7", name: "" }, null),
  ],
  [
    "the overview of a term",
    (db) =>
      termFacts(
        db,
        filled.courseIds,
        filled.courseIds.map(() => 0),
      ),
  ],
  ["all terms beside each other", (db) => courseTotals(db, filled.courseIds)],
])("%s reads attendance and check-ins by their indexes alone", { timeout: TIMEOUT_MS }, async (_, query) => {
  const plan = await plansOf(query);
  expect(plan).toMatch(/Scan/);
  expect(plan).not.toMatch(/Seq Scan on (attendance|entry|mark)( |$)/m);
});

test(
  "marks that have just come, and memberships that have just changed, are read by index, too",
  { timeout: TIMEOUT_MS },
  async () => {
    const { db } = test_.services;
    await db.execute(sql`update attendance set status = 'late' where status = 'present' and meeting_id in
    (select id from meeting where course_id = ${filled.courseIds[3]} limit 20)`);
    await db.execute(
      sql`update course_member set eligible_from = '2026-01-01' where course_id = ${filled.courseIds[3]}`,
    );
    for (const query of [
      (of: Db) => courseFacts(of, filled.courseIds[3] ?? ""),
      (of: Db) =>
        termFacts(
          of,
          filled.courseIds,
          filled.courseIds.map(() => 0),
        ),
    ]) {
      expect(await plansOf(query)).not.toMatch(/Seq Scan on (attendance|entry|mark)( |$)/m);
    }
  },
);
