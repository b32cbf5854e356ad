import { readFile, rm, writeFile } from "node:fs/promises";
import { and, eq } from "drizzle-orm";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { beforeAll, expect, it, vi } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { createApp } from "../../server/app.ts";
import { OLDER_THAN_STOP, STOP_MARK } from "../../server/domain/stop.ts";
import { heedStopMarks, stopMarkFile } from "../../server/jobs/stop/mark.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import { type Lake, LakeAway } from "../../server/lake/lake.ts";
import { isStopped } from "../../server/queries/stop.ts";
import { createServices } from "../../server/services.ts";
import { STOP_PHRASES, Stops } from "../../shared/api/stop.ts";
import { utf8 } from "../../shared/bytes.ts";
import { signStopMark } from "../../shared/protocol/certificate.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import { cellRecogniser } from "../support/cells.ts";
import type { Student } from "../support/classroom.ts";
import { type Dump, restoreTables } from "../support/dump.ts";
import { ask, type Person } from "../support/people.ts";
import { Phone } from "../support/phone.ts";
import { blindShot } from "../support/shots.ts";
import type { TestServices } from "../support/services.ts";

/** An installation whose stop is done and lifted, with a backup of its database from before. */
export interface Stage {
  readonly test: TestServices;
  readonly before: Dump;
  readonly withPhone: Student;
  readonly meeting: string;
  readonly administrators: readonly [Person, Person];
}

export function restoredFromBefore(stage: () => Stage): void {
  const db = () => stage().test.services.db;
  const pending = async () => {
    const verify = and(eq(tables.entry.state, "pending"), eq(tables.entry.code, "verify"));
    const rows = await db().select().from(tables.entry).where(verify);
    return rows.map(({ hash }) => hash).toSorted();
  };
  const refused = { error: { code: "biometrics_stopped" } };
  const lines: string[] = [];
  const log = pino({ level: "error" }, { write: (line: string) => lines.push(line) });
  const started = () => createServices(stage().test.services.config, { recogniser: cellRecogniser, log });
  let marks: { lake: Buffer; file: Buffer };
  beforeAll(async () => {
    const { before, test } = stage();
    const { queue, sql, lake, config } = test.services;
    await queue.close();
    await restoreTables(sql, before);
    const there = await lake.get(STOP_MARK);
    if (!there) throw new Error("the stop left no mark");
    marks = { lake: there, file: await readFile(stopMarkFile(config)) };
    await lake.delete([STOP_MARK]);
    await rm(stopMarkFile(config));
  });

  it("would go on as if nothing had happened, were there no mark outside of it", async () => {
    const [first = ""] = await pending();
    const { services, close } = await started();
    expect(await isStopped(services.db)).toBe(false);
    await verifyEntryJob(services, { hash: first });
    await close();
    expect(await pending()).not.toContain(first);
    expect(lines).toEqual([]);
  });

  it("is known by the mark in the photo store, by that beside the keys, and by one that nobody here has signed", async () => {
    const { services } = stage().test;
    const { lake, config } = services;
    const { privateKey, kid } = await generateDeviceKey();
    const said = { v: 1, k: "stop_in_force", id: uuidv7(), inForceSince: new Date().toISOString() } as const;
    const foreign = utf8(await signStopMark(said, { key: privateKey, kid }));
    expect(await heedStopMarks(services)).toBe(false);
    for (const mark of [marks.lake, foreign, utf8("no mark")]) {
      await lake.put(STOP_MARK, mark);
      expect(await heedStopMarks(services)).toBe(true);
      await lake.delete([STOP_MARK]);
      await db().delete(tables.unknownStop);
    }
    await writeFile(stopMarkFile(config), marks.file);
    expect(await heedStopMarks(services)).toBe(true);
    await db().delete(tables.unknownStop);
  });

  it("says so as soon as the photo store is back that was away at the start, and until then does nothing biometric", async () => {
    const { test, withPhone } = stage();
    const { lake, config } = test.services;
    await rm(stopMarkFile(config));
    await lake.put(STOP_MARK, marks.lake);
    let away = true;
    const get: Lake["get"] = async (name) => {
      if (away) throw new LakeAway();
      return lake.get(name);
    };
    const [first = ""] = await pending();
    const { services, close } = await createServices(config, {
      recogniser: cellRecogniser,
      log,
      lake: { ...lake, get, close: async () => {} },
    });
    const app = createApp(services);
    const templates = () => ask(app, "GET", "/v1/me/templates", { as: withPhone.person });
    try {
      expect((await templates()).body).toMatchObject({ error: { code: "unavailable" } });
      await expect(verifyEntryJob(services, { hash: first })).rejects.toBeInstanceOf(LakeAway);
      away = false;
      expect((await templates()).body).toMatchObject(refused);
      await verifyEntryJob(services, { hash: first });
      expect(await pending()).toContain(first);
      // beside the keys it is read also while the photo store is away
      await db().delete(tables.unknownStop);
      away = true;
      await writeFile(stopMarkFile(config), marks.file);
      await expect(heedStopMarks(services)).rejects.toBeInstanceOf(LakeAway);
      expect(await isStopped(services.db)).toBe(true);
    } finally {
      await close();
      await lake.delete([STOP_MARK]);
      await db().delete(tables.unknownStop);
    }
  });

  it("does nothing biometric and says what is to be done, until it is stopped again", async () => {
    const { test, withPhone, meeting, administrators } = stage();
    await test.services.lake.put(STOP_MARK, marks.lake);
    const { services, close } = await started();
    const app = createApp(services);
    try {
      expect(lines.join()).toContain(OLDER_THAN_STOP[1]);
      const { person } = withPhone;
      for (const path of ["/v1/me/templates", "/v1/enrolments/mine"])
        expect((await ask(app, "GET", path, { as: person })).body).toMatchObject(refused);
      const phone = new Phone(async (path, init) => app.request(path, init), person.id);
      await phone.register(person.cookie);
      const sealed = await phone.seal(meeting, await blindShot());
      await phone.sync(sealed);
      expect(await phone.outcome(sealed.hash)).toMatchObject({ st: "review", code: "evidence", need: [] });
      // what had been queued is not looked at
      const waiting = await pending();
      expect(waiting.length).toBeGreaterThan(0);
      for (const hash of waiting) await verifyEntryJob(services, { hash });
      expect(await pending()).toEqual(waiting);

      // the mark of the stop that is carried out here takes the place of the other
      await startWorkers(services);
      const [first, second] = administrators;
      const stops = async (as: Person, method = "GET", path = "/v1/stop", body?: unknown) =>
        v.parse(Stops, (await ask(app, method, path, { as, ...(body !== undefined && { body }) })).body);
      expect(await stops(first)).toMatchObject({ olderThanStop: true });
      const phrase = STOP_PHRASES.en;
      const proposed = await stops(first, "POST", "/v1/stop", { phrase, reason: "an old backup" });
      const path = `/v1/stop/${proposed.stops[0]?.id}`;
      await stops(second, "POST", `${path}/confirmation`, { phrase });
      await vi.waitFor(
        async () => expect(await stops(first)).toMatchObject({ stops: [{ state: "done" }] }),
        60_000,
      );
      expect(await stops(first, "POST", `${path}/lift`, { phrase })).toMatchObject({ olderThanStop: false });
      expect(await heedStopMarks(services)).toBe(false);
      expect(await isStopped(services.db)).toBe(false);
    } finally {
      await close();
    }
  }, 90_000);
}
