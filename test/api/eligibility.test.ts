import { eq, inArray, sql } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attendance, course, courseGroup, courseMember, meeting } from "../../drizzle/schema.ts";
import { countsFor, eligible, meetingDate } from "../../server/queries/eligibility.ts";
import { DEFAULT_POLICY } from "../../shared/api/course.ts";
import { dateIn } from "../../shared/dates.ts";
import { counts, isEligible } from "../../shared/eligibility.ts";
import { newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
let people: Person[];
const courseId = uuidv7();
const groups = [uuidv7(), uuidv7()] as const;
beforeAll(async () => {
  test = await createTestServices();
  const { db } = test.services;
  people = [];
  for (let i = 0; i < 6; i++) people.push(await newPerson(test, "student"));
  const createdBy = people[0]!.id;
  await db
    .insert(course)
    .values({ id: courseId, name: "Algebra", joinCode: "ELIGIBLE", policy: DEFAULT_POLICY, createdBy });
  await db.insert(courseGroup).values(groups.map((id, i) => ({ id, courseId, name: `G${i}` })));
});
afterAll(() => test.close());

const HOUR_MS = 3_600_000;
const AROUND = Date.parse("2026-10-24T00:00:00Z");
// few and near each other, so that limits are hit; with the night in which clocks go back in Europe and forth in Lord Howe
const instant = fc.integer({ min: 0, max: 96 }).map((halves) => new Date(AROUND + halves * (HOUR_MS / 2)));
const date = fc.constantFrom("2026-10-22", "2026-10-23", "2026-10-24", "2026-10-25", "2026-10-26");
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const zones = fc.constantFrom(
  "UTC",
  "Europe/Madrid",
  "America/Bogota",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Australia/Lord_Howe",
);
const group = fc.constantFrom(null, ...groups);
const someone = fc.record({
  role: fc.constantFrom("student" as const, "student" as const, "assistant" as const),
  joinedAt: instant,
  leftAt: maybe(instant),
  groupId: group,
  eligibleFrom: maybe(date),
  eligibleUntil: maybe(date),
  status: fc.constantFrom(null, "present" as const, "late" as const, "excused" as const, "absent" as const),
});
const something = fc
  .record({
    startsAt: instant,
    lasts: fc.integer({ min: 1, max: 4 }),
    closes: maybe(fc.integer({ min: -2, max: 3 })),
    cancelled: fc.boolean(),
    groupId: group,
  })
  .map(({ startsAt, lasts, closes, cancelled, groupId }) => {
    const endsAt = new Date(startsAt.getTime() + lasts * HOUR_MS);
    const closedAt = closes === null ? null : new Date(endsAt.getTime() + closes * HOUR_MS);
    return { startsAt, endsAt, closedAt, cancelledAt: cancelled ? startsAt : null, groupId };
  });

describe("whose meeting it is", () => {
  it("is the same in SQL and in plain code, whatever joins, groups, dates and time zones", async () => {
    const { db } = test.services;
    let seen = { eligible: 0, not: 0 };
    await fc.assert(
      fc.asyncProperty(
        zones,
        fc.array(someone, { minLength: 6, maxLength: 6 }),
        fc.array(something, { minLength: 5, maxLength: 5 }),
        async (zone, members, meetings) => {
          const held = meetings.map((of) => ({ id: uuidv7(), courseId, openedAt: of.startsAt, ...of }));
          const there = members.map(({ status, ...member }, i) => ({
            courseId,
            userId: people[i]!.id,
            ...member,
          }));
          const statuses = there.flatMap(({ userId }, i) => {
            const status = members[i]!.status;
            return status === null
              ? []
              : held.map(({ id }) => ({ meetingId: id, userId, status, source: "manual" as const }));
          });
          const rows = await db.transaction(async (tx) => {
            await tx.execute(sql`select set_config('TimeZone', ${zone}, true)`);
            await tx.delete(courseMember).where(eq(courseMember.courseId, courseId));
            await tx.insert(courseMember).values(there);
            await tx.insert(meeting).values(held);
            if (statuses.length > 0) await tx.insert(attendance).values(statuses);
            const found = await tx
              .select({
                meetingId: meeting.id,
                userId: courseMember.userId,
                date: sql<string>`${meetingDate()}::text`,
                eligible: eligible(),
                counts: sql<boolean | null>`${countsFor()}`,
              })
              .from(meeting)
              .innerJoin(courseMember, eq(courseMember.courseId, meeting.courseId))
              .leftJoin(
                attendance,
                sql`${attendance.meetingId} = ${meeting.id} and ${attendance.userId} = ${courseMember.userId}`,
              )
              .where(eq(meeting.courseId, courseId));
            await tx.delete(meeting).where(
              inArray(
                meeting.id,
                held.map(({ id }) => id),
              ),
            );
            return found;
          });
          expect(rows).toHaveLength(held.length * there.length);
          for (const row of rows) {
            const member = there.find(({ userId }) => userId === row.userId)!;
            const of = held.find(({ id }) => id === row.meetingId)!;
            const on = dateIn(of.startsAt, zone);
            const expected = member.role === "student" && isEligible(member, { ...of, date: on });
            const status = members[there.indexOf(member)]!.status;
            expect(row).toMatchObject({ date: on, eligible: expected });
            if (status !== null) expect(row.counts).toBe(counts(of, expected, status));
            seen = { eligible: seen.eligible + Number(expected), not: seen.not + Number(!expected) };
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(seen.eligible).toBeGreaterThan(20);
    expect(seen.not).toBeGreaterThan(20);
  });

  it("is a date of the university on every connection", async () => {
    const zoned = await createTestServices({ config: { timeZone: "Pacific/Kiritimati" } });
    try {
      const [row] = await zoned.services.db.execute<{ on: string }>(
        sql`select ('2026-10-24T12:00:00Z'::timestamptz)::date::text as on`,
      );
      expect(row?.on).toBe("2026-10-25");
    } finally {
      await zoned.close();
    }
  });
});
