import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { attendance, courseGroup, courseMember, meeting, meetingTotal } from "../../drizzle/schema.ts";
import type { Db } from "../../server/context.ts";
import {
  checkTotals,
  foldAllChanges,
  foldChanges,
  rebuildTotals,
} from "../../server/queries/analysis-fold.ts";
import { judgeInZone } from "../../server/queries/judged-zone.ts";
import { insertCheckIn, insertCourse, insertStudents } from "../support/register.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const HOUR_MS = 3_600_000;
const START = Date.parse("2026-10-19T08:00:00Z");
const STUDENTS = 5;
const MEETINGS = 6;

let test: TestServices;
let db: TestServices["services"]["db"];
let people: string[];
let courseId: string;
let groupId: string;
let meetings: string[];
/** a check-in for each student and meeting */
let checkIns: string[][];

beforeAll(async () => {
  test = await createTestServices({ config: { timeZone: "Europe/Madrid" } });
  ({ db } = test.services);
  people = await insertStudents(db, STUDENTS);
});
afterAll(() => test.close());

beforeEach(async () => {
  courseId = await insertCourse(db, { createdBy: people[0]! });
  groupId = uuidv7();
  await db.insert(courseGroup).values({ id: groupId, courseId, name: "A" });
  const joinedAt = new Date(START - 24 * HOUR_MS);
  await db
    .insert(courseMember)
    .values(people.map((userId) => ({ courseId, userId, role: "student" as const, joinedAt })));
  meetings = await newMeetings();
  checkIns = await Promise.all(
    meetings.map((meetingId, m) =>
      Promise.all(
        people.map((userId, i) => insertCheckIn(db, { userId, meetingId, capturedMs: at(m) + i * 77_777 })),
      ),
    ),
  );
});

const at = (m: number) => START + m * 24 * HOUR_MS;
async function newMeetings(): Promise<string[]> {
  const ids = Array.from({ length: MEETINGS }, () => uuidv7());
  const rows = ids.map((id, m) => ({
    id,
    courseId,
    startsAt: new Date(at(m)),
    endsAt: new Date(at(m) + HOUR_MS),
    openedAt: m === 0 ? null : new Date(at(m)),
    closedAt: m % 2 === 0 ? null : new Date(at(m) + HOUR_MS),
  }));
  await db.insert(meeting).values(rows);
  return ids;
}

type Status = "present" | "late" | "excused" | "absent";
const mark = (tx: Db, m: number, i: number, status: Status, seen: boolean) => {
  const values = { status, source: "automatic" as const, entryHash: seen ? checkIns[m]![i]! : null };
  return tx
    .insert(attendance)
    .values({ meetingId: meetings[m]!, userId: people[i]!, ...values })
    .onConflictDoUpdate({ target: [attendance.meetingId, attendance.userId], set: values });
};
const unmark = (tx: Db, m: number, i: number) =>
  tx.delete(attendance).where(and(eq(attendance.meetingId, meetings[m]!), eq(attendance.userId, people[i]!)));
const turn = (tx: Db, m: number, to: "open" | "close" | "cancel" | "revive" | "group" | "move") => {
  const change = {
    open: { openedAt: new Date(at(m)), closedAt: null },
    close: { openedAt: new Date(at(m)), closedAt: new Date(at(m) + HOUR_MS) },
    cancel: { cancelledAt: new Date(at(m)) },
    revive: { cancelledAt: null },
    group: { groupId },
    move: { startsAt: new Date(at(m) + 20 * HOUR_MS), endsAt: new Date(at(m) + 21 * HOUR_MS) },
  }[to];
  return tx.update(meeting).set(change).where(eq(meeting.id, meetings[m]!));
};
const change = (tx: Db, i: number, to: "from" | "until" | "group" | "none" | "leave" | "gone" | "back") => {
  const mine = and(eq(courseMember.courseId, courseId), eq(courseMember.userId, people[i]!));
  if (to === "gone") return tx.delete(courseMember).where(mine);
  if (to === "back")
    return tx
      .insert(courseMember)
      .values({ courseId, userId: people[i]!, role: "student" })
      .onConflictDoNothing();
  const values = {
    from: { eligibleFrom: "2026-10-22" },
    until: { eligibleUntil: "2026-10-22" },
    group: { groupId },
    none: { eligibleFrom: null, eligibleUntil: null, groupId: null, leftAt: null },
    leave: { leftAt: new Date(at(3)) },
  }[to];
  return tx.update(courseMember).set(values).where(mine);
};

const statuses = fc.constantFrom<Status>("present", "late", "excused", "absent");
const m = fc.nat(MEETINGS - 1);
const i = fc.nat(STUDENTS - 1);
type Deed = (tx: Db) => PromiseLike<unknown>;
const some = <A extends unknown[]>(
  weight: number,
  args: fc.Arbitrary<A>,
  of: (tx: Db, ...given: A) => PromiseLike<unknown>,
) => ({
  weight,
  arbitrary: args.map(
    (given): Deed =>
      (tx) =>
        of(tx, ...given),
  ),
});
const deed = fc.oneof(
  some(8, fc.tuple(m, i, statuses, fc.boolean()), mark),
  some(2, fc.tuple(m, i), unmark),
  some(3, fc.tuple(m, fc.constantFrom("open", "close", "cancel", "revive", "group", "move")), turn),
  some(3, fc.tuple(i, fc.constantFrom("from", "until", "group", "none", "leave", "gone", "back")), change),
  // says nothing else than before
  some(1, fc.tuple(m), (tx, a) =>
    tx.update(attendance).set({ reason: "seen" }).where(eq(attendance.meetingId, meetings[a]!)),
  ),
  // everybody at once, as when a meeting closes
  some(1, fc.tuple(m, statuses), (tx, a, status) => {
    const meetingId = meetings[a]!;
    const rows = people.map((userId) => ({ meetingId, userId, status, source: "automatic" as const }));
    return tx.insert(attendance).values(rows).onConflictDoNothing();
  }),
);
/** some deeds in one transaction, which in the end may be given up */
const transaction = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 2 }),
  givenUp: fc.boolean(),
});
const teller = fc.array(transaction, { minLength: 1, maxLength: 5 });

const GIVEN_UP = new Error("given up");
/** PostgreSQL ends one of two that wait for each other (40P01): as if given up. */
const endedByWaiting = (error: unknown): boolean =>
  error instanceof Error && (("code" in error && error.code === "40P01") || endedByWaiting(error.cause));
async function run(transactions: { deeds: Deed[]; givenUp: boolean }[]) {
  for (const { deeds, givenUp } of transactions) {
    await db
      .transaction(async (tx) => {
        for (const one of deeds) await one(tx);
        if (givenUp) throw GIVEN_UP;
      })
      .catch((error: unknown) => {
        if (error !== GIVEN_UP && !endedByWaiting(error)) throw error;
      });
  }
}

describe("the totals of attendance", () => {
  it("are what the attendance says at every moment, whatever is changed at once, folded in or not", async () => {
    let folded = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(teller, { minLength: 3, maxLength: 3 }), async (tellers) => {
        const done = new AbortController();
        const watch = async () => {
          while (!done.signal.aborted) expect(await checkTotals(db)).toEqual([]);
        };
        const fold = async () => {
          while (!done.signal.aborted) folded += await foldChanges(db);
        };
        const others = [watch(), fold()];
        await Promise.all(tellers.map(run)).finally(() => done.abort());
        await Promise.all(others);
        expect(await checkTotals(db)).toEqual([]);
        await foldAllChanges(db);
        expect(await checkTotals(db)).toEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(folded).toBeGreaterThan(0);
  });

  it("are the same when they are made anew", async () => {
    for (let k = 0; k < MEETINGS; k++)
      await mark(db, k, k % STUDENTS, k % 2 === 0 ? "late" : "absent", k % 3 === 0);
    await change(db, 1, "from");
    await foldAllChanges(db);
    const before = await db.select().from(meetingTotal).orderBy(meetingTotal.meetingId);
    await rebuildTotals(db);
    const anew = await db.select().from(meetingTotal).orderBy(meetingTotal.meetingId);
    expect(anew).toEqual(before.filter((row) => row.present + row.late + row.excused + row.absent > 0));
    expect(await checkTotals(db)).toEqual([]);
  });

  it("follow the university to another time zone", async () => {
    const [first] = people;
    // on the second meeting's morning in Madrid it is still the day before in Honolulu
    const from = new Date(at(1)).toISOString().slice(0, 10);
    const whose = and(eq(courseMember.courseId, courseId), eq(courseMember.userId, first!));
    await db.update(courseMember).set({ eligibleFrom: from }).where(whose);
    for (let k = 0; k < MEETINGS; k++) await mark(db, k, 0, "absent", false);
    expect(await judgeInZone(db, "Europe/Madrid")).toBeNull();
    await foldAllChanges(db);
    expect(await checkTotals(db)).toEqual([]);
    const inHonolulu = db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('TimeZone', 'Pacific/Honolulu', true)`);
      expect(await checkTotals(tx)).not.toEqual([]);
      expect(await judgeInZone(tx, "Pacific/Honolulu")).toBe("Europe/Madrid");
      expect(await judgeInZone(tx, "Pacific/Honolulu")).toBeNull();
      expect(await checkTotals(tx)).toEqual([]);
      await foldAllChanges(tx);
      expect(await checkTotals(tx)).toEqual([]);
      tx.rollback();
    });
    await expect(inHonolulu).rejects.toThrow("Rollback");
  });

  it("show a number that is wrong", async () => {
    await mark(db, 1, 0, "absent", false);
    await foldAllChanges(db);
    await db.update(meetingTotal).set({ absent: 2 }).where(eq(meetingTotal.meetingId, meetings[1]!));
    const found = await checkTotals(db);
    expect(found).toEqual([
      { kind: "meeting", course_id: courseId, of: meetings[1], kept: "0/0/0/2", recomputed: "0/0/0/1" },
    ]);
    await rebuildTotals(db);
    expect(await checkTotals(db)).toEqual([]);
  });

  it("go with a meeting that is deleted, and with a student", async () => {
    await mark(db, 1, 0, "present", true);
    await mark(db, 3, 0, "absent", false);
    await foldAllChanges(db);
    await db.execute(sql`delete from mark where meeting_id = ${meetings[1]}`);
    await db.delete(meeting).where(eq(meeting.id, meetings[1]!));
    expect(await checkTotals(db)).toEqual([]);
    const leaving = people[STUDENTS - 1]!;
    await mark(db, 3, STUDENTS - 1, "late", true);
    await foldAllChanges(db);
    await db.execute(sql`delete from "user" where id = ${leaving}`);
    expect(await checkTotals(db)).toEqual([]);
    await foldAllChanges(db);
    expect(await checkTotals(db)).toEqual([]);
    const [row] = await db.select().from(meetingTotal).where(eq(meetingTotal.meetingId, meetings[1]!));
    expect(row?.present).toBe(0);
  });
});
