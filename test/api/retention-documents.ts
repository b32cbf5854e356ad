import { eq, inArray } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { applyRetention } from "../../server/jobs/upkeep/apply.ts";
import { deleteGone } from "../../server/jobs/upkeep/gone.ts";
import { utf8 } from "../../shared/bytes.ts";
import type { TestServices } from "../support/services.ts";
import { storedRequest } from "../support/stored.ts";
import type { Cast, World } from "../support/world.ts";
import { daysAgo, now, type RetentionTools } from "../support/retention.ts";

/** Documents, and all that belonged to a deleted account. */
export function documentTests(
  kit: () => { test: TestServices; cast: Cast; world: World },
  { allDays, checkIn, isGone, isThere }: RetentionTools,
): void {
  describe("documents", () => {
    it("go some time after the decision, and not before it", async () => {
      const { db } = kit().test.services;
      const of = { courseId: kit().world.course, userId: kit().cast.student.id };
      const [decided, open] = [await storedRequest(kit().test, of), await storedRequest(kit().test, of)];
      await db
        .update(tables.requestAttachment)
        .set({ createdAt: daysAgo(200) })
        .where(inArray(tables.requestAttachment.requestId, [decided, open]));
      await db
        .update(tables.request)
        .set({ state: "granted", decidedAt: daysAgo(allDays().document + 1) })
        .where(eq(tables.request.id, decided));
      await applyRetention(kit().test.services, now());
      await isGone(`requests/${decided}`);
      expect(await isThere(`requests/${open}`)).toBe(true);
    });

    it("and photos of a deleted account go with it, whoever deleted it", async () => {
      const { db } = kit().test.services;
      const { student, name } = await checkIn("review", 1);
      const request = await storedRequest(kit().test, { courseId: kit().world.course, userId: student.id });
      await db.delete(tables.user).where(eq(tables.user.id, student.id));
      // as if some minutes had passed
      await deleteGone(kit().test.services, new Date(Date.now() + 3_600_000));
      expect([await isThere(name), await isThere(`requests/${request}`)]).toEqual([false, false]);
      const lines = await db
        .select()
        .from(tables.deletionLog)
        .where(eq(tables.deletionLog.reason, "owner_deleted"));
      const names = lines.flatMap((line) => line.names);
      expect(names).toEqual(expect.arrayContaining([name, `requests/${request}`]));
      expect(await db.$count(tables.goneObject)).toBe(0);
    });

    it("an object that is put anew under the name of one that went is left alone", async () => {
      const { db, lake } = kit().test.services;
      const { name, did } = await checkIn("review", 1);
      await db.delete(tables.blob).where(eq(tables.blob.did, did));
      await db.update(tables.goneObject).set({ at: daysAgo(1) });
      await lake.put(name, utf8("again"));
      await deleteGone(kit().test.services, new Date(Date.now() + 3_600_000));
      expect(await isThere(name)).toBe(true);
      await lake.delete([name]);
    });
  });
}
