import { asc, eq, inArray } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { entry, galleryPhoto, photo, template, templateEvent } from "../../drizzle/schema.ts";
import { loadModels } from "../../models/manifest.ts";
import { createRecogniser } from "../../server/recognition/pool.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { reconcile } from "../../server/jobs/reconcile.ts";
import { rotateReferences } from "../../server/jobs/rotate.ts";
import { cosine } from "../../shared/face/geometry.ts";
import { References } from "../../shared/api/references.ts";
import * as v from "valibot";
import { classroom, enrolledStudent, type Student } from "../support/classroom.ts";
import { anotherCapture } from "../support/face-pictures.ts";
import { checkInAt, DAY_MS, picturesOf, stopClockAt } from "../support/gallery.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import { seenOnce } from "../support/seen-once.ts";
import { type Candidate, twentyPhotos } from "../support/window-oracle.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const CHECK_INS = 40;
const SUBJECT = "subject-05";
/** Days of two weeks on which the student comes: four and three, and on the first twice. */
const DAYS = [0, 0, 1, 2, 3, 7, 8, 9] as const;

await describeWithModels(
  "the twenty photos",
  () => {
    let test: TestServices;
    let ana: Student;
    let courseId: string;
    const shots: Shot[] = [];
    let recogniser: Recogniser;
    let enrolled: Shot[];
    // after the enrolment, whose time is the database's
    const start = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 9 * 3_600_000;
    beforeAll(async () => {
      const models = await loadModels({ recognitionModel: "arcface-mbf" });
      const made = await createRecogniser(models, { modelId: "arcface-mbf", workers: 2 });
      if (!made) throw new Error("no recogniser");
      recogniser = seenOnce(made);
      test = await createTestServices({ recogniser, jobs: true, config: { timeZone: "UTC" } });
      const own = await picturesOf(recogniser, SUBJECT);
      enrolled = await Promise.all(own.slice(0, 5).map(({ jpeg }) => takeShot(recogniser, jpeg)));
      ana = await enrolledStudent(test, enrolled);
      ({
        course: { id: courseId },
      } = await classroom(test, [ana.person]));
      // from here on the test runs the jobs, at its own time
      await test.services.queue.close();
      // what was not enrolled, each photo captured eight times, and never alike
      const faces = own.slice(5);
      const captures = Array.from({ length: CHECK_INS }, async (_, i) => {
        const face = faces[i % faces.length];
        const others = own.filter((one) => one !== face);
        const other = others[Math.floor(i / faces.length) % others.length];
        if (!face || !other) throw new Error("no faces");
        return takeShot(recogniser, await anotherCapture(face, other, i));
      });
      shots.push(...(await Promise.all(captures)));
    }, 180_000);
    afterEach(() => {
      vi.useRealTimers();
    });
    afterAll(() => test.close());
    const gallery = () => test.services.db.select().from(galleryPhoto).orderBy(asc(galleryPhoto.receivedAt));
    const anchors = () =>
      test.services.db.select().from(template).where(eq(template.kind, "anchor")).orderBy(asc(template.id));

    /** What the server's own detector and model see of a shot. */
    const seen = async ({ jpeg }: Shot) => {
      const analysis = await recogniser.analyse(jpeg, null);
      if (!analysis.ok || !analysis.own || !analysis.quality) throw new Error("no face");
      return { embedding: analysis.own, quality: analysis.quality };
    };

    it("of forty check-ins are the right ones; anchors stay; what is retired leaves the lake on time", async () => {
      const { db, lake } = test.services;
      const before = await anchors();
      const looks = await Promise.all(shots.map(seen));
      // forty photos, not some of them again and again
      expect(new Set(shots.map(({ claim }) => claim.photo.h)).size).toBe(CHECK_INS);
      const alike = looks.flatMap((one, i) =>
        looks.slice(0, i).map((other) => cosine(one.embedding, other.embedding)),
      );
      expect(Math.max(...alike)).toBeLessThan(0.995);

      const candidates: Candidate[] = [];
      for (const [i, shot] of shots.entries()) {
        const day = 14 * Math.floor(i / DAYS.length) + (DAYS[i % DAYS.length] ?? 0);
        const ms = start + day * DAY_MS + i * 60_000;
        const id = await checkInAt(test, ana, { courseId, ms, shot });
        const look = looks[i];
        if (!look) throw new Error("no face");
        candidates.push({ id, ms, ...look });
        await rotateReferences(test.services, new Date(ms));
        const counting = (await gallery()).filter(({ state }) => state === "window");
        expect(counting.length).toBeLessThanOrEqual(20);
        // nothing counts before its quarantine is over
        for (const { receivedAt } of counting)
          expect(ms - receivedAt.getTime()).toBeGreaterThanOrEqual(7 * DAY_MS);
      }
      const states = await db.select({ state: entry.state }).from(entry);
      expect(states.every(({ state }) => state === "accepted")).toBe(true);

      const middle = (await Promise.all(enrolled.map(seen))).map(({ embedding }) => embedding);
      const rule = twentyPhotos(middle, candidates);
      const judged = await db
        .select()
        .from(templateEvent)
        .where(inArray(templateEvent.kind, ["admitted", "refused"]));
      const told = new Map(judged.map((one) => [one.entryHash, `${one.kind} ${one.reason ?? ""}`.trim()]));
      expect(candidates.map(({ id }) => told.get(id))).toEqual(candidates.map(({ id }) => rule.told.get(id)));
      const last = (candidates.at(-1)?.ms ?? 0) + 8 * DAY_MS;
      stopClockAt(last);
      await rotateReferences(test.services, new Date(last));
      const now = await gallery();
      const held = now.filter(({ state }) => state === "window").map(({ entryHash }) => entryHash);
      expect(held).toEqual(rule.window(last));
      expect(held).toHaveLength(20);
      expect(await anchors()).toEqual(before);

      // retired ones have no template, and are destroyed thirty days after they were retired, not before
      const retired = now.filter(({ state }) => state === "retired");
      const templates = await db.select().from(template).where(eq(template.kind, "window"));
      expect(new Set(templates.map(({ photoId }) => photoId))).toEqual(
        new Set(now.filter(({ state }) => state === "window").map(({ photoId }) => photoId)),
      );
      expect(
        retired.map(({ entryHash, retiredAt }) => ({ id: entryHash, ms: retiredAt?.getTime() })),
      ).toEqual(rule.retired);
      for (const { retiredAt, destroyAt } of retired)
        expect((destroyAt?.getTime() ?? 0) - (retiredAt?.getTime() ?? 0)).toBe(30 * DAY_MS);
      const due = retired.map(({ destroyAt }) => destroyAt?.getTime() ?? 0).toSorted((a, b) => a - b);
      expect(due.length).toBeGreaterThan(0);
      const names = await db
        .select({ id: photo.id, name: photo.lakeName })
        .from(photo)
        .innerJoin(galleryPhoto, eq(galleryPhoto.photoId, photo.id))
        .where(eq(galleryPhoto.state, "retired"));
      await rotateReferences(test.services, new Date((due[0] ?? 0) - 1));
      for (const { name } of names) expect(await lake.head(name)).not.toBeNull();
      await rotateReferences(test.services, new Date(due.at(-1) ?? 0));
      for (const { name } of names) expect(await lake.head(name)).toBeNull();
      expect((await gallery()).filter(({ state }) => state === "retired")).toEqual([]);
      expect(await reconcile(test.services)).toMatchObject({ orphans: [], missing: [] });
    }, 180_000);

    it("are told to the student and the administrator, each with its reason", async () => {
      const administrator = await newPerson(test, "administrator");
      const mine = v.parse(
        References,
        (await ask(test.app, "GET", "/v1/me/references", { as: ana.person })).body,
      );
      const path = `/v1/users/${ana.person.id}/references`;
      const theirs = v.parse(References, (await ask(test.app, "GET", path, { as: administrator })).body);
      expect(mine.anchors.photos).toBe(5);
      expect(mine.photos).toHaveLength(20);
      expect(mine.photos.every(({ did }) => did === null)).toBe(true);
      expect(theirs.photos[0]?.did).toBe(ana.phone.did);
      expect(mine.events).toEqual(theirs.events);
      const told = new Set(mine.events.map(({ kind, reason }) => `${kind} ${reason ?? ""}`.trim()));
      for (const one of [
        "admitted",
        "counted",
        "retired oldest",
        "destroyed oldest",
        "refused pace_day",
        "refused pace_week",
      ])
        expect(told).toContain(one);
    });

    it("agree with the lake wherever a rotation is broken off", async () => {
      const { services } = test;
      const [oldest] = await gallery();
      if (!oldest) throw new Error("no reference");
      const at = new Date(oldest.countsFrom.getTime() + 400 * DAY_MS);
      await services.db
        .update(galleryPhoto)
        .set({ state: "retired", retiredAt: at, reason: "oldest", destroyAt: at })
        .where(eq(galleryPhoto.photoId, oldest.photoId));
      const [kept] = await services.db.select().from(photo).where(eq(photo.id, oldest.photoId));
      if (!kept) throw new Error("no photo");

      // before the lake was asked: the database has said what it will do
      const away = { ...services.lake, delete: () => Promise.reject(new Error("crash")) };
      await expect(rotateReferences({ ...services, lake: away }, at)).rejects.toThrow("crash");
      expect(await services.lake.head(kept.lakeName)).not.toBeNull();
      expect(await reconcile(services)).toMatchObject({ orphans: [], missing: [] });

      // after the lake has destroyed it, before the database knows
      const crashing = {
        ...services.lake,
        async delete(names: readonly string[]) {
          await services.lake.delete(names);
          throw new Error("crash");
        },
      };
      await expect(rotateReferences({ ...services, lake: crashing }, at)).rejects.toThrow("crash");
      expect(await services.lake.head(kept.lakeName)).toBeNull();
      expect(await reconcile(services)).toMatchObject({ orphans: [], missing: [] });

      // while the database writes it down
      const broken = new Proxy(services.db, {
        get: (db, key) =>
          key === "transaction" ? () => Promise.reject(new Error("crash")) : Reflect.get(db, key, db),
      });
      await expect(rotateReferences({ ...services, db: broken }, at)).rejects.toThrow("crash");
      expect(await reconcile(services)).toMatchObject({ orphans: [], missing: [] });

      await rotateReferences(services, at);
      expect(await services.db.select().from(photo).where(eq(photo.id, oldest.photoId))).toEqual([]);
      expect(await reconcile(services)).toMatchObject({ orphans: [], missing: [] });
      const told = await services.db
        .select()
        .from(templateEvent)
        .where(eq(templateEvent.photoId, oldest.photoId));
      expect(told.map(({ kind }) => kind)).toContain("destroyed");
    });
  },
  { faces: true, models: ["arcface-mbf"] },
);
