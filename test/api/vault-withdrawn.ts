import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import * as tables from "../../drizzle/schema.ts";
import { createFolderLake } from "../../server/lake/folder.ts";
import { connect } from "../../server/db.ts";
import { addKekVersion, kekFileReader } from "../../server/vault/kek-file.ts";
import { ringKek } from "../../server/vault/kek.ts";
import { backUpKeys, restoreKeys } from "../../server/vault/keys-backup.ts";
import { openVault } from "../../server/vault/vault.ts";
import { retireKek } from "../../server/vault/wrapping.ts";
import { cloneDatabase } from "../support/database.ts";
import { type Dump, dumpTables, restoreTables } from "../support/dump.ts";
import { ask } from "../support/people.ts";
import type { TestServices } from "../support/services.ts";
import { checkedIn, type Enrolled, photosOf, readable } from "../support/vaulted.ts";

const log = pino({ level: "silent" });

/** What copies of the database, the photos and the keys reveal of a student who has withdrawn. */
export function withdrawnTests(kit: () => { test: TestServices; ana: Enrolled; kekPath: string }): void {
  describe("when a student has withdrawn,", () => {
    let gone: Enrolled;
    let before: { dump: Dump; folder: string };
    let folder: string;
    const copyOf = (name: string) => join(folder, name);

    beforeAll(async () => {
      gone = await checkedIn(kit().test);
      folder = await mkdtemp(join(tmpdir(), "presente-backup-"));
      // the documented backup: the database without what is in the keys' schema, the photos, and the keys apart
      const { sql, config, db } = kit().test.services;
      await cp(join(config.dataDir, "photos"), copyOf("photos"), { recursive: true });
      before = {
        dump: await dumpTables(sql, ["keys", "graphile_worker", "drizzle"]),
        folder: copyOf("photos"),
      };
      await backUpKeys(db, copyOf("keys-before"));
      await ask(kit().test.app, "DELETE", "/v1/consent", { as: gone.student.person });
      await backUpKeys(db, copyOf("keys-after"));
    }, 120_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    /** The server after a disaster: the old database and photos, and such keys as there are. */
    async function restored(keys: string | null, now?: Date) {
      const database = await cloneDatabase();
      const open = await connect(database.url, log, { migrate: false });
      await restoreTables(open.sql, before.dump);
      if (keys !== null) await restoreKeys(open.db, copyOf(keys), now);
      const vault = await openVault(open.db, ringKek(kekFileReader(kit().kekPath)), log);
      const lake = await createFolderLake(before.folder);
      const { db, checkInDb, sql } = open;
      const services = { ...kit().test.services, db, checkInDb, sql, vault, lake };
      const close = async () => {
        await open.close();
        await database.drop();
      };
      return { services, close };
    }

    it("a restored backup of database and photos reveals nothing of theirs, and everything of the others", async () => {
      const { services, close } = await restored("keys-after");
      expect(await photosOf({ services }, gone.student.person.id)).toHaveLength(6);
      expect(await readable(services, gone.student.person.id)).toEqual({ photos: 0, templates: 0 });
      expect(await readable(services, kit().ana.student.person.id)).toEqual({ photos: 6, templates: 5 });
      await close();
    });

    it("without any backup of the keys nothing of anybody opens", async () => {
      const { services, close } = await restored(null);
      expect(await readable(services, gone.student.person.id)).toEqual({ photos: 0, templates: 0 });
      expect(await readable(services, kit().ana.student.person.id)).toEqual({ photos: 0, templates: 0 });
      await close();
    });

    it("only a backup of the keys from before brings them back, and that one is refused after a week", async () => {
      const { services, close } = await restored("keys-before");
      expect(await readable(services, gone.student.person.id)).toEqual({ photos: 6, templates: 5 });
      await close();
      const inEightDays = new Date(Date.now() + 8 * 24 * 3_600_000);
      await expect(restored("keys-before", inEightDays)).rejects.toThrow("older than 7 days");
    });

    it("a backup of the keys brings nothing back where the key was erased", async () => {
      const { db } = kit().test.services;
      expect(await restoreKeys(db, copyOf("keys-before"))).toBe(0);
      const rows = await db
        .select()
        .from(tables.studentKey)
        .where(eq(tables.studentKey.userId, gone.student.person.id));
      expect(rows).toMatchObject([{ wrapped: null, publicKey: null, kek: null }]);
    });

    it("once the key-encryption key of that time is retired, no copy of that time opens, not even a whole one", async () => {
      await addKekVersion(kit().kekPath);
      await retireKek(kit().test.services.db, kit().test.services.vault.kek, kit().kekPath);
      await expect(restored("keys-before")).rejects.toThrow(/is not here/);
      expect(await readable(kit().test.services, kit().ana.student.person.id)).toEqual({
        photos: 6,
        templates: 5,
      });
    });

    it("who consents again starts anew, with another key", async () => {
      const { services } = kit().test;
      const { person } = gone.student;
      await services.vault.sealer.nameOf(person.id, "checkin", "x");
      const rows = await services.db
        .select()
        .from(tables.studentKey)
        .where(eq(tables.studentKey.userId, person.id));
      expect(rows.filter(({ wrapped }) => wrapped !== null)).toHaveLength(1);
      expect(rows).toHaveLength(2);
    });
  });
}
