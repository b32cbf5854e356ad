import { describe, expect, test } from "vitest";
import { crashDatabases } from "./database.ts";
import { removePhotoStores } from "./photos.ts";
import { killServers } from "./server.ts";
import { judgeDelivery, openStage, phonesOf, shotOf } from "./stage.ts";
import { damageOf, isWhole } from "./whole.ts";

/** A few of each here; `npm run kills` does as many as it is told. */
const LIMIT_MS = 900_000;
const quiet = () => {};

describe("real processes that end at a bad moment", () => {
  test(
    "a server killed between commit and answer loses and doubles nothing",
    async () => {
      const found = await killServers({ times: 3, seed: "test" }, quiet);
      expect(found).toMatchObject({ kills: 3, lost: 0, doubled: 0 });
      expect(found.claimsInDoubt).toBeGreaterThan(0);
      expect(damageOf({ ...found })).toEqual({});
    },
    LIMIT_MS,
  );

  test(
    "a database that crashes under load: 503 with Retry-After, nothing lost, and queue and live list go on by themselves",
    async () => {
      const found = await crashDatabases({ times: 1, seed: "test" }, quiet);
      expect(found).toMatchObject({ serverErrors: 0, unanswered: 0, serverDeaths: 0 });
      expect(damageOf({ ...found })).toEqual({});
    },
    LIMIT_MS,
  );

  test(
    "a photo store that is away: claims are taken, photos come later, nothing lost",
    async () => {
      const found = await removePhotoStores({ times: 2, seed: "test" }, quiet);
      expect(found.claimsMeanwhile).toBeGreaterThan(0);
      expect(found.unavailable).toBeGreaterThan(0);
      expect(damageOf({ ...found })).toEqual({});
    },
    LIMIT_MS,
  );

  test(
    "the look afterwards finds what is lost, undecided and doubled",
    async () => {
      const stage = await openStage();
      try {
        const phones = await phonesOf(stage, 2);
        const [one, other] = phones;
        const [first = "", second = ""] = await stage.school.openMeetings(2);
        if (!one || !other) throw new Error("no phones");
        const whole = await one.seal(first, await shotOf(0));
        await one.sendUntil(() => one.settled);
        expect(await judgeDelivery(stage, [whole])).toMatchObject({ delivered: 1 });
        const unsent = await other.seal(second, await shotOf(1));
        expect(await judgeDelivery(stage, [unsent])).toMatchObject({ lost: 1, delivered: 0 });
        // the database itself refuses a second mark: only without its index can there be one
        await stage.sql`drop index mark_entry_once`;
        await stage.sql`insert into mark select (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid()))).* from mark m`;
        const found = await judgeDelivery(stage, [whole]);
        expect(found).toMatchObject({ doubled: 1, delivered: 0 });
        expect(isWhole({ ...found })).toBe(false);
        await stage.sql`delete from mark`;
        await stage.sql`update entry set state = 'pending'`;
        expect(await judgeDelivery(stage, [whole])).toMatchObject({ undecided: 1, delivered: 0 });
        for (const phone of phones) phone.close();
      } finally {
        await stage.close();
      }
    },
    LIMIT_MS,
  );
});
