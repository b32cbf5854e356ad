import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { attendance, mark, photo, verificationResult } from "../../drizzle/schema.ts";
import { getPhoto } from "../../server/vault/photos.ts";
import { serverSigner, verifyReceipt, verifyTimeToken } from "../../shared/protocol/tokens.ts";
import { classroom, enrolledStudent, shotsOf, type Student } from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import type { Shot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

await describeWithModels(
  "a check-in",
  () => {
    let test: TestServices;
    let ana: Student;
    let faces: Shot[];
    let others: Shot[];
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      const { recogniser } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      faces = await shotsOf(recogniser, "subject-01", 8);
      others = await shotsOf(recogniser, "subject-02", 1);
      ana = await enrolledStudent(test, faces);
    });
    afterAll(() => test.close());

    const probe = (i = 5): Shot => faces[i] ?? faces[0]!;

    it("of the student is accepted, marks the attendance once and keeps the photo", async () => {
      const { meeting } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(meeting.id, probe());
      const reply = await ana.phone.sync(sealed);
      expect(reply.results).toMatchObject([{ h: sealed.hash, st: "pending", code: "blob" }]);
      expect(reply.results[0]?.need).toHaveLength(2);
      await ana.phone.upload(sealed);
      const outcome = await ana.phone.outcome(sealed.hash);
      expect(outcome).toMatchObject({ st: "accepted", att: "present", grade: "E1", need: [] });
      const { db } = test.services;
      expect(await db.select().from(mark).where(eq(mark.meetingId, meeting.id))).toHaveLength(1);
      expect(await db.select().from(attendance).where(eq(attendance.meetingId, meeting.id))).toMatchObject([
        { status: "present", source: "automatic", entryHash: sealed.hash },
      ]);
      const [kept] = await db.select().from(photo).where(eq(photo.sha256, probe().claim.photo.h));
      expect(kept?.kind).toBe("checkin");
      expect(kept && (await getPhoto(test.services, kept))).toEqual(Buffer.from(probe().jpeg));
      const [result] = await db
        .select()
        .from(verificationResult)
        .where(eq(verificationResult.entryHash, sealed.hash));
      expect(result?.agreement).toBeGreaterThan(0.9999);
    });

    it("that is sent again repeats its outcome and stores nothing twice", async () => {
      const { meeting } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(meeting.id, probe(6));
      await ana.phone.sync(sealed);
      await ana.phone.upload(sealed);
      await ana.phone.outcome(sealed.hash);
      const again = await ana.phone.sync(sealed, sealed);
      expect(again.results).toMatchObject([
        { st: "duplicate", was: "accepted", att: "present" },
        { st: "duplicate", was: "accepted", att: "present" },
      ]);
      await ana.phone.upload(sealed);
      const marks = await test.services.db.select().from(mark).where(eq(mark.meetingId, meeting.id));
      expect(marks).toHaveLength(1);
    });

    it("is answered with a receipt and a time token that the server signed", async () => {
      const { meeting } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(meeting.id, probe(7));
      const reply = await ana.phone.sync(sealed);
      const server = await serverSigner(ana.phone.registered.serverJwk);
      const receipt = await verifyReceipt(reply.rcpt ?? "", server);
      expect(receipt).toMatchObject({
        ok: true,
        payload: { did: ana.phone.did, entries: [{ h: sealed.hash }] },
      });
      const time = await verifyTimeToken(reply.time, server);
      expect(time).toMatchObject({ ok: true, payload: { did: ana.phone.did, head: reply.head } });
      expect(reply.head).toEqual({ seq: sealed.payload.seq, h: sealed.hash });
    });

    it("with another face is refused, and makes nobody absent", async () => {
      const { meeting } = await classroom(test, [ana.person]);
      const outcome = await ana.phone.checkIn(meeting.id, others[0]!);
      expect(outcome).toMatchObject({ st: "rejected", code: "face_mismatch" });
      expect(await test.services.db.select().from(mark).where(eq(mark.meetingId, meeting.id))).toEqual([]);
    });
  },
  { faces: true, models: ["arcface-mbf"] },
);
