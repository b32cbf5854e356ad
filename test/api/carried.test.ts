import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { course, courseMember, entry } from "../../drizzle/schema.ts";
import { CarriedReply } from "../../shared/api/carried.ts";
import { LiveList } from "../../shared/api/course.ts";
import { AttendanceRecord } from "../../shared/api/record.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { type Classroom, classroom, type Student, studentWithPhone } from "../support/classroom.ts";
import { ask, giveConsent, newPerson, type Person } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
let ana: Student;
let room: Classroom;
beforeAll(async () => {
  test = await createTestServices();
  ana = await studentWithPhone(test);
  await giveConsent(test, ana.person);
  room = await classroom(test, [ana.person]);
});
afterAll(() => test.close());

const post = (as: Person | null, entries: readonly string[], over = {}) =>
  ask(test.app, "POST", "/v1/carried", { as, body: { v: 1, entries, ...over } });

async function carry(as: Person, ...sealed: readonly (Sealed | string)[]): Promise<CarriedReply> {
  const answer = await post(
    as,
    sealed.map((one) => (typeof one === "string" ? one : one.jws)),
  );
  expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
  return v.parse(CarriedReply, answer.body);
}

const stored = async (hash: string) => {
  const [row] = await test.services.db.select().from(entry).where(eq(entry.hash, hash));
  return row ?? null;
};
const claim = async (student = ana, meetingId = room.meeting.id) =>
  student.phone.seal(meetingId, await blindShot());

describe("a carried claim", () => {
  it("is committed with its carrier, at its first sight; the phone's own sync later is told the stored outcome", async () => {
    const before = Date.now();
    const sealed = await claim();
    const reply = await carry(room.teacher, sealed);
    expect(reply.results).toEqual([
      {
        h: sealed.hash,
        st: "received",
        about: {
          student: ana.person.name,
          meetingId: room.meeting.id,
          courseName: "Algebra",
          title: null,
          startsAt: room.meeting.startsAt,
          st: "pending",
          code: "enrolment",
        },
      },
    ]);
    const row = await stored(sealed.hash);
    expect(row).toMatchObject({ jws: sealed.jws, carrierId: room.teacher.id, state: "pending" });
    expect(row?.receivedAt.getTime()).toBeGreaterThanOrEqual(before);

    const own = await ana.phone.sync(sealed);
    expect(own.results).toMatchObject([
      { h: sealed.hash, st: "duplicate", was: "pending", code: "enrolment" },
    ]);
    expect(own.head).toEqual({ seq: sealed.payload.seq, h: sealed.hash });
    expect(await stored(sealed.hash)).toEqual(row);
  });

  it("that comes twice, from two carriers, is stored once and keeps its first carrier and first sight", async () => {
    const sealed = await claim();
    await carry(room.teacher, sealed, sealed);
    const first = await stored(sealed.hash);
    const administrator = await newPerson(test, "administrator");
    expect((await carry(administrator, sealed)).results).toMatchObject([{ st: "received" }]);
    expect(await stored(sealed.hash)).toEqual(first);
  });

  it("that the phone had sent itself has no carrier", async () => {
    const sealed = await claim();
    await ana.phone.sync(sealed);
    expect((await carry(room.teacher, sealed)).results).toMatchObject([
      { st: "received", about: { st: "pending" } },
    ]);
    expect((await stored(sealed.hash))?.carrierId).toBeNull();
  });

  it("proves that it was made no later than its first sight: the phone's own later arrival changes nothing", async () => {
    const earlier = await claim();
    const later = await claim();
    await carry(room.teacher, later);
    expect(await stored(later.hash)).toMatchObject({ code: "chain_hold" });
    const reply = await ana.phone.sync(earlier, later);
    expect(reply.results.map(({ st }) => st)).toEqual(["pending", "duplicate"]);
    const [one, other] = [await stored(earlier.hash), await stored(later.hash)];
    expect(other?.code).toBe("enrolment");
    // the earlier one existed when the later one was first seen
    expect(one?.receivedAt).toEqual(other?.receivedAt);
    expect(one?.carrierId).toBeNull();
  });

  it("shows its carrier in the live list and in the student's record", async () => {
    const bea = await studentWithPhone(test);
    const here = await classroom(test, [bea.person]);
    const teacher = await newPerson(test, "teacher", { name: "Rosa Gil" });
    await test.services.db
      .insert(courseMember)
      .values({ courseId: here.course.id, userId: teacher.id, role: "assistant" });
    const sealed = await claim(bea, here.meeting.id);
    await carry(teacher, sealed);
    const list = await ask(test.app, "GET", `/v1/meetings/${here.meeting.id}/list`, { as: here.teacher });
    expect(v.parse(LiveList, list.body).rows[0]?.checkIn).toMatchObject({
      h: sealed.hash,
      carrier: "Rosa Gil",
    });
    const record = await ask(test.app, "GET", "/v1/me/record", { as: bea.person });
    expect(v.parse(AttendanceRecord, record.body)[0]?.checkIn).toMatchObject({
      h: sealed.hash,
      carrier: "Rosa Gil",
    });
  });
});

describe("what a carrier learns", () => {
  it("is nothing of a meeting of someone else's course but that it was received", async () => {
    const { teacher } = await classroom(test, []);
    const sealed = await claim();
    expect((await carry(teacher, sealed)).results).toEqual([{ h: sealed.hash, st: "received", about: null }]);
    expect((await stored(sealed.hash))?.carrierId).toBe(teacher.id);
  });

  it("is nothing of a meeting that nobody knows yet", async () => {
    const sealed = await claim(ana, crypto.randomUUID());
    expect((await carry(room.teacher, sealed)).results).toEqual([
      { h: sealed.hash, st: "received", about: null },
    ]);
    expect(await stored(sealed.hash)).toMatchObject({ state: "pending", code: "meeting_unknown" });
  });
});

describe("who may carry", () => {
  it("is whoever teaches or assists now, and administrators; nobody else", async () => {
    const [student, teacher, assistant, former, administrator] = [
      await newPerson(test),
      await newPerson(test, "teacher"),
      await newPerson(test),
      await newPerson(test),
      await newPerson(test, "administrator"),
    ];
    await test.services.db.insert(courseMember).values([
      { courseId: room.course.id, userId: assistant.id, role: "assistant" },
      { courseId: room.course.id, userId: former.id, role: "assistant", leftAt: new Date() },
    ]);
    const statuses = [];
    for (const as of [null, student, ana.person, former, teacher, assistant, room.teacher, administrator])
      statuses.push((await post(as, [])).status);
    expect(statuses).toEqual([401, 403, 403, 403, 403, 200, 200, 200]);
  });

  it("ends with the last course", async () => {
    const { teacher, course: own } = await classroom(test, []);
    expect((await post(teacher, [])).status).toBe(200);
    await test.services.db.delete(courseMember).where(eq(courseMember.courseId, own.id));
    await test.services.db.delete(course).where(eq(course.id, own.id));
    expect((await post(teacher, [])).status).toBe(403);
  });
});

describe("what is refused, each for itself, without harm to the others", () => {
  it("a foreign signature, an unknown phone, another person's name, no entry at all", async () => {
    const bea = await studentWithPhone(test);
    const good = await claim();
    const forged = good.jws.split(".").with(2, "A".repeat(86)).join(".");
    const stranger = await studentWithPhone(test);
    // signed by a real phone, in the name of another phone and of another student
    const asOther = await stranger.phone.seal(room.meeting.id, await blindShot(), { did: bea.phone.did });
    const asAna = await bea.phone.seal(room.meeting.id, await blindShot(), { uid: ana.person.id });
    const nobody = await bea.phone.seal(
      room.meeting.id,
      await blindShot(),
      {},
      {
        key: stranger.phone.key.key,
        kid: await sha256(utf8("nobody's key")),
      },
    );
    const reply = await carry(room.teacher, forged, asOther, asAna, nobody, "aaaa.bbbb.cccc", good);
    expect(reply.results.map((one) => [one.st, one.st === "refused" ? one.code : null])).toEqual([
      ["refused", "bad_signature"],
      ["refused", "unknown_device"],
      ["refused", "wrong_student"],
      ["refused", "unknown_device"],
      ["refused", "bad_signature"],
      ["received", null],
    ]);
    for (const { hash } of [asOther, asAna, nobody]) expect(await stored(hash)).toBeNull();
  });

  it("a batch that cannot be read, is of another version, or is too large", async () => {
    const sealed = await claim();
    expect((await post(room.teacher, ["not an entry"])).status).toBe(400);
    expect((await post(room.teacher, [sealed.jws], { v: 2 })).status).toBe(400);
    expect(
      (
        await post(
          room.teacher,
          Array.from({ length: 51 }, () => sealed.jws),
        )
      ).status,
    ).toBe(400);
    const large = `${"a".repeat(4000)}.${"b".repeat(2000)}.cccc`;
    expect(
      (
        await post(
          room.teacher,
          Array.from({ length: 50 }, () => large),
        )
      ).status,
    ).toBe(413);
    // nothing of it was taken
    expect(await stored(sealed.hash)).toBeNull();
  });
});

describe("photos and embeddings that a carrier brings", () => {
  const put = (as: Person | null, did: string, hash: string, body: Uint8Array, type = "image/jpeg") =>
    ask(test.app, "PUT", `/v1/carried/blobs/${hash}?did=${did}`, {
      as,
      body,
      headers: { "content-type": type },
    });

  it("complete a carried claim, however often they come", async () => {
    const sealed = await claim();
    await carry(room.teacher, sealed);
    const { jpeg, embedding, claim: said } = sealed.shot;
    const octets = "application/octet-stream";
    for (let i = 0; i < 2; i++) {
      expect((await put(room.teacher, ana.phone.did, said.photo.h, jpeg)).status).toBe(204);
      expect((await put(room.teacher, ana.phone.did, said.emb.h, embedding, octets)).status).toBe(204);
    }
    const own = await ana.phone.sync(sealed);
    expect(own.results).toMatchObject([{ st: "duplicate", need: [] }]);
  });

  it("are refused where nothing announced them, where they are not what was announced, and to who may not carry", async () => {
    const sealed = await claim();
    const { jpeg, claim: said } = sealed.shot;
    const { did } = ana.phone;
    expect((await put(room.teacher, did, said.photo.h, jpeg)).status).toBe(404);
    await carry(room.teacher, sealed);
    const bea = await studentWithPhone(test);
    const statuses = [
      await put(room.teacher, bea.phone.did, said.photo.h, jpeg),
      await put(room.teacher, did, said.photo.h, utf8("other bytes")),
      await put(room.teacher, did, said.photo.h, jpeg, "text/html"),
      await put(room.teacher, "not-a-device", said.photo.h, jpeg),
      await put(room.teacher, did, said.photo.h, new Uint8Array(512 * 1024 + 1)),
      await put(ana.person, did, said.photo.h, jpeg),
      await put(null, did, said.photo.h, jpeg),
      await put(room.teacher, did, said.photo.h, jpeg),
    ].map(({ status }) => status);
    expect(statuses).toEqual([404, 422, 415, 400, 413, 403, 401, 204]);
  });
});
