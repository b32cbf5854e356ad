import { availableParallelism } from "node:os";
import { inArray } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { entry, galleryPhoto, templateEvent } from "../../drizzle/schema.ts";
import { loadModels } from "../../models/manifest.ts";
import {
  DESIGNED_WINDOW_WEIGHT,
  GALLERY_BOUNDS,
  type GalleryBounds,
} from "../../server/domain/template-policy/policy.ts";
import { rotateReferences } from "../../server/jobs/rotate.ts";
import { createRecogniser } from "../../server/recognition/pool.ts";
import { bytesFloat } from "../../shared/bytes.ts";
import { cosine, meanEmbedding } from "../../shared/face/geometry.ts";
import { classroom, enrolledStudent, type Student } from "../support/classroom.ts";
import { morph } from "../support/face-pictures.ts";
import { checkInAt, DAY_MS, picturesOf } from "../support/gallery.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { seenOnce } from "../support/seen-once.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const ATTEMPTS = 60;
/** How much of the other is in the first photo; in the last it is nearly all. */
const FIRST_SHARE = 0.3;
/** Of the other's photos those are blended in that look most like all of them. */
const TYPICAL = 5;
/** Days between two attempts: the rule takes three a week. */
const PACE = [2, 2, 3] as const;
const none = () => {
  throw new Error("no faces");
};
const PRODUCT: GalleryBounds = { ...GALLERY_BOUNDS["arcface-mbf"].server };
/** The window has its designed say here, whatever it weighs in the product today. */
const GUARDED: GalleryBounds = { ...PRODUCT, windowWeight: DESIGNED_WINDOW_WEIGHT };
/** No bound holds, and the window alone decides. */
const UNGUARDED: GalleryBounds = { update: -1, floor: -1, drift: -1, direction: 1, windowWeight: 1 };

/**
 * Poisoning as in Lovisotto et al., arXiv 1905.09162: a student's phone sends photos with a little more of somebody else's face each
 * time, so that the reference walks to the other. Each attempt is a check-in like any other: signed, uploaded, verified, judged as a
 * reference, and looked at by the rotation, in the database and the lake.
 */
await describeWithModels(
  "references that somebody poisons in small steps",
  () => {
    let test: TestServices;
    let ana: Student;
    let courseId: string;
    let steps: Shot[];
    let impostor: Shot[];
    let ms = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 9 * 3_600_000;
    beforeAll(async () => {
      const models = await loadModels({ recognitionModel: "arcface-mbf" });
      const workers = Math.min(2, availableParallelism());
      const made = await createRecogniser(models, { modelId: "arcface-mbf", workers });
      if (!made) throw new Error("no recogniser");
      const recogniser = seenOnce(made);
      test = await createTestServices({ recogniser, jobs: true, config: { timeZone: "UTC" } });
      const [victim, other] = await Promise.all([
        picturesOf(recogniser, "subject-03"),
        picturesOf(recogniser, "subject-05"),
      ]);
      const shot = (jpeg: Uint8Array) => takeShot(recogniser, jpeg);
      ana = await enrolledStudent(test, await Promise.all(victim.slice(0, 5).map(({ jpeg }) => shot(jpeg))));
      ({
        course: { id: courseId },
      } = await classroom(test, [ana.person]));
      // from here on the test runs the jobs, at its own time
      await test.services.queue.close();
      const own = victim.slice(5);
      impostor = await Promise.all(other.map(({ jpeg }) => shot(jpeg)));
      const middle = meanEmbedding(impostor.map(({ embedding }) => bytesFloat(embedding)));
      const nearness = ({ embedding }: Shot) => cosine(bytesFloat(embedding), middle);
      const best = other
        .map((picture, i) => ({ picture, near: nearness(impostor[i] ?? none()) }))
        .toSorted((a, b) => b.near - a.near)
        .slice(0, TYPICAL);
      steps = await Promise.all(
        Array.from({ length: ATTEMPTS }, async (_, i) => {
          const [face, theirs] = [own[i % own.length] ?? none(), best[i % best.length] ?? none()];
          const share = FIRST_SHARE + ((1 - FIRST_SHARE) * i) / ATTEMPTS;
          return shot(await morph(face, theirs.picture, share));
        }),
      );
    }, 180_000);
    afterEach(() => {
      vi.useRealTimers();
      Object.assign(GALLERY_BOUNDS["arcface-mbf"].server, PRODUCT);
    });
    afterAll(() => test?.close());

    const checkIn = async (shot: Shot, days: number) => {
      ms += days * DAY_MS;
      const hash = await checkInAt(test, ana, { courseId, ms, shot });
      await rotateReferences(test.services, new Date(ms));
      return hash;
    };
    /** Sixty attempts, each at a pace that the rule allows; then the other's own photos. */
    async function attack(bounds: GalleryBounds) {
      Object.assign(GALLERY_BOUNDS["arcface-mbf"].server, bounds);
      const { db } = test.services;
      const hashes: string[] = [];
      const theirs: string[] = [];
      for (const [i, shot] of steps.entries()) hashes.push(await checkIn(shot, PACE[i % PACE.length] ?? 3));
      // the quarantine of the last step is over
      for (const [i, shot] of impostor.entries()) theirs.push(await checkIn(shot, i === 0 ? 10 : 1));
      const events = await db.select().from(templateEvent).where(inArray(templateEvent.entryHash, hashes));
      const states = await db.select().from(entry).where(inArray(entry.hash, theirs));
      return {
        told: new Set(events.map(({ kind, reason }) => reason ?? kind)),
        admitted: events.filter(({ kind }) => kind === "admitted").length,
        acceptances: states.filter(({ state }) => state === "accepted").length,
      };
    }

    it("accept the other never: the anchors decide what is admitted, and have the larger say", async () => {
      const { told, admitted, acceptances } = await attack(GUARDED);
      expect(acceptances).toBe(0);
      // the attack was tried, not merely refused at the door
      expect(admitted).toBeGreaterThan(3);
      expect(told).toContain("unlike_anchors");
    }, 180_000);

    it("would accept the other without the guards: the attack is a real one", async () => {
      const { db } = test.services;
      const body = { of: { by: "dates", from: "2020-01-01", until: "2199-12-31" }, reason: "poisoned" };
      const as = await newPerson(test, "administrator");
      await ask(test.app, "POST", `/v1/users/${ana.person.id}/references/purge`, { as, body });
      await rotateReferences(test.services, new Date(ms));
      expect(await db.$count(galleryPhoto)).toBe(0);
      ms += 60 * DAY_MS;
      const { admitted, acceptances } = await attack(UNGUARDED);
      expect(acceptances).toBeGreaterThan(impostor.length / 2);
      expect(admitted).toBeGreaterThan(20);
    }, 180_000);
  },
  { faces: true, models: ["arcface-mbf"] },
);
