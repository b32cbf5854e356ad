import { sql } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { attendance, courseGroup, courseMember, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../../server/context.ts";
import { foldAllChanges } from "../../server/queries/analysis-fold.ts";
import { type CoursePolicy, DEFAULT_POLICY } from "../../shared/api/course.ts";
import type { OracleCourse, Status } from "./analysis-oracle.ts";
import { insertCheckIns, insertCourse } from "./register.ts";

/** Random courses: timetables across changes of clock and year, joins, groups, marks that change, cancellations, policies. */
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const STUDENTS = 4;
const MEETINGS = 14;

export const zones = fc.constantFrom(
  "UTC",
  "Europe/Madrid",
  "America/New_York",
  "America/Bogota",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Australia/Lord_Howe",
);
// weeks in which clocks change, and in which the year does
export const start = fc
  .constantFrom("2026-03-02", "2026-03-23", "2026-10-12", "2026-10-26", "2025-12-15", "2026-12-14")
  .map((date) => Date.parse(`${date}T00:00:00Z`));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 2 });
const status = fc.constantFrom<Status | null>(
  "present",
  "present",
  "late",
  "excused",
  "absent",
  "absent",
  null,
);
const offset = fc.integer({ min: 0, max: 7 * 7 * 48 });
const held = fc.record({
  halfHours: offset,
  lasts: fc.integer({ min: 1, max: 3 }),
  state: fc.constantFrom("closed", "closed", "closed", "closed", "open", "planned", "cancelled"),
  opensAfterMin: fc.integer({ min: -10, max: 25 }),
  closesAfterMin: fc.integer({ min: -30, max: 30 }),
  ofGroup: fc.boolean(),
  statuses: fc.array(
    fc.record({
      first: status,
      last: status,
      seen: fc.boolean(),
      afterS: fc.integer({ min: -900, max: 5000 }),
      doubt: fc.boolean(),
    }),
    { minLength: STUDENTS, maxLength: STUDENTS },
  ),
});
const member = fc.record({
  group: fc.boolean(),
  joins: fc.integer({ min: -2, max: 30 }),
  leaves: maybe(fc.integer({ min: 10, max: 50 })),
  from: maybe(fc.integer({ min: 0, max: 40 })),
  until: maybe(fc.integer({ min: 10, max: 49 })),
});
const policies = fc.record({
  lateWeightPct: fc.constantFrom(0, 33, 50, 100),
  excused: fc.constantFrom("left_out", "present", "absent"),
  requiredPct: fc.constantFrom(0, 50, 75, 80, 99, 100),
});
export const plan = fc.record({
  meetings: fc.array(held, { minLength: 1, maxLength: MEETINGS, size: "max" }),
  members: fc.array(member, { minLength: STUDENTS, maxLength: STUDENTS }),
  policy: maybe(policies),
  groups: fc.boolean(),
});
export type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Writes a plan into the database: statuses first as they were, then as they are. @returns the same for the oracle */
export async function writePlan(
  tx: Db,
  people: readonly string[],
  of: Plan,
  startMs: number,
  fold: "never" | "between" | "after",
) {
  const groupId = of.groups ? uuidv7() : null;
  const policy: CoursePolicy = {
    ...DEFAULT_POLICY,
    ...(of.policy && {
      share: { lateWeightPct: of.policy.lateWeightPct, excused: of.policy.excused },
      requiredPct: of.policy.requiredPct,
    }),
  };
  const courseId = await insertCourse(tx, { createdBy: people[0]! }, policy);
  if (groupId) await tx.insert(courseGroup).values({ id: groupId, courseId, name: "A" });
  const day = (days: number) => new Date(startMs + days * DAY_MS);
  const date = (days: number) => day(days).toISOString().slice(0, 10);
  const students = of.members.map(({ group, joins, leaves, from, until }, i) => ({
    id: people[i]!,
    groupId: group ? groupId : null,
    joinedAt: day(joins),
    leftAt: leaves === null ? null : day(leaves),
    eligibleFrom: from === null ? null : date(from),
    eligibleUntil: until === null ? null : date(until),
  }));
  const meetings = of.meetings.map((one) => {
    const startsAt = new Date(startMs + one.halfHours * (HOUR_MS / 2));
    const endsAt = new Date(startsAt.getTime() + one.lasts * HOUR_MS);
    const opened = new Date(startsAt.getTime() + one.opensAfterMin * 60_123);
    const closed = new Date(endsAt.getTime() + one.closesAfterMin * 60_000);
    return {
      id: uuidv7(),
      startsAt,
      endsAt,
      openedAt: one.state === "planned" ? null : opened,
      closedAt: one.state === "closed" || one.state === "cancelled" ? closed : null,
      cancelledAt: one.state === "cancelled" ? startsAt : null,
      groupId: one.ofGroup ? groupId : null,
    };
  });
  await tx.insert(meeting).values(meetings.map((one) => Object.assign({ courseId }, one)));
  const rows: OracleCourse["rows"][number][] = [];
  const doubts: { meetingId: string; studentId: string }[] = [];
  for (const pass of ["first", "last"] as const) {
    const cells = of.meetings.flatMap(({ statuses }, m) =>
      statuses.map((cell, i) => ({ cell, meeting: meetings[m]!, userId: people[i]!, status: cell[pass] })),
    );
    const gone = cells.filter(({ status }) => status === null);
    const marked = cells.flatMap(({ cell, meeting: { id, startsAt }, userId, status }) => {
      const capturedMs = cell.seen && pass === "last" ? startsAt.getTime() + cell.afterS * 1000 : null;
      return status === null ? [] : [{ meetingId: id, userId, status, capturedMs }];
    });
    if (pass === "last") {
      const open = gone.filter(({ cell }) => cell.doubt);
      const pairs = gone.map(({ meeting: { id }, userId }) => sql`(${id}::uuid, ${userId}::uuid)`);
      if (pairs.length > 0)
        await tx
          .delete(attendance)
          .where(sql`(${attendance.meetingId}, ${attendance.userId}) in (${sql.join(pairs, sql`, `)})`);
      await insertCheckIns(
        tx,
        open.map(({ meeting: { id, startsAt }, userId }) => ({
          userId,
          meetingId: id,
          capturedMs: startsAt.getTime(),
          state: "review" as const,
          code: "evidence",
        })),
      );
      doubts.push(...open.map(({ meeting: { id }, userId }) => ({ meetingId: id, studentId: userId })));
      for (const { meetingId, userId, status, capturedMs } of marked)
        rows.push({ meetingId, studentId: userId, status, capturedMs });
    }
    const seen = marked.flatMap(({ meetingId, userId, capturedMs }) =>
      capturedMs === null ? [] : [{ meetingId, userId, capturedMs }],
    );
    const hashes = await insertCheckIns(tx, seen);
    const hashOf = new Map(seen.map((row, k) => [`${row.meetingId} ${row.userId}`, hashes[k]!]));
    if (marked.length > 0) {
      await tx
        .insert(attendance)
        .values(
          marked.map(({ meetingId, userId, status }) => ({
            meetingId,
            userId,
            status,
            source: "automatic" as const,
            entryHash: hashOf.get(`${meetingId} ${userId}`) ?? null,
          })),
        )
        .onConflictDoUpdate({
          target: [attendance.meetingId, attendance.userId],
          set: { status: sql`excluded.status`, entryHash: sql`excluded.entry_hash` },
        });
    }
    if (pass === "first" && fold === "between") await foldAllChanges(tx);
  }
  await tx
    .insert(courseMember)
    .values(
      students.map(({ id, ...student }) =>
        Object.assign({ courseId, userId: id, role: "student" as const }, student),
      ),
    );
  if (fold === "after") await foldAllChanges(tx);
  const share = policy.share ?? { lateWeightPct: 100, excused: "left_out" as const };
  const oracle: OracleCourse = {
    students,
    meetings,
    rows,
    doubts,
    ...share,
    requiredPct: policy.requiredPct ?? 75,
  };
  return { courseId, groupId, policy, oracle };
}
export const foldings = fc.constantFrom<"never" | "between" | "after">("never", "between", "after");
