import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as v from "valibot";
import { audit, device, entry, meeting as meetings, serverSecret } from "../../drizzle/schema.ts";
import { LiveList } from "../../shared/api/course.ts";
import { isSampled } from "../../server/domain/evidence.ts";
import type { EntryPayload, FacePayload } from "../../shared/protocol/entry.ts";
import { meetingKey } from "../../shared/protocol/room-code.ts";
import { cellRecogniser, cellShot, cellStudent } from "../support/cells.ts";
import { type Classroom, classroom, type Student } from "../support/classroom.ts";
import { ask, newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { screenWith } from "../support/room-screen.ts";
import { roomKeyTests } from "./room-keys.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
let test: TestServices;
beforeAll(async () => {
  test = await createTestServices({ recogniser: cellRecogniser, jobs: true });
});
afterAll(() => test.close());

/** A student of a course that asks for the room's code, at a meeting that has been open for half an hour. */
async function inClass(roomCode: "required" | "none" = "required") {
  const student = await cellStudent(test);
  const room = await classroom(test, [student.person], { policy: { roomCode } });
  const opened = new Date(Date.now() - 30 * MINUTE_MS);
  const { db } = test.services;
  await db
    .update(meetings)
    .set({ startsAt: opened, openedAt: opened })
    .where(eq(meetings.id, room.meeting.id));
  return {
    student,
    room,
    screen: screenWith(await meetingKey(test.services.keys.roomCodes, room.meeting.id), room.meeting.id),
  };
}
let shots = 0;
async function seal({ person, phone }: Student, { meeting }: Classroom, over: Partial<FacePayload>) {
  return phone.seal(meeting.id, await cellShot(person.id, `check-in ${shots++}`), over);
}
/** Both sides without network when the photo was taken, `ago` before now. */
async function clocks(ago: number): Promise<EntryPayload["t"]> {
  const cap = Date.now() - ago;
  return { cap, wall: cap, mono: 1000, org: "earlier page", tok: null, tm: null, tw: null };
}

describe("a check-in where the course asks for the room's code", () => {
  it("with the code as scanned is accepted by itself, at E3", async () => {
    const { student, room, screen } = await inClass();
    const sealed = await seal(student, room, { pc: await screen.qr(Date.now()) });
    expect(await student.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", grade: "E3" });
  });

  it("with the code as typed is accepted by itself, at E2", async () => {
    const { student, room, screen } = await inClass();
    const sealed = await seal(student, room, { pc: await screen.typed(Date.now()) });
    expect(await student.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", grade: "E2" });
  });

  it("and accepted at E2 is shown to the teacher when it is one of the sample, until the teacher has looked", async () => {
    const { student, room, screen } = await inClass();
    const sealed = await seal(student, room, { pc: await screen.typed(Date.now()) });
    const { h } = await student.phone.checkInAs(sealed);
    const rows = async () => {
      const answer = await ask(test.app, "GET", `/v1/meetings/${room.meeting.id}/list`, { as: room.teacher });
      return v.parse(LiveList, answer.body).rows;
    };
    // whether it is one is a matter of the millisecond in which it came
    const came = (wanted: boolean) => {
      for (let ms = Date.now(); ; ms--)
        if (isSampled({ hash: h, grade: "E2", receivedAt: new Date(ms) }) === wanted) return new Date(ms);
    };
    const arrive = (receivedAt: Date) =>
      test.services.db.update(entry).set({ receivedAt }).where(eq(entry.hash, h));
    await arrive(came(false));
    expect(await rows()).toMatchObject([{ needsLook: false, status: "late" }]);
    await arrive(came(true));
    expect(await rows()).toMatchObject([{ needsLook: true, status: "late", checkIn: { sampled: true } }]);
    const body = { userId: student.person.id, status: "present", reason: "Seen" };
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/marks`, { as: room.teacher, body });
    const [row] = await rows();
    expect(row).toMatchObject({ needsLook: false, status: "present" });
    expect(row?.checkIn?.sampled).toBeUndefined();
  });

  it("without a code is a person's decision, and the student hears why", async () => {
    const { student, room } = await inClass();
    const sealed = await seal(student, room, {});
    expect(await student.phone.checkInAs(sealed)).toMatchObject({
      st: "review",
      code: "code_missing",
      grade: "E1",
    });
    const body = { userId: student.person.id, status: "present", reason: "I saw her" };
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/marks`, { as: room.teacher, body });
    expect((await student.phone.status()).results[0]).toMatchObject({ st: "accepted", att: "present" });
  });

  it("made with both sides offline, sent long after the meeting, is accepted at E2", async () => {
    const { student, room, screen } = await inClass();
    const ago = 20 * MINUTE_MS;
    const t = await clocks(ago);
    const sealed = await seal(student, room, { t, pc: await screen.qr(t.cap - 5 * SECOND_MS) });
    const closed = new Date(Date.now() - 15 * MINUTE_MS);
    const { db } = test.services;
    await db.update(meetings).set({ closedAt: closed }).where(eq(meetings.id, room.meeting.id));
    expect(await student.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", grade: "E2" });
  });

  it("with a code of some minutes before the photo is a teacher's to look at", async () => {
    const { student, room, screen } = await inClass();
    const sealed = await seal(student, room, { pc: await screen.qr(Date.now() - 3 * MINUTE_MS) });
    expect(await student.phone.checkInAs(sealed)).toMatchObject({
      st: "review",
      code: "code_window",
      grade: "E1",
    });
  });

  it("with a code from before the meeting is refused", async () => {
    const { student, room, screen } = await inClass();
    const sealed = await seal(student, room, { pc: await screen.qr(Date.now() - 60 * MINUTE_MS) });
    expect((await student.phone.sync(sealed)).results[0]).toMatchObject({
      st: "rejected",
      code: "code_expired",
    });
  });

  it("counts a grade less on a phone that took another's place today", async () => {
    const { student, room, screen } = await inClass();
    const { db } = test.services;
    const probationUntil = new Date(Date.now() + MINUTE_MS);
    await db.update(device).set({ probationUntil }).where(eq(device.did, student.phone.did));
    const typed = await seal(student, room, { pc: await screen.typed(Date.now()) });
    expect(await student.phone.checkInAs(typed)).toMatchObject({
      st: "review",
      code: "evidence",
      grade: "E1",
    });
    const scanned = await seal(student, room, { pc: await screen.qr(Date.now()) });
    expect(await student.phone.checkInAs(scanned)).toMatchObject({ st: "accepted", grade: "E2" });
  });
});

describe("a room code that its meeting never showed", () => {
  const eventsOf = ({ person }: Student) =>
    test.services.db
      .select({ detail: audit.detail })
      .from(audit)
      .where(and(eq(audit.action, "room_code_wrong"), eq(audit.subjectId, person.id)));

  it("is refused as scanned, and written down once, however often it is sent", async () => {
    const { student, room } = await inClass();
    const elsewhere = await inClass();
    const sealed = await seal(student, room, { pc: await elsewhere.screen.qr(Date.now()) });
    expect((await student.phone.sync(sealed)).results[0]).toMatchObject({
      st: "rejected",
      code: "code_wrong",
    });
    await student.phone.sync(sealed);
    expect(await eventsOf(student)).toEqual([
      { detail: { did: student.phone.did, hash: sealed.hash, meetingId: room.meeting.id } },
    ]);
  });

  it("is a teacher's to look at as typed, and no evidence; it is written down too", async () => {
    const { student, room, screen } = await inClass();
    const pc = await screen.typed(Date.now());
    if (pc?.m !== "typed") throw new Error("no typed code");
    const code = pc.code.startsWith("0") ? `1${pc.code.slice(1)}` : `0${pc.code.slice(1)}`;
    const sealed = await seal(student, room, { pc: { ...pc, code } });
    expect(await student.phone.checkInAs(sealed)).toMatchObject({
      st: "review",
      code: "code_wrong",
      grade: "E1",
    });
    expect(await eventsOf(student)).toHaveLength(1);
  });

  it("does not wait for a roster, where a right one does", async () => {
    const { room, screen } = await inClass();
    const stranger = await cellStudent(test);
    const right = await seal(stranger, room, { pc: await screen.qr(Date.now()) });
    expect((await stranger.phone.sync(right)).results[0]).toMatchObject({ st: "pending", code: "roster" });
    const wrong = await seal(stranger, room, { pc: await screen.qr(Date.now() + 2 ** 32 * 10_000) });
    expect((await stranger.phone.sync(wrong)).results[0]).toMatchObject({
      st: "rejected",
      code: "not_enrolled",
    });
  });
});

describe("where the course asks for no code", () => {
  it("one that is shown still counts as evidence", async () => {
    const { student, room, screen } = await inClass("none");
    const without = await seal(student, room, {});
    expect(await student.phone.checkInAs(without)).toMatchObject({ st: "accepted", grade: "E1" });
    const shown = await seal(student, room, { pc: await screen.qr(Date.now()) });
    expect(await student.phone.checkInAs(shown)).toMatchObject({ st: "accepted", grade: "E3" });
  });
});

roomKeyTests(() => test, { inClass, seal });

it("the secret of the codes is one of its own, 32 bytes, kept across starts", async () => {
  const { db, keys } = test.services;
  const [kept] = await db.select().from(serverSecret).where(eq(serverSecret.name, "room-codes"));
  expect(kept?.value).toEqual(Buffer.from(keys.roomCodes));
  expect(keys.roomCodes).toHaveLength(32);
});

it("a teacher may set that the course asks for the code", async () => {
  const teacher = await newPerson(test, "teacher");
  const made = await ask(test.app, "POST", "/v1/courses", { as: teacher, body: { name: "Logic" } });
  const { id, policy } = made.body as { id: string; policy: Record<string, unknown> };
  expect(policy["roomCode"]).toBe("none");
  const body = { policy: { ...policy, roomCode: "required" } };
  const changed = await ask(test.app, "PATCH", `/v1/courses/${id}`, { as: teacher, body });
  expect(changed.body).toMatchObject({ policy: { roomCode: "required" } });
});
