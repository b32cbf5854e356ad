import { sql } from "drizzle-orm";
import fc from "fast-check";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "../../server/context.ts";
import { analyseCourse } from "../../server/domain/analysis-course.ts";
import { overviewOf, policiesOf } from "../../server/domain/analysis-overview.ts";
import { courseFacts } from "../../server/queries/analysis.ts";
import { checkTotals } from "../../server/queries/analysis-fold.ts";
import { termFacts } from "../../server/queries/overview.ts";
import { CourseAnalysis, Overview } from "../../shared/api/analysis.ts";
import { expectedOf } from "../support/analysis-oracle.ts";
import { foldings, plan, start, STUDENTS, writePlan, zones } from "../support/analysis-plan.ts";
import { insertStudents } from "../support/register.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const TIMEOUT_MS = 180_000;
let test: TestServices;
let db: TestServices["services"]["db"];
let people: string[];
beforeAll(async () => {
  test = await createTestServices();
  ({ db } = test.services);
  people = await insertStudents(db, STUDENTS);
});
afterAll(() => test.close());

const ROLLED_BACK = new Error("rolled back");
async function rolledBack(work: (tx: Db) => Promise<void>): Promise<void> {
  await db
    .transaction(async (tx) => {
      await work(tx);
      throw ROLLED_BACK;
    })
    .catch((error: unknown) => {
      if (error !== ROLLED_BACK) throw error;
    });
}

const byId = <T extends { userId: string }>(all: readonly T[]) =>
  all.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));

describe("every percentage", { timeout: TIMEOUT_MS }, () => {
  // random each time, and once the same each time, so that it is known which branches were reached
  it.each([undefined, 7])(
    "of a course is what plain code computes from the same timetable, joins, marks and zone (seed %s)",
    async (seed) => {
      const seen = { falling: 0, below: 0, astray: 0, unsettled: 0 };
      await fc.assert(
        fc.asyncProperty(zones, start, foldings, plan, async (timeZone, startMs, fold, of) => {
          await rolledBack(async (tx) => {
            await tx.execute(sql`select set_config('TimeZone', ${timeZone}, true)`);
            const { courseId, groupId, policy, oracle } = await writePlan(tx, people, of, startMs, fold);
            const about = { id: courseId, name: "Algebra", rules: policy, timeZone, at: new Date(0) };
            const picture = v.parse(
              CourseAnalysis,
              analyseCourse(about, await courseFacts(tx, courseId), []),
            );
            const expected = expectedOf(oracle, timeZone);
            const { unsettled, students, ...total } = picture.total;
            expect(total).toEqual(expected.total);
            expect(unsettled).toBe(expected.unsettled);
            expect(students).toBe(expected.students.length);
            expect(picture.weeks).toEqual(expected.weeks);
            expect(picture.hours).toEqual(expected.hours(5));
            expect(
              byId(picture.students.map(({ name: _, studentNumber: __, remaining: ___, ...rest }) => rest)),
            ).toEqual(byId(expected.students));
            const ids = [groupId, ...(expected.students.some((one) => one.groupId === null) ? [null] : [])];
            expect(picture.groups.map(({ name: _, ...rest }) => rest)).toEqual(
              groupId ? expected.groups(ids) : [],
            );
            expect(picture.arrivals.minutes).toEqual(expected.arrivals);
            expect(picture.arrivals.onTime).toBe(expected.onTime);
            const meetings = new Map(expected.meetings.map((one) => [one.id, one]));
            for (const { id, week, weekday, time, counts, share } of picture.meetings)
              expect({ id, week, weekday, time, counts, share, meetings: 1 }).toEqual(meetings.get(id));
            expect(picture.meetings.length).toBe(meetings.size);
            seen.falling += expected.students.filter((one) => one.trend.falling).length;
            seen.below += expected.students.filter((one) => one.below).length;
            seen.unsettled += unsettled;
            seen.astray +=
              oracle.rows.length -
              expected.meetings.reduce(
                (sum, { counts: c }) => sum + c.present + c.late + c.excused + c.absent,
                0,
              );
          });
        }),
        seed === undefined ? { numRuns: 40 } : { numRuns: 70, seed },
      );
      // the plans reach every branch
      if (seed !== undefined) for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
    },
  );

  it("of a term is what plain code computes of its courses, each by its own policy", async () => {
    await fc.assert(
      fc.asyncProperty(
        zones,
        start,
        foldings,
        fc.array(plan, { minLength: 2, maxLength: 3 }),
        async (timeZone, startMs, fold, plans) => {
          await rolledBack(async (tx) => {
            await tx.execute(sql`select set_config('TimeZone', ${timeZone}, true)`);
            const courses = [];
            for (const of of plans) courses.push(await writePlan(tx, people, of, startMs, fold));
            expect(await checkTotals(tx)).toEqual([]);
            const listed = courses.map(({ courseId, policy }) => ({
              id: courseId,
              name: "Algebra",
              code: null,
              policy,
              termId: null,
            }));
            const facts = await termFacts(
              tx,
              listed.map(({ id }) => id),
              policiesOf(listed).places,
            );
            const about = { at: new Date(0), timeZone, terms: [], others: true, termId: null };
            const picture = v.parse(Overview, overviewOf(about, listed, facts));
            const expected = courses.map(({ courseId, oracle }) =>
              Object.assign({ courseId }, expectedOf(oracle, timeZone)),
            );
            const added = (shares: { earned: number; of: number }[]) => {
              const earned = shares.reduce((sum, share) => sum + share.earned, 0);
              const of = shares.reduce((sum, share) => sum + share.of, 0);
              return { earned, of };
            };
            for (const { courseId, total, students, weeks: own } of expected) {
              const shown = picture.courses.find(({ id }) => id === courseId);
              const last = own.at(-1);
              if (!last) expect(shown?.latest).toBeNull();
              else {
                const before = added(own.slice(0, -1).map(({ share }) => share));
                expect(shown?.latest).toMatchObject({ week: last.week, share: last.share, before });
              }
              expect(shown).toMatchObject({
                ...total,
                students: students.length,
                atRisk: students.filter(({ below }) => below).length,
              });
            }
            expect(picture.total.share).toMatchObject(added(expected.map(({ total }) => total.share)));
            const weeks = [
              ...new Set(expected.flatMap((one) => one.weeks.map(({ startsOn }) => startsOn))),
            ].toSorted();
            expect(picture.weeks.map(({ startsOn }) => startsOn)).toEqual(weeks);
            for (const week of picture.weeks) {
              const own = expected.flatMap((one) =>
                one.weeks.filter(({ startsOn }) => startsOn === week.startsOn),
              );
              expect(week.share).toMatchObject(added(own.map(({ share }) => share)));
              expect(week.week).toBe(own[0]?.week);
            }
            for (const hour of picture.hours) {
              const own = expected.flatMap((one) =>
                one
                  .hours(2)
                  .filter(({ weekday, time }) => weekday === hour.weekday && `${time}:00` === hour.time),
              );
              expect(hour.share).toMatchObject(added(own.map(({ share }) => share)));
              expect(hour.meetings).toBe(own.reduce((sum, { meetings }) => sum + meetings, 0));
            }
            expect(picture.hours.reduce((sum, { meetings }) => sum + meetings, 0)).toBe(
              picture.total.meetings,
            );
          });
        },
      ),
      { numRuns: 20 },
    );
  });
});
