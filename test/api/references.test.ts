import { asc, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { entry, galleryPhoto, photo, template, templateEvent } from "../../drizzle/schema.ts";
import { reconcile } from "../../server/jobs/reconcile.ts";
import { rotateReferences } from "../../server/jobs/rotate.ts";
import { References } from "../../shared/api/references.ts";
import * as v from "valibot";
import { classroom, enrolledStudent, type Student } from "../support/classroom.ts";
import { onAnotherDay } from "../support/face-pictures.ts";
import { checkInAt, DAY_MS, picturesOf, stopClockAt } from "../support/gallery.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { type Shot, takeShot } from "../support/phone.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

const CHECK_INS = 40;
/** Days of the term on which the student comes: four a week, and on each eighth day twice. */
const DAYS = [0, 0, 1, 2, 3] as const;

/** What pace alone lets in, told from the days without the product's code: one a day, three in any seven days. */
function paced(days: readonly number[]): number[] {
  const admitted: number[] = [];
  return days.flatMap((day, i) => {
    const sameDay = admitted.some((other) => other === day);
    const week = admitted.filter((other) => day - other < 7).length;
    if (sameDay || week >= 3) return [];
    admitted.push(day);
    return [i];
  });
}

await describeWithModels(
  "the twenty photos",
  () => {
    let test: TestServices;
    let ana: Student;
    let courseId: string;
    const shots: Shot[] = [];
    // after the enrolment, whose time is the database's
    const start = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 9 * 3_600_000;
    beforeAll(async () => {
      test = await createTestServices({ recognition: true, jobs: true, config: { timeZone: "UTC" } });
      const { recogniser, queue } = test.services;
      if (!recogniser) throw new Error("no recogniser");
      const own = await picturesOf(recogniser, "subject-05");
      const others = await Promise.all(
        ["subject-03", "subject-06", "subject-09", "subject-10"].map((id) => picturesOf(recogniser, id, 4)),
      );
      const somebody = others.flat();
      const anchors = await Promise.all(own.slice(0, 5).map(({ jpeg }) => takeShot(recogniser, jpeg)));
      ana = await enrolledStudent(test, anchors);
      ({
        course: { id: courseId },
      } = await classroom(test, [ana.person]));
      // from here on the test runs the jobs, at its own time
      await queue.close();
      const faces = own.slice(5);
      for (let i = 0; i < CHECK_INS; i++) {
        const [face, other] = [faces[i % faces.length], somebody[(i * 7) % somebody.length]];
        if (!face || !other) throw new Error("no faces");
        shots.push(await takeShot(recogniser, await onAnotherDay(face, other, i)));
      }
    }, 180_000);
    afterEach(() => {
      vi.useRealTimers();
    });
    afterAll(() => test.close());
    const gallery = () => test.services.db.select().from(galleryPhoto).orderBy(asc(galleryPhoto.receivedAt));
    const anchors = () =>
      test.services.db.select().from(template).where(eq(template.kind, "anchor")).orderBy(asc(template.id));

    it("of forty check-ins are the right ones; anchors stay; what is retired leaves the lake on time", async () => {
      const { db, lake } = test.services;
      const before = await anchors();
      const days = shots.map((_, i) => 7 * Math.floor(i / DAYS.length) + (DAYS[i % DAYS.length] ?? 0));
      const hashes: string[] = [];
      for (const [i, shot] of shots.entries()) {
        const ms = start + (days[i] ?? 0) * DAY_MS + i * 60_000;
        hashes.push(await checkInAt(test, ana, { courseId, ms, shot }));
        await rotateReferences(test.services, new Date(ms));
        const counting = (await gallery()).filter(({ state }) => state === "window");
        expect(counting.length).toBeLessThanOrEqual(20);
        // nothing counts before its quarantine is over
        for (const { receivedAt } of counting)
          expect(ms - receivedAt.getTime()).toBeGreaterThanOrEqual(7 * DAY_MS);
      }
      const states = await db.select({ state: entry.state }).from(entry);
      expect(states.every(({ state }) => state === "accepted")).toBe(true);

      const admitted = paced(days);
      expect(admitted.length).toBeGreaterThan(20);
      const last = start + ((days.at(-1) ?? 0) + 8) * DAY_MS;
      stopClockAt(last);
      await rotateReferences(test.services, new Date(last));
      const now = await gallery();
      const held = now.filter(({ state }) => state === "window").map(({ entryHash }) => entryHash);
      expect(held).toEqual(admitted.slice(-20).map((i) => hashes[i]));
      expect(await anchors()).toEqual(before);

      // retired ones have no template, and are destroyed thirty days after they were retired, not before
      const retired = now.filter(({ state }) => state === "retired");
      const templates = await db.select().from(template).where(eq(template.kind, "window"));
      expect(new Set(templates.map(({ photoId }) => photoId))).toEqual(
        new Set(now.filter(({ state }) => state === "window").map(({ photoId }) => photoId)),
      );
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
