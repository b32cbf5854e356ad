import { desc, eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  attendance,
  galleryPhoto,
  mark,
  template,
  templateEvent,
  verificationResult,
} from "../../drizzle/schema.ts";
import { considerPhoto } from "../../server/jobs/quarantine.ts";
import { rotateReferences } from "../../server/jobs/rotate.ts";
import { scoreAgain } from "../../server/jobs/score-again.ts";
import { classroom, enrolledStudent, shotsOf, type Student } from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import type { Shot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { lakeNames } from "../support/lake.ts";

await describeWithModels(
  "a purge of references",
  () => {
    let test: TestServices;
    let ana: Student;
    let administrator: Person;
    let shots: Shot[];
    let mallory: Shot[];
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      const { recogniser } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      shots = await shotsOf(recogniser, "subject-03", 9);
      mallory = await shotsOf(recogniser, "subject-05", 1);
      ana = await enrolledStudent(test, shots);
      administrator = await newPerson(test, "administrator");
    }, 120_000);
    afterAll(() => test.close());
    const purge = (of: Record<string, string>) =>
      ask(test.app, "POST", `/v1/users/${ana.person.id}/references/purge`, {
        as: administrator,
        body: { of, reason: "the phone was stolen" },
      });

    it("by device or by date takes templates at once and bytes with the next timer", async () => {
      const { db } = test.services;
      const { meeting } = await classroom(test, [ana.person]);
      const outcome = await ana.phone.checkIn(meeting.id, shots[6]!);
      expect(outcome.st).toBe("accepted");
      await considerPhoto(test.services, { hash: outcome.h });
      const [admitted] = await db.select().from(galleryPhoto);
      expect(admitted?.state).toBe("quarantine");
      const before = await lakeNames(test);

      expect((await purge({ by: "dates", from: "2020-01-01", until: "2020-12-31" })).body).toEqual({
        photos: 0,
      });
      expect((await purge({ by: "device", did: uuidv7() })).body).toEqual({ photos: 0 });
      expect((await purge({ by: "device", did: ana.phone.did })).body).toEqual({ photos: 1 });
      expect(await db.$count(template, eq(template.kind, "window"))).toBe(0);
      await rotateReferences(test.services, new Date());
      expect(await db.select().from(galleryPhoto)).toEqual([]);
      expect(await lakeNames(test)).toHaveLength(before.length - 1);
      const told = await db.select().from(templateEvent).where(eq(templateEvent.reason, "purged"));
      expect(told.map(({ kind }) => kind).toSorted()).toEqual(["destroyed", "retired"]);
    }, 60_000);

    it("scores decisions again in which the window had a say: what no longer holds goes to a person", async () => {
      const { db } = test.services;
      const { meeting, teacher } = await classroom(test, [ana.person]);
      const outcome = await ana.phone.checkIn(meeting.id, mallory[0]!);
      expect(outcome).toMatchObject({ st: "rejected", code: "face_mismatch" });
      // as if a poisoned window had let the other in
      const began = new Date(Date.now() - 1000);
      const [result] = await db
        .select()
        .from(verificationResult)
        .where(eq(verificationResult.entryHash, outcome.h));
      await db
        .update(verificationResult)
        .set({ state: "accepted", code: null, score: 0.5, anchorScore: 0.31, windowScore: 0.9 })
        .where(eq(verificationResult.id, result?.id ?? ""));
      await test.services.sql`update entry set state = 'accepted', code = null where hash = ${outcome.h}`;
      await db.insert(mark).values({
        id: uuidv7(),
        meetingId: meeting.id,
        userId: ana.person.id,
        source: "automatic",
        status: "present",
        entryHash: outcome.h,
      });
      await db
        .insert(attendance)
        .values({ meetingId: meeting.id, userId: ana.person.id, status: "present", source: "automatic" });

      const job = { userId: ana.person.id, from: began.toISOString(), actorId: administrator.id };
      await scoreAgain(test.services, job);
      expect(await ana.phone.outcome(outcome.h)).toMatchObject({ st: "review", code: "face_doubtful" });
      const results = await db
        .select()
        .from(verificationResult)
        .where(eq(verificationResult.entryHash, outcome.h))
        .orderBy(desc(verificationResult.at));
      // append-only: what was decided then stays readable
      expect(results.map(({ state }) => state)).toEqual(["rejected", "accepted"]);
      expect(await db.select().from(attendance).where(eq(attendance.meetingId, meeting.id))).toEqual([]);
      const marks = await db.select().from(mark).where(eq(mark.meetingId, meeting.id));
      expect(marks).toHaveLength(1);

      // run again it changes nothing more, and the teacher's word settles it
      await scoreAgain(test.services, job);
      const body = { userId: ana.person.id, status: "present", reason: "I saw her" };
      await ask(test.app, "POST", `/v1/meetings/${meeting.id}/marks`, { as: teacher, body });
      expect(await ana.phone.outcome(outcome.h)).toMatchObject({ st: "accepted", att: "present" });
      const told = await db.select().from(templateEvent).where(eq(templateEvent.kind, "scored_again"));
      expect(told.map(({ detail }) => detail?.["changed"])).toEqual([1, 0]);
    }, 60_000);
  },
  { faces: true, models: ["arcface-mbf"] },
);
