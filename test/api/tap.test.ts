import { eq } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attendance, blob, entry, enrolment, mark, meeting as meetings } from "../../drizzle/schema.ts";
import { CarriedReply } from "../../shared/api/carried.ts";
import { LiveList } from "../../shared/api/course.ts";
import { AttendanceRecord } from "../../shared/api/record.ts";
import { ReportMarks } from "../../shared/api/reports.ts";
import { toBase64Url } from "../../shared/bytes.ts";
import { meetingKey, qrSlot, qrTag } from "../../shared/protocol/room-code.ts";
import { type Classroom, classroom } from "../support/classroom.ts";
import { ask, giveConsent, newPerson, type Person } from "../support/people.ts";
import { Phone, type SealedTap } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const MIN = 60_000;
let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

/** A student who has agreed to nothing, with a registered phone. */
async function withoutFace(): Promise<{ person: Person; phone: Phone }> {
  const person = await newPerson(test);
  const phone = new Phone(async (path, init) => test.app.request(path, init), person.id);
  await phone.register(person.cookie);
  return { person, phone };
}
async function inClass(policy: Parameters<typeof classroom>[2] = {}) {
  const student = await withoutFace();
  return { ...student, room: await classroom(test, [student.person], policy) };
}
const stored = async (hash: string) =>
  (await test.services.db.select().from(entry).where(eq(entry.hash, hash)))[0];
const listOf = async ({ meeting, teacher }: Classroom) =>
  v.parse(LiveList, (await ask(test.app, "GET", `/v1/meetings/${meeting.id}/list`, { as: teacher })).body);
/** What one press of the teacher's sends: a mark that answers what the list showed. */
async function press(
  room: Classroom,
  userId: string,
  status: "present" | "late" | "absent",
  at = Date.now(),
) {
  const { meeting, teacher } = room;
  const id = uuidv7();
  const said = {
    id,
    kind: "mark",
    at,
    meetingId: meeting.id,
    userId,
    status,
    reason: "Seen",
    base: [],
    seen: at,
  };
  const body = { v: 1, uid: teacher.id, actions: [said] };
  await ask(test.app, "POST", "/v1/actions", { as: teacher, body });
  return id;
}

describe("a check-in without a face", () => {
  it("needs no consent, brings no bytes, and is a teacher's to confirm, in the list as in the student's record", async () => {
    const { person, phone, room } = await inClass();
    const sealed = await phone.tap(room.meeting.id);
    const reply = await phone.sync(sealed);
    expect(reply.results).toMatchObject([
      { h: sealed.hash, st: "review", code: "to_confirm", grade: "E1", need: [] },
    ]);
    expect(reply.rcpt).not.toBeNull();
    expect(await stored(sealed.hash)).toMatchObject({
      jws: sealed.jws,
      photoHash: null,
      embeddingHash: null,
    });
    const checkIn = { h: sealed.hash, st: "review", code: "to_confirm", grade: "E1" };
    expect((await listOf(room)).rows).toMatchObject([{ status: "expected", needsLook: true, checkIn }]);
    const record = await ask(test.app, "GET", "/v1/me/record", { as: person });
    expect(v.parse(AttendanceRecord, record.body)).toMatchObject([{ status: "expected", checkIn }]);
    // it stands on the same chain as what comes by face
    expect((await phone.sync(await phone.tap(room.meeting.id))).head.seq).toBe(2);
    expect(await test.services.db.select().from(blob).where(eq(blob.did, phone.did))).toEqual([]);
  });

  it("that a teacher confirms counts, with who confirmed it, its hour and its grade in the report", async () => {
    const { person, phone, room } = await inClass();
    const sealed = await phone.tap(room.meeting.id);
    await phone.sync(sealed);
    const { version } = await phone.status();
    await press(room, person.id, "present");
    expect((await listOf(room)).rows).toMatchObject([
      { status: "present", source: "manual", needsLook: false, checkIn: { st: "accepted", code: null } },
    ]);
    expect((await phone.status(version)).results).toMatchObject([
      { h: sealed.hash, st: "accepted", att: "present", grade: "E1", note: "Seen" },
    ]);
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/close`, { as: room.teacher, body: {} });
    const day = (days: number) => new Date(Date.now() + days * 24 * 60 * MIN).toISOString().slice(0, 10);
    const report = `/v1/courses/${room.course.id}/report/marks?from=${day(-1)}&until=${day(1)}`;
    const marks = v.parse(ReportMarks, (await ask(test.app, "GET", report, { as: room.teacher })).body);
    expect(marks).toMatchObject([
      {
        cell: "P",
        source: "manual",
        by: room.teacher.name,
        reason: "Seen",
        grade: "E1",
        arrivedAt: new Date(sealed.payload.t.cap).toISOString(),
      },
    ]);
  });

  it("that a teacher refuses is refused, and one whose confirmation is taken back waits again", async () => {
    const { person, phone, room } = await inClass();
    const sealed = await phone.tap(room.meeting.id);
    await phone.sync(sealed);
    const id = await press(room, person.id, "present");
    const { meeting, teacher } = room;
    const undo = {
      id: uuidv7(),
      kind: "undo",
      at: Date.now(),
      meetingId: meeting.id,
      userId: person.id,
      mark: id,
    };
    await ask(test.app, "POST", "/v1/actions", {
      as: teacher,
      body: { v: 1, uid: teacher.id, actions: [undo] },
    });
    expect((await listOf(room)).rows).toMatchObject([
      { status: "expected", needsLook: true, checkIn: { st: "review", code: "to_confirm" } },
    ]);
    await press(room, person.id, "absent");
    expect(await stored(sealed.hash)).toMatchObject({ state: "rejected", code: "to_confirm" });
    expect((await listOf(room)).rows).toMatchObject([{ status: "absent", needsLook: false }]);
  });

  it("that nobody confirms makes nobody absent at the close, and goes on asking", async () => {
    const { phone, room } = await inClass();
    await phone.sync(await phone.tap(room.meeting.id));
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/close`, { as: room.teacher, body: {} });
    expect((await listOf(room)).rows).toMatchObject([
      { status: "expected", needsLook: true, checkIn: { code: "to_confirm" } },
    ]);
  });

  it("with the room's code, where the course asks for it, has its grade; without it the teacher is told", async () => {
    const { phone, room } = await inClass({ policy: { roomCode: "required" } });
    const key = await meetingKey(test.services.keys.roomCodes, room.meeting.id);
    const slot = qrSlot(Date.now());
    const tag = toBase64Url(await qrTag(key, room.meeting.id, slot));
    const pc = { m: "qr", slot, tag, dt: 500 } as const;
    const reply = await phone.sync(
      await phone.tap(room.meeting.id, { pc }),
      await phone.tap(room.meeting.id),
      await phone.tap(room.meeting.id, { pc: { ...pc, tag: toBase64Url(new Uint8Array(10)) } }),
    );
    expect(reply.results).toMatchObject([
      { st: "review", code: "to_confirm", grade: "E3" },
      { st: "review", code: "code_missing", grade: "E1" },
      { st: "rejected", code: "code_wrong" },
    ]);
  });

  it("that comes before the meeting is opened waits for it, like any other", async () => {
    const { phone, room } = await inClass({ open: false });
    await test.services.db
      .update(meetings)
      .set({ startsAt: new Date(Date.now() + 5 * MIN) })
      .where(eq(meetings.id, room.meeting.id));
    const sealed = await phone.tap(room.meeting.id);
    expect((await phone.sync(sealed)).results).toMatchObject([{ st: "pending", code: "meeting_not_open" }]);
    await ask(test.app, "POST", `/v1/meetings/${room.meeting.id}/open`, { as: room.teacher, body: {} });
    expect(await stored(sealed.hash)).toMatchObject({ state: "review", code: "to_confirm" });
  });

  it("by someone whose face is enrolled, with consent, is not refused: the teacher is told and decides alone", async () => {
    const { person, phone, room } = await inClass();
    await giveConsent(test, person);
    const status = "confirmed" as const;
    await test.services.db.insert(enrolment).values({ id: uuidv7(), userId: person.id, status });
    expect((await phone.sync(await phone.tap(room.meeting.id))).results).toMatchObject([
      { st: "review", code: "face_expected" },
    ]);
    // who withdraws is on the way without a face from then on
    await ask(test.app, "DELETE", "/v1/consent", { as: person });
    expect((await phone.sync(await phone.tap(room.meeting.id))).results).toMatchObject([
      { st: "review", code: "to_confirm" },
    ]);
  });

  it("under somebody else's name, or signed by a phone that was replaced, does not count by itself", async () => {
    const { person, phone, room } = await inClass();
    const other = await inClass();
    const borrowed = await phone.tap(room.meeting.id, { uid: other.person.id });
    expect((await phone.sync(borrowed)).results).toMatchObject([{ st: "rejected", code: "wrong_student" }]);
    phone.head = phone.registered.head;
    const before = await phone.tap(room.meeting.id);
    const newer = new Phone(async (path, init) => test.app.request(path, init), person.id);
    await newer.register(person.cookie);
    const after = await phone.tap(room.meeting.id, {
      t: { ...before.payload.t, cap: Date.now() + 1000, wall: Date.now() + 1000 },
    });
    expect((await phone.sync(before, after)).results).toMatchObject([
      { st: "review", code: "device_revoked" },
      { st: "rejected", code: "device_revoked" },
    ]);
  });

  it("a second student cannot make this phone their own", async () => {
    const { phone } = await withoutFace();
    const friend = await newPerson(test);
    const send = async (path: string, init: RequestInit) => test.app.request(path, init);
    await expect(new Phone(send, friend.id, phone.inst).register(friend.cookie)).rejects.toThrow("409");
  });

  it("is carried by the teacher like any other", async () => {
    const { phone, room } = await inClass();
    const sealed = await phone.tap(room.meeting.id);
    const body = { v: 1, entries: [sealed.jws] };
    const carried = await ask(test.app, "POST", "/v1/carried", { as: room.teacher, body });
    expect(v.parse(CarriedReply, carried.body).results).toMatchObject([
      { st: "received", about: { st: "review", code: "to_confirm" } },
    ]);
    expect((await listOf(room)).rows).toMatchObject([{ checkIn: { carrier: room.teacher.name } }]);
    expect((await phone.sync(sealed)).results).toMatchObject([{ st: "duplicate", was: "review" }]);
  });

  it("with a photo all the same, or a photo without its face, is no entry", async () => {
    const { phone, room } = await inClass();
    const { claim } = await blindShot();
    const { payload } = await phone.tap(room.meeting.id);
    await expect(phone.tap(room.meeting.id, { ...claim } as object)).rejects.toThrow();
    await expect(phone.tap(room.meeting.id, { ...payload, k: "checkin" } as object)).rejects.toThrow();
  });
});

/** What is left in the end of a tap and of what a teacher said, whose list may not have shown it. */
async function endOf(room: Classroom, { hash }: SealedTap) {
  const { db } = test.services;
  const [row] = (await listOf(room)).rows;
  const [kept] = await db.select().from(attendance).where(eq(attendance.meetingId, room.meeting.id));
  const marks = await db.select().from(mark).where(eq(mark.meetingId, room.meeting.id));
  return {
    shown: [row?.status, row?.source, row?.needsLook, row?.checkIn?.st, row?.checkIn?.code],
    confirms: kept ? [kept.status, kept.entryHash === hash] : null,
    marks: marks.map(({ status }) => status).toSorted((a, b) => a.localeCompare(b)),
  };
}

it("a tap and a teacher's present end the same in whatever order they arrive, and whatever the teacher had seen", async () => {
  const orders = fc.sample(fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), { numRuns: 3, seed: 7 });
  const ends: unknown[] = [];
  const { person, phone } = await withoutFace();
  for (const order of [...orders, [0, 1, 2], [2, 1, 0]]) {
    const room = await classroom(test, [person]);
    const [first, second] = [await phone.tap(room.meeting.id), await phone.tap(room.meeting.id)];
    // said on a device that had heard of nothing
    const said = Date.now() - 5000;
    const events = [
      () => phone.sync(first),
      () => phone.sync(second),
      () => press(room, person.id, "present", said),
    ];
    for (const i of order) await events[i]?.();
    ends.push(await endOf(room, first));
  }
  expect(ends[0]).toEqual({
    shown: ["present", "manual", false, "accepted", null],
    confirms: ["present", true],
    marks: ["present"],
  });
  for (const end of ends) expect(end).toEqual(ends[0]);
});
