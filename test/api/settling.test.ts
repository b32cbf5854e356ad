import { and, eq } from "drizzle-orm";
import fc from "fast-check";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  attendance,
  audit,
  course as courses,
  courseMember,
  mark,
  meeting as meetings,
} from "../../drizzle/schema.ts";
import { addMark } from "../../server/queries/marks.ts";
import { ActionsReply, type TeacherAction } from "../../shared/api/actions.ts";
import { Course, type CoursePolicy, LiveList } from "../../shared/api/course.ts";
import { MarkHistory } from "../../shared/api/history.ts";
import { CourseShares } from "../../shared/api/record.ts";
import { classroom } from "../support/classroom.ts";
import { type Answer, ask, codeOf, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedCheckIn } from "../support/stored.ts";

const DAY_MS = 24 * 3_600_000;
let test: TestServices;
let ana: Person;
let colleague: Person;
let administrator: Person;
beforeAll(async () => {
  test = await createTestServices();
  ana = await newPerson(test, "student", { name: "Ana" });
  colleague = await newPerson(test, "teacher", { name: "Carla" });
  administrator = await newPerson(test, "administrator");
});
afterAll(() => test.close());

const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });

async function room(policy: Partial<CoursePolicy> = {}) {
  const made = await classroom(test, [ana], { policy });
  const body = { email: colleague.email, role: "teacher" };
  await post(`/v1/courses/${made.course.id}/roster`, made.teacher, body);
  return made;
}
type Room = Awaited<ReturnType<typeof room>>;
const listOf = async ({ teacher, meeting }: Room) =>
  v.parse(LiveList, (await ask(test.app, "GET", `/v1/meetings/${meeting.id}/list`, { as: teacher })).body);
const rowOf = async (of: Room) => (await listOf(of)).rows[0];
const say = (of: Room, status: string, as = of.teacher) =>
  post(`/v1/meetings/${of.meeting.id}/marks`, as, { userId: ana.id, status, reason: "seen" });
const close = ({ teacher, meeting }: Room) => post(`/v1/meetings/${meeting.id}/close`, teacher);
const historyOf = async ({ teacher, meeting }: Room) => {
  const answer = await ask(test.app, "GET", `/v1/meetings/${meeting.id}/history/${ana.id}`, { as: teacher });
  return v.parse(MarkHistory, answer.body);
};
const send = async (as: Person, actions: readonly TeacherAction[]) =>
  v.parse(ActionsReply, (await post("/v1/actions", as, { v: 1, uid: as.id, actions })).body).outcomes;

async function change(of: Room, as: Person, policy: Partial<CoursePolicy>): Promise<Answer> {
  const [row] = await test.services.db.select().from(courses).where(eq(courses.id, of.course.id));
  const body = { policy: { ...row?.policy, ...policy } };
  return ask(test.app, "PATCH", `/v1/courses/${of.course.id}`, { as, body });
}
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
/** The meeting took place so many days ago, and everybody was on the roster then. */
async function heldAgo(of: Room, days: number) {
  const { db } = test.services;
  const earlier = (instant: string) => new Date(Date.parse(instant) - days * DAY_MS);
  await db
    .update(meetings)
    .set({ startsAt: earlier(of.meeting.startsAt), endsAt: earlier(of.meeting.endsAt) })
    .where(eq(meetings.id, of.meeting.id));
  await db
    .update(courseMember)
    .set({ joinedAt: new Date(Date.now() - (days + 2) * DAY_MS) })
    .where(eq(courseMember.courseId, of.course.id));
}
async function accepted(of: Room, status: "present" | "late" | "absent") {
  const pair = { userId: ana.id, meetingId: of.meeting.id };
  const entryHash = await storedCheckIn(test, { ...pair, state: "accepted" });
  const mark = { ...pair, source: "automatic", status, entryHash } as const;
  await test.services.db.transaction((tx) => addMark(tx, mark));
}

describe("a check-in after the minute of absence", () => {
  it("is shown, is absent at once, and asks for a look until a teacher has said something", async () => {
    const of = await room({ absentAfterMin: 30 });
    await accepted(of, "absent");
    expect(await rowOf(of)).toMatchObject({ status: "absent", source: "automatic", needsLook: true });
    await close(of);
    expect(await rowOf(of)).toMatchObject({ status: "absent", needsLook: true, checkIn: { st: "accepted" } });
    await say(of, "late");
    expect(await rowOf(of)).toMatchObject({ status: "late", source: "manual", needsLook: false });
  });

  it("asks nothing where the course's rule wants no question", async () => {
    const of = await room({ absentAfterMin: 30, tooLate: "absent" });
    await accepted(of, "absent");
    expect(await rowOf(of)).toMatchObject({ status: "absent", needsLook: false });
  });
});

describe("rules that change", () => {
  it("leave every status as it stands, and who changed what is written down", async () => {
    const of = await room();
    await accepted(of, "late");
    await close(of);
    expect((await change(of, of.teacher, { lateAfterMin: 200, absentAfterMin: 220 })).status).toBe(200);
    expect((await rowOf(of))?.status).toBe("late");
    const [written] = await test.services.db
      .select()
      .from(audit)
      .where(and(eq(audit.action, "rules_changed"), eq(audit.subjectId, of.course.id)));
    expect(written?.actorId).toBe(of.teacher.id);
    expect(JSON.stringify(written?.detail)).toContain("220");
  });

  it("are refused where nobody could be late before being absent", async () => {
    const of = await room();
    const answer = await change(of, of.teacher, { lateAfterMin: 30, absentAfterMin: 30 });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain("policy.absentAfterMin");
  });
});

describe("grades that are locked", () => {
  async function locked() {
    const of = await room();
    await heldAgo(of, 3);
    await close(of);
    expect((await rowOf(of))?.status).toBe("absent");
    await change(of, of.teacher, { lockOn: daysAgo(2) });
    return of;
  }

  it("keep their statuses, while everything is still recorded", async () => {
    const of = await locked();
    expect((await listOf(of)).lockedOn).toBe(daysAgo(2));
    expect((await say(of, "present")).status).toBe(200);
    expect((await rowOf(of))?.status).toBe("absent");
    const { marks } = await historyOf(of);
    expect(marks.map(({ status, frozen, counts }) => [status, frozen, counts])).toEqual([
      ["absent", false, true],
      ["present", true, false],
    ]);
  });

  it("are moved by an administrator alone, and then what was recorded counts", async () => {
    const of = await locked();
    await say(of, "present");
    expect(codeOf(await change(of, of.teacher, { lockOn: null }))).toBe("grades_locked");
    expect(codeOf(await change(of, of.teacher, { requiredPct: 10 }))).toBe("grades_locked");
    expect(codeOf(await change(of, of.teacher, { share: { lateWeightPct: 1, excused: "present" } }))).toBe(
      "grades_locked",
    );
    expect((await change(of, of.teacher, { lateAfterMin: 5 })).status).toBe(200);
    expect((await change(of, administrator, { lockOn: null })).status).toBe(200);
    expect(await rowOf(of)).toMatchObject({ status: "present", source: "manual" });
    expect((await historyOf(of)).marks.every(({ frozen }) => !frozen)).toBe(true);
  });

  it("mark nobody at a close that comes after them, until they are unlocked", async () => {
    const of = await room();
    await heldAgo(of, 3);
    await change(of, of.teacher, { lockOn: daysAgo(2) });
    await close(of);
    expect((await rowOf(of))?.status).toBe("expected");
    await change(of, administrator, { lockOn: null });
    expect((await rowOf(of))?.status).toBe("absent");
  });

  it("let no request be granted that they would not let count, and let it be refused", async () => {
    const of = await locked();
    const contest = { kind: "contest", meetingId: of.meeting.id, wanted: "present", reason: "I was there" };
    const { id } = (await post("/v1/requests", ana, contest)).body as { id: string };
    const decide = (said: object) => post(`/v1/requests/${id}/decision`, of.teacher, said);
    expect(codeOf(await decide({ decision: "grant", answer: "", given: "present" }))).toBe("grades_locked");
    expect((await decide({ decision: "refuse", answer: "the grades are out" })).status).toBe(200);
  });

  it("do not hold for meetings after the date", async () => {
    const of = await room();
    await change(of, of.teacher, { lockOn: daysAgo(2) });
    expect((await listOf(of)).lockedOn).toBeNull();
    await say(of, "present");
    expect((await rowOf(of))?.status).toBe("present");
  });

  it("are the grades of everybody who reads them: the student's share says since when", async () => {
    const of = await locked();
    await say(of, "present");
    const answer = await ask(test.app, "GET", "/v1/me/shares", { as: ana });
    const mine = v.parse(CourseShares, answer.body).find(({ courseId }) => courseId === of.course.id);
    expect(mine).toMatchObject({ present: 0, absent: 1, lockedOn: daysAgo(2) });
  });
});

describe("a mark that is taken back", () => {
  const done = (of: Room, at = Date.now()) => ({ id: crypto.randomUUID(), at, meetingId: of.meeting.id });
  const word = (of: Room, status: "present" | "late" | "absent", base: readonly string[] = []) => {
    const common = done(of);
    const { at } = common;
    return {
      ...common,
      kind: "mark" as const,
      userId: ana.id,
      status,
      reason: "seen",
      base: [...base],
      seen: at,
    };
  };
  const undo = (of: Room, marked: string) => ({
    ...done(of),
    kind: "undo" as const,
    userId: ana.id,
    mark: marked,
  });

  it("leaves things as if it had not been, in an open meeting and in a closed one", async () => {
    const of = await room();
    const said = word(of, "present");
    await send(of.teacher, [said]);
    const [outcome] = await send(of.teacher, [undo(of, said.id)]);
    expect(outcome).toMatchObject({ st: "applied", row: { status: "expected", words: [] } });
    const again = word(of, "late");
    await send(of.teacher, [again]);
    await close(of);
    await send(of.teacher, [undo(of, again.id)]);
    expect(await rowOf(of)).toMatchObject({ status: "absent", source: "automatic" });
    const { marks } = await historyOf(of);
    expect(marks.map(({ status, takenBackAt }) => [status, takenBackAt !== null])).toEqual([
      ["present", true],
      ["late", true],
      ["absent", false],
    ]);
  });

  it("puts a doubtful check-in back before the teacher", async () => {
    const of = await room();
    const pair = { userId: ana.id, meetingId: of.meeting.id };
    await storedCheckIn(test, { ...pair, state: "review", code: "evidence" });
    const said = word(of, "present");
    await send(of.teacher, [said]);
    expect(await rowOf(of)).toMatchObject({ needsLook: false, checkIn: { st: "accepted" } });
    await send(of.teacher, [undo(of, said.id)]);
    expect(await rowOf(of)).toMatchObject({ status: "expected", needsLook: true, checkIn: { st: "review" } });
  });

  it("lets what it had answered stand again", async () => {
    const of = await room();
    const first = word(of, "late");
    const second = word(of, "absent", [first.id]);
    await send(of.teacher, [first, second, undo(of, second.id)]);
    expect(await rowOf(of)).toMatchObject({ status: "late", words: [{ id: first.id }] });
  });

  it("is one's own: another teacher's undo changes nothing", async () => {
    const of = await room();
    const said = word(of, "present");
    await send(of.teacher, [said]);
    await send(colleague, [undo(of, said.id)]);
    expect((await rowOf(of))?.status).toBe("present");
  });

  it("ends the same whatever the order of arrival, and however often, with counts of the room beside it", async () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 2, 4], { minLength: 10, maxLength: 10 });
    const ends: unknown[] = [];
    for (const permutation of fc.sample(order, { numRuns: 10, seed: 11 })) {
      const of = await room();
      const now = Date.now();
      const first = word(of, "present");
      const second = word(of, "absent", [first.id]);
      const third = word(of, "late", [second.id]);
      const count = (people: number, at: number) => ({ ...done(of, at), kind: "count" as const, people });
      const events = [
        [of.teacher, first],
        [of.teacher, second],
        [of.teacher, undo(of, second.id)],
        [colleague, third],
        [colleague, undo(of, third.id)],
        [of.teacher, count(41, now - 3)],
        [colleague, count(39, now - 2)],
        [colleague, undo(of, first.id)],
      ] as const;
      for (const i of permutation) {
        const event = events[i];
        if (event) await send(event[0], [event[1]]);
      }
      const list = await listOf(of);
      const [kept] = await test.services.db
        .select()
        .from(attendance)
        .where(eq(attendance.meetingId, of.meeting.id));
      const marks = await test.services.db.select().from(mark).where(eq(mark.meetingId, of.meeting.id));
      const ids: string[] = [first.id, second.id, third.id];
      ends.push({
        headCount: list.headCount,
        status: kept?.status,
        words: list.rows[0]?.words.map(({ id }) => ids.indexOf(id)),
        marks: marks.length,
      });
    }
    expect(ends[0]).toEqual({ headCount: 39, status: "present", words: [0], marks: 3 });
    for (const end of ends) expect(end).toEqual(ends[0]);
  }, 180_000);
});

it("a course's rules on the wire keep what they say", async () => {
  const of = await room();
  const policy = {
    tooLate: "absent",
    absentAfterMin: 45,
    openBeforeMin: 5,
    requiredPct: 60,
    lockOn: "2031-01-31",
  } as const;
  const answer = await change(of, of.teacher, policy);
  expect(v.parse(Course, answer.body).policy).toMatchObject(policy);
});
