import { and, eq } from "drizzle-orm";
import { CompactSign } from "jose";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attendance, device, entry, mark, photo } from "../../drizzle/schema.ts";
import { sha256, toBase64Url, utf8 } from "../../shared/bytes.ts";
import { TYP_ENTRY } from "../../shared/protocol/entry.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import type { EntryResult } from "../../shared/protocol/sync.ts";
import { pngBomb, webpBomb, withJpegSize } from "../support/bombs.ts";
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
import type { Phone, Sealed, Shot } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const MB = 1024 * 1024;

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

    /** An entry about these bytes, whatever they are. */
    async function shotOf(
      bytes: Uint8Array<ArrayBuffer>,
      ct: "image/jpeg" | "image/webp" = "image/jpeg",
    ): Promise<Shot> {
      const base = probe();
      const size = { h: await sha256(bytes), n: bytes.length, ct };
      return { ...base, jpeg: bytes, claim: { ...base.claim, photo: { ...base.claim.photo, ...size } } };
    }
    const bombs: [string, () => Promise<Shot>, string][] = [
      [
        "a WebP of 32 bytes that becomes 1 GB",
        () => shotOf(webpBomb(16_383), "image/webp"),
        "photo_too_large",
      ],
      ["a PNG of 1 GB in the clothes of a JPEG", () => shotOf(pngBomb(16_384)), "photo_undecodable"],
      [
        "a header of 20 000 × 20 000",
        () => shotOf(withJpegSize(probe().jpeg, 20_000, 20_000)),
        "photo_too_large",
      ],
      [
        "a truncated JPEG",
        () => shotOf(probe().jpeg.slice(0, probe().jpeg.length >> 1)),
        "photo_undecodable",
      ],
      ["no picture at all", () => shotOf(utf8("<svg onload=alert(1)>")), "photo_undecodable"],
    ];

    it("brings bombs that are what they say: small, they decode", async () => {
      for (const bytes of [webpBomb(64), pngBomb(64), withJpegSize(probe().jpeg, 640, 640)]) {
        expect((await sharp(bytes).raw().toBuffer({ resolveWithObject: true })).info.width).toBeGreaterThan(
          0,
        );
      }
      expect(webpBomb(16_383).length).toBeLessThan(64);
    });

    it.each(bombs)(
      "with %s is refused, keeps no photo, and does not move the server's memory",
      async (_what, make, code) => {
        const meetingId = await meetingFor(ana);
        const shot = await make();
        const before = process.memoryUsage.rss();
        let peak = before;
        const watch = setInterval(() => {
          peak = Math.max(peak, process.memoryUsage.rss());
        }, 5);
        const outcome = await ana.phone.checkIn(meetingId, shot);
        clearInterval(watch);
        expect(outcome).toMatchObject({ st: "rejected", code });
        expect((peak - before) / MB).toBeLessThan(200);
        const kept = and(eq(photo.sha256, shot.claim.photo.h), eq(photo.kind, "checkin"));
        expect(await test.services.db.select().from(photo).where(kept)).toEqual([]);
        expect(await marksAt(meetingId)).toEqual([]);
      },
    );

    it("of many at once does not keep an honest student waiting", async () => {
      const honest: string[] = [];
      for (let i = 0; i < 6; i++) honest.push(await meetingFor(ana));
      const timed = async () => {
        const meetingId = honest.pop() ?? "";
        const startedMs = performance.now();
        expect(await ana.phone.checkIn(meetingId, probe())).toMatchObject({ st: "accepted" });
        return performance.now() - startedMs;
      };
      const aloneMs = [await timed(), await timed(), await timed()].toSorted((a, b) => a - b)[1] ?? 0;
      const meetingId = await meetingFor(mallory);
      const attacked = new AbortController();
      let bombed = 0;
      const attack = async () => {
        while (!attacked.signal.aborted) {
          const bomb = await shotOf(
            Uint8Array.from([...webpBomb(16_383), 0, bombed & 255, bombed >> 8]),
            "image/webp",
          );
          const sealed = await mallory.phone.seal(meetingId, bomb);
          await mallory.phone.post([
            sealed.jws,
            sealed.jws.replace(/.$/, "A"),
            await forge(mallory.phone, { x: uuidv7() }),
          ]);
          await mallory.phone.put(bomb.claim.photo.h, bomb.jpeg);
          await mallory.phone.put(bomb.claim.emb.h, bomb.embedding);
          bombed += 1;
        }
      };
      const attacking = attack();
      const meanwhileMs = [await timed(), await timed(), await timed()].toSorted((a, b) => a - b)[1] ?? 0;
      attacked.abort();
      await attacking;
      expect(bombed).toBeGreaterThan(1);
      // a stall would be a hundred times; a busy machine alone makes it several
      expect(meanwhileMs / aloneMs).toBeLessThan(15);
      const last = await mallory.phone.outcome(mallory.phone.head.h);
      expect(last).toMatchObject({ st: "rejected", code: "photo_too_large" });
    });
  },
  { faces: true, models: ["arcface-mbf"] },
);
