import { eq } from "drizzle-orm";
import { CompactSign } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attendance, device, entry, mark } from "../../drizzle/schema.ts";
import { toBase64Url, utf8 } from "../../shared/bytes.ts";
import { TYP_ENTRY } from "../../shared/protocol/entry.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import type { EntryResult } from "../../shared/protocol/sync.ts";
import {
  type Classroom,
  classroom,
  enrolledStudent,
  shotsOf,
  type Student,
  studentWithPhone,
} from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask } from "../support/people.ts";
import type { Phone, Sealed } from "../support/phone.ts";
import type { Shot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { bombTests } from "./hostile-bombs.ts";

await describeWithModels(
  "a hostile try",
  () => {
    let test: TestServices;
    /** enrolled, honest */
    let ana: Student;
    /** has her own phone and account, but no face enrolled */
    let eve: Student;
    /** enrolled, hostile */
    let mallory: Student;
    let room: Classroom;
    let faces: Shot[];
    let stranger: Shot;

    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      const { recogniser } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      faces = await shotsOf(recogniser, "subject-01");
      const others = await shotsOf(recogniser, "subject-02", 6);
      const other = others.at(-1);
      if (!other) throw new Error("no other face");
      stranger = other;
      ana = await enrolledStudent(test, faces);
      eve = await studentWithPhone(test);
      mallory = await enrolledStudent(test, others);
    });
    afterAll(() => test.close());

    const meetingFor = async (...students: Student[]) => {
      room = await classroom(
        test,
        students.map(({ person }) => person),
      );
      return room.meeting.id;
    };
    const probe = (): Shot => {
      const shot = faces.at(-1);
      if (!shot) throw new Error("no probe");
      return shot;
    };
    /** Signs any payload under any header with the phone's real key. */
    const forge = (phone: Phone, payload: unknown, header: Record<string, unknown> = {}) =>
      new CompactSign(utf8(JSON.stringify(payload)))
        .setProtectedHeader({ alg: "ES256", typ: TYP_ENTRY, kid: phone.key.kid, ...header })
        .sign(phone.key.key);
    const rowsOf = (phone: Phone) => test.services.db.select().from(entry).where(eq(entry.did, phone.did));
    const marksAt = (meetingId: string) =>
      test.services.db.select().from(mark).where(eq(mark.meetingId, meetingId));
    /** What one entry comes to, when it is refused at once; nothing of it is stored and the chain stands where it stood. */
    async function refusedAtOnce(phone: Phone, jws: string): Promise<EntryResult | undefined> {
      const before = (await rowsOf(phone)).length;
      const reply = await phone.sync(jws);
      expect(await rowsOf(phone)).toHaveLength(before);
      expect(reply.rcpt).toBeNull();
      const [row] = await test.services.db.select().from(device).where(eq(device.did, phone.did));
      expect(row?.status).toBe("active");
      phone.head = reply.head;
      return reply.results[0];
    }

    it.each<[string, (sealed: Sealed) => string | Promise<string>, string]>([
      [
        "with an altered signature is refused",
        ({ jws }) => {
          const [head = "", body = "", signature = ""] = jws.split(".");
          return `${head}.${body}.${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
        },
        "bad_signature",
      ],
      [
        "with an altered payload is refused",
        ({ jws, payload }) => {
          const [head = "", , signature = ""] = jws.split(".");
          return `${head}.${toBase64Url(utf8(JSON.stringify({ ...payload, seq: 2 })))}.${signature}`;
        },
        "bad_signature",
      ],
      [
        "with alg none is refused",
        ({ jws, payload }) => {
          const head = toBase64Url(
            utf8(JSON.stringify({ alg: "none", typ: TYP_ENTRY, kid: ana.phone.key.kid })),
          );
          return `${head}.${toBase64Url(utf8(JSON.stringify(payload)))}.${jws.split(".")[2] ?? ""}`;
        },
        "bad_signature",
      ],
      [
        "that brings its own key along (jwk) is refused",
        async ({ payload }) => {
          const own = await generateDeviceKey();
          return new CompactSign(utf8(JSON.stringify(payload)))
            .setProtectedHeader({ alg: "ES256", typ: TYP_ENTRY, kid: ana.phone.key.kid, jwk: own.jwk })
            .sign(own.privateKey);
        },
        "bad_signature",
      ],
      [
        "that points at a key elsewhere (jku) is refused",
        ({ payload }) => forge(ana.phone, payload, { jku: "https://keys.example.org" }),
        "bad_signature",
      ],
      [
        "under a kid that nobody registered is refused",
        async ({ payload }) => {
          const own = await generateDeviceKey();
          return forge({ ...ana.phone, key: { key: own.privateKey, kid: own.kid } } as Phone, payload);
        },
        "unknown_device",
      ],
      [
        "for another audience is refused",
        ({ payload }) => forge(ana.phone, { ...payload, aud: "other" }),
        "bad_entry",
      ],
      [
        "with an unknown field is refused",
        ({ payload }) => forge(ana.phone, { ...payload, admin: true }),
        "bad_entry",
      ],
      ["of another version is refused", ({ payload }) => forge(ana.phone, { ...payload, v: 2 }), "bad_entry"],
      [
        "in another student's name is refused",
        ({ payload }) => forge(ana.phone, { ...payload, uid: eve.person.id }),
        "wrong_student",
      ],
      [
        "in another device's name is refused",
        ({ payload }) => forge(ana.phone, { ...payload, did: eve.phone.did }),
        "unknown_device",
      ],
    ])("%s, and nothing is stored", async (_what, make, code) => {
      const sealed = await ana.phone.seal(await meetingFor(ana), probe());
      const result = await refusedAtOnce(ana.phone, await make(sealed));
      expect(result).toMatchObject({ st: "rejected", code, need: [] });
    });

    it("that replays another student's entry is refused and leaves the entry alone", async () => {
      const meetingId = await meetingFor(ana, eve);
      const sealed = await ana.phone.seal(meetingId, probe());
      await ana.phone.sync(sealed);
      const result = await refusedAtOnce(eve.phone, sealed.jws);
      expect(result).toMatchObject({ st: "rejected", code: "replayed" });
      const blob = await eve.phone.put(probe().claim.photo.h, probe().jpeg);
      expect(blob.status).toBe(404);
      await ana.phone.upload(sealed);
      expect(await ana.phone.outcome(sealed.hash)).toMatchObject({ st: "accepted" });
      const rows = await test.services.db
        .select()
        .from(attendance)
        .where(eq(attendance.meetingId, meetingId));
      expect(rows.map(({ userId }) => userId)).toEqual([ana.person.id]);
    });

    it("with another person's photo and the student's own embedding is refused by the photo", async () => {
      const meetingId = await meetingFor(ana);
      const mixed: Shot = {
        ...stranger,
        embedding: probe().embedding,
        claim: { ...stranger.claim, emb: probe().claim.emb },
      };
      expect(await ana.phone.checkIn(meetingId, mixed)).toMatchObject({
        st: "rejected",
        code: "face_mismatch",
      });
      expect(await marksAt(meetingId)).toEqual([]);
    });

    it("with the student's photo and a false embedding goes to a person", async () => {
      const meetingId = await meetingFor(ana);
      const mixed: Shot = {
        ...probe(),
        embedding: stranger.embedding,
        claim: { ...probe().claim, emb: stranger.claim.emb },
      };
      expect(await ana.phone.checkIn(meetingId, mixed)).toMatchObject({ st: "review", code: "emb_mismatch" });
      expect(await marksAt(meetingId)).toEqual([]);
    });

    it("to another course's meeting is refused and gives away nothing", async () => {
      const meetingId = await meetingFor(eve);
      const sealed = await ana.phone.seal(meetingId, probe());
      const reply = await ana.phone.sync(sealed);
      expect(reply.results).toMatchObject([{ st: "rejected", code: "not_enrolled", need: [] }]);
      const list = await ask(test.app, "GET", `/v1/meetings/${meetingId}/list`, { as: room.teacher });
      expect(JSON.stringify(list.body)).not.toContain(ana.person.id);
      expect(await marksAt(meetingId)).toEqual([]);
    });

    it("with a clock that lies is left to a person", async () => {
      const meetingId = await meetingFor(ana);
      await ana.phone.sync();
      const sealed = await ana.phone.seal(meetingId, probe());
      // sealed after a token of now, and yet of ten minutes ago
      const t = { ...sealed.payload.t, cap: sealed.payload.t.cap - 600_000 };
      ana.phone.head = { seq: sealed.payload.seq - 1, h: sealed.payload.prev };
      const lie = await ana.phone.seal(meetingId, probe(), { t });
      await ana.phone.sync(lie);
      await ana.phone.upload(lie);
      expect(await ana.phone.outcome(lie.hash)).toMatchObject({ st: "review", code: "time_conflict" });
      expect(await marksAt(meetingId)).toEqual([]);
    });

    it("that says a time of tomorrow is left to a person", async () => {
      const meetingId = await meetingFor(ana);
      const sealed = await ana.phone.seal(meetingId, probe());
      ana.phone.head = { seq: sealed.payload.seq - 1, h: sealed.payload.prev };
      const t = { ...sealed.payload.t, cap: sealed.payload.t.cap + 86_400_000 };
      expect((await ana.phone.checkInAs(await ana.phone.seal(meetingId, probe(), { t }))).st).not.toBe(
        "accepted",
      );
    });

    bombTests({
      services: () => test,
      ana: () => ana,
      mallory: () => mallory,
      meetingFor,
      probe,
      marksAt,
      forge,
    });
  },
  { faces: true, models: ["arcface-mbf"] },
);
