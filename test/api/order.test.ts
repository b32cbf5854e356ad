import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { courseMember, entry, mark, meeting as meetings } from "../../drizzle/schema.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import type { TeacherAction } from "../../shared/api/actions.ts";
import { LiveList } from "../../shared/api/course.ts";
import { typedSlot } from "../../shared/protocol/room-code.ts";
import * as v from "valibot";
import { cellRecogniser, cellShot, cellStudent } from "../support/cells.ts";
import { classroom, type Student } from "../support/classroom.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let test: TestServices;
let ana: Student;
let colleague: Person;
beforeAll(async () => {
  test = await createTestServices({ recogniser: cellRecogniser });
  ana = await cellStudent(test);
  colleague = await newPerson(test, "teacher");
});
afterAll(() => test.close());

const send = (as: Person, ...actions: TeacherAction[]) =>
  ask(test.app, "POST", "/v1/actions", { as, body: { v: 1, uid: as.id, actions } });

/** A meeting that was to begin an hour ago, and is not open yet; two teachers may open it. */
async function planned() {
  const room = await classroom(test, [ana.person], { open: false });
  const { course, meeting, teacher } = room;
  const body = { email: colleague.email, role: "teacher" };
  await ask(test.app, "POST", `/v1/courses/${course.id}/roster`, { as: teacher, body });
  const startsAt = new Date(Date.now() - HOUR_MS);
  const times = {
    startsAt,
    endsAt: new Date(Date.now() + HOUR_MS),
    createdAt: new Date(Date.now() - 9 * HOUR_MS),
  };
  const { db } = test.services;
  await db.update(meetings).set(times).where(eq(meetings.id, meeting.id));
  await db
    .update(courseMember)
    .set({ joinedAt: times.createdAt })
    .where(eq(courseMember.courseId, course.id));
  return { ...room, at: (minute: number) => startsAt.getTime() + minute * MINUTE_MS };
}
const open = (meetingId: string, at: number): TeacherAction => ({
  id: crypto.randomUUID(),
  kind: "open",
  at,
  meetingId,
});

let shots = 0;
const shotOf = () => cellShot(ana.person.id, `in any order ${shots++}`);
const at = (cap: number) => ({
  cap,
  wall: cap,
  mono: 1,
  org: `page of ${cap}`,
  tok: null,
  tm: null,
  tw: null,
});

/** Everything that a check-in's verification waits for has come: it is looked at. */
async function verify({ hash }: Sealed) {
  await verifyEntryJob(test.services, { hash });
}

/** What teacher and student see in the end. */
async function endOf(meetingId: string, teacher: Person, { hash }: Sealed) {
  const list = v.parse(
    LiveList,
    (await ask(test.app, "GET", `/v1/meetings/${meetingId}/list`, { as: teacher })).body,
  );
  const [row] = list.rows;
  const [kept] = await test.services.db.select().from(entry).where(eq(entry.hash, hash));
  const marks = await test.services.db.select().from(mark).where(eq(mark.meetingId, meetingId));
  return {
    status: row?.status,
    source: row?.source,
    needsLook: row?.needsLook,
    checkIn: [kept?.state, kept?.code, kept?.grade],
    marks: marks.map(({ source, status }) => `${source} ${status}`).toSorted((a, b) => (a < b ? -1 : 1)),
  };
}

/** All of these, in each of some orders. */
const ordersOf = (events: number, numRuns: number) =>
  fc.sample(
    fc.shuffledSubarray(
      Array.from({ length: events }, (_, i) => i),
      { minLength: events },
    ),
    { numRuns, seed: 11 },
  );

describe("in whatever order it arrives", () => {
  it("a check-in of minute 25 is late, where an opening of minute 0 makes it so and one of minute 20 does not", async () => {
    const ends: unknown[] = [];
    for (const order of [...ordersOf(3, 5), [0, 2, 1], [2, 1, 0]]) {
      const { meeting, teacher, at: minute } = await planned();
      const sealed = await ana.phone.seal(meeting.id, await shotOf(), { t: at(minute(25)) });
      const events = [
        () => send(teacher, open(meeting.id, minute(20))),
        () => send(colleague, open(meeting.id, minute(0))),
        () => ana.phone.sync(sealed).then(() => ana.phone.upload(sealed)),
      ];
      for (const i of order) {
        await events[i]?.();
        await verify(sealed);
      }
      ends.push(await endOf(meeting.id, teacher, sealed));
    }
    expect(ends[0]).toEqual({
      status: "late",
      source: "automatic",
      needsLook: false,
      checkIn: ["accepted", null, "E1"],
      marks: ["automatic late"],
    });
    for (const end of ends) expect(end).toEqual(ends[0]);
  });

  it.each(["present", "absent", "excused"] as const)(
    "a teacher's %s on a check-in that was still being looked at decides a doubtful one as it would afterwards",
    async (status) => {
      const ends: unknown[] = [];
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const { meeting, teacher, at: minute } = await planned();
        await send(teacher, open(meeting.id, minute(0)));
        const cap = Date.now();
        const pc = { m: "typed", slot: typedSlot(cap), code: "00000000", dt: 0 } as const;
        const sealed = await ana.phone.seal(meeting.id, await shotOf(), { pc });
        await ana.phone.sync(sealed);
        const events = [
          () => ana.phone.upload(sealed),
          () => {
            const body = { userId: ana.person.id, status, reason: "I looked" };
            return ask(test.app, "POST", `/v1/meetings/${meeting.id}/marks`, { as: teacher, body });
          },
        ];
        for (const i of order) {
          await events[i]?.();
          await verify(sealed);
        }
        ends.push(await endOf(meeting.id, teacher, sealed));
      }
      const decided = {
        present: ["accepted", null, "E1"],
        absent: ["rejected", "evidence", "E1"],
        excused: ["review", "code_wrong", "E1"],
      };
      expect(ends[0]).toMatchObject({
        status,
        source: "manual",
        checkIn: decided[status],
        marks: [`manual ${status}`],
      });
      expect(ends[1]).toEqual(ends[0]);
    },
  );
});
