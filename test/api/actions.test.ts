import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { courseMember, mark, meeting as meetings, teacherAction } from "../../drizzle/schema.ts";
import { sweep } from "../../server/jobs/workers.ts";
import { addMark } from "../../server/queries/marks.ts";
import { ActionsReply, type TeacherAction } from "../../shared/api/actions.ts";
import { Course, LiveList, LiveRow, Meeting } from "../../shared/api/course.ts";
import { studentWithPhone } from "../support/classroom.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedCheckIn } from "../support/stored.ts";
import { ago, create, deed, markAction, MINUTE_MS, type Said } from "../support/actions.ts";
import { orderTests } from "./actions-order.ts";

let test: TestServices;
let teacher: Person;
let colleague: Person;
let ana: Person;
beforeAll(async () => {
  test = await createTestServices();
  teacher = await newPerson(test, "teacher", { name: "Tomás" });
  colleague = await newPerson(test, "teacher", { name: "Carla" });
  ana = await newPerson(test, "student", { name: "Ana" });
});
afterAll(() => test.close());

const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });
const send = async (as: Person, actions: readonly TeacherAction[], uid = as.id) =>
  v.parse(ActionsReply, (await post("/v1/actions", as, { v: 1, uid, actions })).body).outcomes;
const states = async (as: Person, actions: readonly TeacherAction[]) =>
  (await send(as, actions)).map(({ st, code }) => [st, code]);
const listOf = async (id: string) =>
  v.parse(LiveList, (await ask(test.app, "GET", `/v1/meetings/${id}/list`, { as: teacher })).body);

async function newCourse(members: readonly Person[] = [ana]) {
  const course = v.parse(Course, (await post("/v1/courses", teacher, { name: "Algebra" })).body);
  const path = `/v1/courses/${course.id}/roster`;
  for (const { email } of members) await post(path, teacher, { email, role: "student" });
  await post(path, teacher, { email: colleague.email, role: "teacher" });
  return course;
}
/** A meeting that began an hour ago and lasts half an hour more; made yesterday. */
async function plannedMeeting(members?: readonly Person[]) {
  const course = await newCourse(members);
  const startsAt = new Date(Date.now() - 60 * MINUTE_MS).toISOString();
  const endsAt = new Date(Date.now() + 30 * MINUTE_MS).toISOString();
  const answer = await post(`/v1/courses/${course.id}/meetings`, teacher, { startsAt, endsAt });
  const meeting = v.parse(Meeting, answer.body);
  const yesterday = new Date(Date.now() - 24 * 60 * MINUTE_MS);
  const { db } = test.services;
  await db.update(meetings).set({ createdAt: yesterday }).where(eq(meetings.id, meeting.id));
  await db.update(courseMember).set({ joinedAt: yesterday }).where(eq(courseMember.courseId, course.id));
  return { course, meeting };
}

const word = (meetingId: string, ...rest: Said) => markAction(ana.id, meetingId, ...rest);

describe("what a teacher did without network", () => {
  it("opens, marks and closes a meeting when it arrives, at the times when it was done", async () => {
    const { meeting } = await plannedMeeting();
    const [opened, marked, closed] = [ago(55), ago(40), ago(10)];
    const outcomes = await send(teacher, [
      deed("open", meeting.id, opened),
      word(meeting.id, "late", marked),
      deed("close", meeting.id, closed),
    ]);
    expect(outcomes.map(({ st }) => st)).toEqual(["applied", "applied", "applied"]);
    expect(outcomes[1]?.row).toMatchObject({ status: "late", source: "manual", reason: "late it is" });
    expect(outcomes[2]?.meeting).toMatchObject({
      state: "closed",
      openedAt: new Date(opened).toISOString(),
      closedAt: new Date(closed).toISOString(),
    });
  });

  it("makes the meeting that it opened on the spot, and takes marks on it", async () => {
    const course = await newCourse();
    const made = create(course.id, ago(30));
    const outcomes = await send(teacher, [made, word(made.meetingId, "present", ago(20))]);
    expect(outcomes.map(({ st }) => st)).toEqual(["applied", "applied"]);
    const list = await listOf(made.meetingId);
    expect(list.meeting).toMatchObject({ state: "open", openedAt: new Date(made.at).toISOString() });
    expect(list.rows.map(({ name, status }) => [name, status])).toEqual([["Ana", "present"]]);
  });

  it("is taken once however often it is sent, also at the same moment", async () => {
    const { meeting } = await plannedMeeting();
    const one = word(meeting.id, "present", ago(5));
    const answers = await Promise.all(Array.from({ length: 5 }, () => states(teacher, [one])));
    expect(answers.flat().filter(([st]) => st === "applied")).toHaveLength(1);
    expect(answers.flat().filter(([st]) => st === "duplicate")).toHaveLength(4);
    const rows = await test.services.db.select().from(mark).where(eq(mark.meetingId, meeting.id));
    expect(rows).toHaveLength(1);
  });

  it("keeps what was claimed, and counts within bounds: not in the future, not before the meeting was made", async () => {
    const { meeting } = await plannedMeeting();
    const wild = [deed("open", meeting.id, ago(60 * 24 * 400)), deed("close", meeting.id, Date.now() + 1e9)];
    await send(teacher, wild);
    const { db } = test.services;
    const kept = await db.select().from(teacherAction).where(eq(teacherAction.meetingId, meeting.id));
    expect(kept.map(({ payload }) => payload)).toEqual(expect.arrayContaining(wild));
    for (const { at, receivedAt } of kept) expect(at.getTime()).toBeLessThanOrEqual(receivedAt.getTime());
    const [row] = await db.select().from(meetings).where(eq(meetings.id, meeting.id));
    expect(row?.openedAt).toEqual(row?.createdAt);
  });

  it("is refused one by one, by the right that the same deed has at once", async () => {
    const { meeting, course } = await plannedMeeting();
    const assistant = await newPerson(test);
    await post(`/v1/courses/${course.id}/roster`, teacher, { email: assistant.email, role: "assistant" });
    const open = deed("open", meeting.id, ago(5));
    const nowhere = deed("open", uuidv7(), ago(5));
    const stranger = await newPerson(test, "teacher");
    expect(await states(assistant, [word(meeting.id, "present", ago(4)), nowhere, open])).toEqual([
      ["refused", "forbidden"],
      ["refused", "not_found"],
      ["applied", null],
    ]);
    expect(await states(stranger, [deed("close", meeting.id, ago(3)), create(course.id, ago(3))])).toEqual([
      ["refused", "not_found"],
      ["refused", "not_found"],
    ]);
    // an action's id says nothing to somebody else
    expect(await states(stranger, [open])).toEqual([["refused", "conflict"]]);
    expect(await states(teacher, [{ ...create(course.id, ago(2)), meetingId: meeting.id }])).toEqual([
      ["refused", "conflict"],
    ]);
  });

  it("is not sent in the name of another who has signed in since", async () => {
    const { meeting } = await plannedMeeting();
    const body = { v: 1, uid: teacher.id, actions: [deed("open", meeting.id, ago(5))] };
    expect((await post("/v1/actions", colleague, body)).status).toBe(403);
  });
});

describe("check-ins that waited for the teacher", () => {
  it("wait for a meeting that nobody knows yet, and are judged when the teacher's device brings it", async () => {
    const { person, phone } = await studentWithPhone(test);
    const course = await newCourse([person]);
    const made = create(course.id, ago(10));
    const sealed = await phone.seal(made.meetingId, await blindShot());
    expect((await phone.sync(sealed)).results[0]).toMatchObject({ st: "pending", code: "meeting_unknown" });
    await send(teacher, [made]);
    // what is missing now is the face
    expect((await phone.status()).results[0]).toMatchObject({ st: "pending", code: "enrolment" });
  });

  it("refused for the meeting's hours are judged again when an opening arrives that covers them", async () => {
    const { person, phone } = await studentWithPhone(test);
    const { meeting } = await plannedMeeting([person]);
    await send(colleague, [deed("open", meeting.id, ago(55)), deed("close", meeting.id, ago(30))]);
    const sealed = await phone.seal(meeting.id, await blindShot());
    expect((await phone.sync(sealed)).results[0]).toMatchObject({ st: "rejected", code: "code_expired" });
    expect((await listOf(meeting.id)).rows[0]).toMatchObject({ status: "absent", source: "automatic" });
    await send(teacher, [deed("open", meeting.id, ago(20))]);
    expect((await phone.status()).results[0]).toMatchObject({ st: "pending", code: "enrolment" });
    expect((await listOf(meeting.id)).rows[0]).toMatchObject({ status: "expected" });
  });

  it("accepted before an absent arrives that did not know of them ask for a look, until a teacher says otherwise", async () => {
    const { meeting } = await plannedMeeting();
    await send(teacher, [deed("open", meeting.id, ago(55))]);
    const { db } = test.services;
    const receivedAt = new Date(ago(20));
    const h = await storedCheckIn(test, {
      userId: ana.id,
      meetingId: meeting.id,
      state: "accepted",
      receivedAt,
    });
    await db.transaction((tx) =>
      addMark(tx, {
        meetingId: meeting.id,
        userId: ana.id,
        source: "automatic",
        status: "present",
        entryHash: h,
      }),
    );
    const absent = word(meeting.id, "absent", ago(10));
    const [unaware] = await send(colleague, [{ ...absent, seen: ago(30) }]);
    expect(unaware?.row).toMatchObject({
      status: "absent",
      needsLook: true,
      checkIn: { st: "review", code: "contested" },
    });
    const [settled] = await send(teacher, [word(meeting.id, "present", ago(1), [absent.id])]);
    expect(settled?.row).toMatchObject({
      status: "present",
      needsLook: false,
      checkIn: { st: "accepted", code: null },
    });
  });
});

describe("two teachers", () => {
  it("who open the same meeting offline open it once, at the earlier time", async () => {
    const { meeting } = await plannedMeeting();
    const [early, late] = [ago(55), ago(50)];
    await send(teacher, [deed("open", meeting.id, late)]);
    await send(colleague, [deed("open", meeting.id, early)]);
    expect((await listOf(meeting.id)).meeting).toMatchObject({
      state: "open",
      openedAt: new Date(early).toISOString(),
    });
  });

  it("who say different things without knowing of each other are both shown, and one of them settles it", async () => {
    const { meeting } = await plannedMeeting();
    await send(teacher, [deed("open", meeting.id, ago(55))]);
    const [seen, stale] = [word(meeting.id, "present", ago(30)), word(meeting.id, "absent", ago(20))];
    await send(teacher, [seen]);
    const [outcome] = await send(colleague, [stale]);
    // recorded, shown, and not lowering what the other teacher gave
    expect(outcome).toMatchObject({ st: "applied", row: { status: "present", needsLook: true } });
    expect(outcome?.row?.words.map(({ id, status, by }) => [id, status, by])).toEqual([
      [seen.id, "present", "Tomás"],
      [stale.id, "absent", "Carla"],
    ]);
    const settled = await post(`/v1/meetings/${meeting.id}/marks`, teacher, {
      userId: ana.id,
      status: "absent",
      reason: "she was not there",
      base: [seen.id, stale.id],
    });
    expect(v.parse(LiveRow, settled.body)).toMatchObject({ status: "absent", needsLook: false });
    expect(v.parse(LiveRow, settled.body).words).toHaveLength(1);
  });
});

describe("a meeting that nobody closes", () => {
  const minutesAfterEnd = async (policy: Record<string, unknown>, minutes: number) => {
    const { meeting, course } = await plannedMeeting();
    await ask(test.app, "PATCH", `/v1/courses/${course.id}`, {
      as: teacher,
      body: { policy: { ...course.policy, ...policy } },
    });
    await send(teacher, [deed("open", meeting.id, ago(55))]);
    await sweep(test.services, new Date(Date.parse(meeting.endsAt) + minutes * MINUTE_MS));
    return { meeting, now: await listOf(meeting.id) };
  };

  it("closes by itself after its end, at that time, with the absences of a close by hand", async () => {
    expect((await minutesAfterEnd({}, 14)).now.meeting.state).toBe("open");
    const { meeting, now } = await minutesAfterEnd({}, 16);
    expect(now.meeting.closedAt).toBe(new Date(Date.parse(meeting.endsAt) + 15 * MINUTE_MS).toISOString());
    expect(now.rows[0]).toMatchObject({ status: "absent", source: "automatic" });
    expect((await minutesAfterEnd({ closeAfterMin: 0 }, 1)).now.meeting.state).toBe("closed");
    expect((await minutesAfterEnd({ closeAfterMin: null }, 60 * 24)).now.meeting.state).toBe("open");
  });

  it("takes a teacher's own close that arrives later, and stays open when opened again", async () => {
    const { meeting } = await minutesAfterEnd({}, 16);
    const closed = ago(5);
    await send(teacher, [deed("close", meeting.id, closed)]);
    expect((await listOf(meeting.id)).meeting.closedAt).toBe(new Date(closed).toISOString());
    await post(`/v1/meetings/${meeting.id}/open`, teacher);
    expect((await listOf(meeting.id)).meeting.state).toBe("open");
  });
});

orderTests(() => ({ test, teacher, colleague, ana }), { plannedMeeting, listOf, send });
