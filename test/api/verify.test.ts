import { eq, isNotNull } from "drizzle-orm";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blob, facePrint, mark, meeting, verificationResult } from "../../drizzle/schema.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import { bytesFloat, floatBytes, sha256 } from "../../shared/bytes.ts";
import { classroom, enrolledStudent, shotsOf, type Student, until } from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask } from "../support/people.ts";
import type { Sealed } from "../support/phone.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

await describeWithModels(
  "the verification of a check-in",
  () => {
    let test: TestServices;
    let ana: Student;
    let probe: Shot;
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      const { recogniser } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      const faces = await shotsOf(recogniser, "subject-01", 6);
      const last = faces.at(-1);
      if (!last) throw new Error("no probe");
      probe = last;
      ana = await enrolledStudent(test, faces);
    });
    afterAll(() => test.close());
    /** Elsewhere the tests make do with a few photos. */
    const asking = (asksAboutCopies: boolean) => Object.assign(test.services.config, { asksAboutCopies });
    const marksAt = (meetingId: string) =>
      test.services.db.select().from(mark).where(eq(mark.meetingId, meetingId));

    it("that runs again, also twice at once, changes nothing", async () => {
      const { meeting: room } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(room.id, probe);
      await ana.phone.sync(sealed);
      await ana.phone.upload(sealed);
      const job = { hash: sealed.hash };
      await Promise.all([verifyEntryJob(test.services, job), verifyEntryJob(test.services, job)]);
      expect(await ana.phone.outcome(sealed.hash)).toMatchObject({ st: "accepted" });
      await verifyEntryJob(test.services, job);
      expect(await marksAt(room.id)).toHaveLength(1);
      const results = test.services.db.select().from(verificationResult);
      expect(await results.where(eq(verificationResult.entryHash, sealed.hash))).toHaveLength(1);
    });

    it("asks for the photo again when the lake has lost it", async () => {
      const { meeting: room } = await classroom(test, [ana.person]);
      const shot = { ...probe, jpeg: Uint8Array.from([...probe.jpeg, 1]) };
      const photo = { ...probe.claim.photo, h: await sha256(shot.jpeg), n: shot.jpeg.length };
      // of another length, so that the server does not have it from an earlier check-in and waits for it
      const embedding = floatBytes(bytesFloat(probe.embedding).map((value) => value * 2));
      const emb = { ...probe.claim.emb, h: await sha256(embedding) };
      const sealed = await ana.phone.seal(room.id, { ...shot, claim: { ...probe.claim, photo, emb } });
      await ana.phone.sync(sealed);
      await ana.phone.put(photo.h, shot.jpeg);
      const [kept] = await test.services.db.select().from(blob).where(eq(blob.hash, photo.h));
      await test.services.lake.delete([kept?.lakeName ?? "none"]);
      await ana.phone.put(emb.h, embedding);
      expect(await ana.phone.outcome(sealed.hash)).toMatchObject({ code: "blob", need: [`blob:${photo.h}`] });
      await ana.phone.put(photo.h, shot.jpeg);
      expect(await ana.phone.outcome(sealed.hash)).toMatchObject({ st: "accepted" });
    });

    it("marks who came after the course's minutes as late", async () => {
      const { meeting: room } = await classroom(test, [ana.person]);
      const long = new Date(Date.now() - 30 * 60_000);
      await test.services.db
        .update(meeting)
        .set({ startsAt: long, openedAt: long })
        .where(eq(meeting.id, room.id));
      expect(await ana.phone.checkIn(room.id, probe)).toMatchObject({ st: "accepted", att: "late" });
    });

    it("leaves to the teacher who had marked the student absent what to make of it", async () => {
      const { meeting: room, teacher } = await classroom(test, [ana.person]);
      const body = { userId: ana.person.id, status: "absent", reason: "not in the room" };
      await ask(test.app, "POST", `/v1/meetings/${room.id}/marks`, { as: teacher, body });
      const outcome = await ana.phone.checkIn(room.id, probe);
      expect(outcome).toMatchObject({
        st: "review",
        code: "contested",
        att: "absent",
        note: "not in the room",
      });
      expect(await marksAt(room.id)).toHaveLength(1);
    });

    it("raises an automatic absent when the check-in comes after the close", async () => {
      const { meeting: room, teacher } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(room.id, probe);
      await ask(test.app, "POST", `/v1/meetings/${room.id}/close`, { as: teacher });
      expect(await marksAt(room.id)).toMatchObject([{ status: "absent", source: "automatic" }]);
      expect(await ana.phone.checkInAs(sealed)).toMatchObject({ st: "accepted", att: "present" });
    });

    it("asks a person about a photo that was used before, as it was or made anew; never about another one", async () => {
      const { services } = test;
      const { recogniser } = services;
      if (!recogniser) throw new Error("no recogniser");
      const [, , three, , , , one, two] = await shotsOf(recogniser, "subject-01", 8);
      if (!one || !two || !three) throw new Error("no shots");
      const anew = async (shot: Shot, change: (photo: Sharp) => Sharp) =>
        takeShot(recogniser, await change(sharp(shot.jpeg)).jpeg({ quality: 75 }).toBuffer());
      const checkIn = async (shot: Shot) =>
        ana.phone.checkIn((await classroom(test, [ana.person])).meeting.id, shot);
      const copied = { st: "review", code: "duplicate_photo" };
      asking(true);
      try {
        expect(await checkIn(one)).toMatchObject({ st: "accepted" });
        expect(await checkIn(two)).toMatchObject({ st: "accepted" });
        expect(await checkIn(one)).toMatchObject(copied);
        const lighter = await anew(two, (photo) => photo.modulate({ brightness: 1.15 }).resize(600));
        expect(await checkIn(lighter)).toMatchObject(copied);
        expect(await checkIn(await anew(one, (photo) => photo.flop()))).toMatchObject(copied);
        // of two that are judged at once, one was first
        const sealed: Sealed[] = [];
        for (const shot of [three, await anew(three, (photo) => photo.blur(1))]) {
          sealed.push(await ana.phone.seal((await classroom(test, [ana.person])).meeting.id, shot));
        }
        await ana.phone.sync(...sealed);
        await Promise.all(sealed.map((both) => ana.phone.upload(both)));
        const outcomes = await Promise.all(sealed.map(({ hash }) => ana.phone.outcome(hash)));
        expect(outcomes.map(({ st }) => st).toSorted()).toEqual(["accepted", "review"]);
      } finally {
        asking(false);
      }
      const of = await services.db
        .select({ likeness: verificationResult.copyLikeness })
        .from(verificationResult)
        .where(isNotNull(verificationResult.copyOf));
      expect(of.filter(({ likeness }) => likeness === 1)).toHaveLength(1);
      expect(of).toHaveLength(4);

      const prints = () => services.db.$count(facePrint, eq(facePrint.userId, ana.person.id));
      expect(await prints()).toBe(1);
      await ask(test.app, "DELETE", "/v1/consent", { as: ana.person });
      expect(await prints()).toBe(0);
    });
  },
  { faces: true, models: ["arcface-mbf"] },
);

describe("the queue", () => {
  it("takes over the jobs of a process that was killed", async () => {
    const test = await createTestServices();
    const { services } = test;
    await services.lake.put("old/photo", new Uint8Array([1]));
    await services.queue.send(services.db, "delete_lake_objects", { names: ["old/photo"] });
    await services.sql`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`;
    await startWorkers(services);
    const gone = async () => ((await services.lake.get("old/photo")) === null ? true : null);
    expect(await until(gone)).toBe(true);
    await test.close();
  });

  it("has a job only when the transaction that sent it commits, and one for a key", async () => {
    const test = await createTestServices();
    const { services } = test;
    const send = (name: string) =>
      services.db.transaction(async (tx) => {
        await services.queue.send(tx, "delete_lake_objects", { names: [name] }, { key: "one" });
        if (name === "undone") throw new Error("undone");
      });
    await expect(send("undone")).rejects.toThrow("undone");
    await send("a");
    await send("b");
    const jobs = await services.sql`select payload from graphile_worker._private_jobs`;
    expect(jobs.map((job) => job["payload"])).toEqual([{ names: ["b"] }]);
    await test.close();
  });
});
