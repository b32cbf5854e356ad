import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { lakeRulesOf } from "../../server/domain/retention.ts";
import { reconcileDaily, setLakeRules } from "../../server/jobs/upkeep/daily.ts";
import { utf8 } from "../../shared/bytes.ts";
import type { TestServices } from "../support/services.ts";
import { DAY_MS, now, type RetentionTools } from "../support/retention.ts";

/** What compares photo store and database each day, and the rules of the store itself. */
export function dailyTests(
  test: () => TestServices,
  { allDays, checkIn, isThere, retention }: RetentionTools,
): void {
  describe("the daily look", () => {
    it("deletes what has been nobody's for its grace, and tells what is missing", async () => {
      const { services } = test();
      const { name } = await checkIn("review", 1);
      await services.lake.delete([name]);
      await services.lake.put("sealed/checkin/00/nobodys", utf8("left by a crash"));
      const today = await reconcileDaily(services, now());
      expect(today).toMatchObject({ deleted: 0, missing: 1, missingNames: [name] });
      expect(await isThere("sealed/checkin/00/nobodys")).toBe(true);
      const later = await reconcileDaily(services, new Date(Date.now() + 2 * DAY_MS));
      expect(later?.deleted).toBeGreaterThanOrEqual(1);
      expect(await isThere("sealed/checkin/00/nobodys")).toBe(false);
      const [line] = await services.db
        .select()
        .from(tables.deletionLog)
        .where(eq(tables.deletionLog.class, "orphan"));
      expect(line).toMatchObject({ by: "rule", reason: "nobodys" });
      expect(line?.names).toContain("sealed/checkin/00/nobodys");
      expect((await retention()).reconciled?.result.missingNames).toEqual([name]);
    });

    it("gives the store rules of its own, longer than any time of ours", async () => {
      const { services } = test();
      expect(await setLakeRules(services, now())).toMatchObject({ set: true });
      expect(await services.lake.expiry()).toEqual(lakeRulesOf(allDays()));
      const [checkIns] = lakeRulesOf(allDays());
      expect(checkIns?.days).toBeGreaterThan(allDays().window_photo + allDays().retired_photo);
      expect((await retention()).lakeRules?.result.set).toBe(true);
    });
  });
}
