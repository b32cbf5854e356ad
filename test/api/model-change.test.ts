import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { galleryPhoto, template, verificationResult } from "../../drizzle/schema.ts";
import { loadModels } from "../../models/manifest.ts";
import { previousModel } from "../../server/jobs/previous-model.ts";
import { considerPhoto } from "../../server/jobs/quarantine.ts";
import { reembed } from "../../server/jobs/reembed.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import type { Services } from "../../server/context.ts";
import { createApp } from "../../server/app.ts";
import { createRecogniser } from "../../server/recognition/pool.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { OwnTemplates } from "../../shared/api/enrolment.ts";
import { RecognitionProgress } from "../../shared/api/references.ts";
import * as v from "valibot";
import { classroom, enrolledStudent, shotsOf, type Student } from "../support/classroom.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

await describeWithModels(
  "a change of the recognition model",
  () => {
    let test: TestServices;
    let ana: Student;
    let old: Recogniser;
    let next: Recogniser;
    /** the services as they are after the change */
    let after: Services;
    let shots: Shot[];
    const progress = async () => {
      const as = await newPerson(test, "administrator");
      const app = createApp(after);
      return v.parse(RecognitionProgress, (await ask(app, "GET", "/v1/recognition/progress", { as })).body);
    };
    /** One check-in, verified by the server as it is after the change. */
    const verified = async (shot: Shot) => {
      const { meeting } = await classroom(test, [ana.person]);
      const sealed = await ana.phone.seal(meeting.id, shot);
      await ana.phone.sync(sealed);
      await ana.phone.upload(sealed);
      await verifyEntryJob(after, { hash: sealed.hash });
      const [result] = await test.services.db
        .select()
        .from(verificationResult)
        .where(eq(verificationResult.entryHash, sealed.hash));
      return { outcome: await ana.phone.outcome(sealed.hash), result, hash: sealed.hash };
    };
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true });
      if (!test.services.recogniser) throw new Error("no recogniser");
      old = test.services.recogniser;
      shots = await shotsOf(old, "subject-03", 9);
      ana = await enrolledStudent(test, shots);
      await test.services.queue.close();
      after = test.services;
      const { hash, outcome } = await verified(shots[6] ?? shots[5]!);
      if (outcome.st !== "accepted") throw new Error("the check-in before the change was not accepted");
      await considerPhoto(after, { hash });
      const models = await loadModels({ recognitionModel: "omz-0095" });
      const previous = await previousModel(test.services.db, models);
      if (previous?.modelId !== "arcface-mbf") throw new Error("the model of before was not found");
      const made = await createRecogniser(models, { modelId: "omz-0095", workers: 1, previous });
      if (!made) throw new Error("no recogniser");
      next = made;
      after = { ...test.services, recogniser: next };
    }, 120_000);
    afterAll(async () => {
      await next?.close();
      await test.close();
    });

    it("lets the model of before answer until the references are embedded anew, for either model's phones", async () => {
      expect(await progress()).toMatchObject({
        done: 0,
        photos: 6,
        model: "omz-0095",
        previous: "arcface-mbf",
      });
      const byOldPhone = await verified(shots[5]!);
      expect(byOldPhone.outcome.st).toBe("accepted");
      expect(byOldPhone.result).toMatchObject({ modelId: "arcface-mbf" });
      const newShot = await takeShot(next, shots[7]!.jpeg);
      const byNewPhone = await verified(newShot);
      expect(byNewPhone.outcome.st).toBe("accepted");
      expect(byNewPhone.result).toMatchObject({ modelId: "arcface-mbf" });
      const own = await ask(createApp(after), "GET", "/v1/me/templates", { as: ana.person });
      expect(v.parse(OwnTemplates, own.body).model.id).toBe("arcface-mbf");
    });

    it("embeds anchors and window anew in the background, and then answers by the new model", async () => {
      await reembed(after, { after: null });
      expect(await progress()).toMatchObject({ done: 6, photos: 6 });
      const { db } = test.services;
      const made = await db
        .select({ kind: template.kind, aligner: template.aligner })
        .from(template)
        .where(and(eq(template.userId, ana.person.id), eq(template.modelDigest, next.model.digest)));
      expect(made.filter(({ kind }) => kind === "anchor")).toHaveLength(10);
      expect(made.filter(({ kind }) => kind === "window")).toHaveLength(2);
      expect(await db.$count(galleryPhoto)).toBe(1);
      // the templates of before stay beside the new ones for a while
      expect(await db.$count(template, eq(template.modelDigest, old.model.digest))).toBe(12);

      const byOldPhone = await verified(shots[8]!);
      expect(byOldPhone.outcome.st).toBe("accepted");
      expect(byOldPhone.result).toMatchObject({ modelId: "omz-0095" });
      const own = await ask(createApp(after), "GET", "/v1/me/templates", { as: ana.person });
      expect(v.parse(OwnTemplates, own.body).model.id).toBe("omz-0095");
      expect(await previousModel(db, await loadModels({ recognitionModel: "omz-0095" }))).toBeNull();
    });
  },
  { faces: true },
);
