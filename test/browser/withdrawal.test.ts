import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import { pino } from "pino";
import { expect, test } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { connect } from "../../server/db.ts";
import { createFolderLake } from "../../server/lake/folder.ts";
import { kekFileReader } from "../../server/vault/kek-file.ts";
import { ringKek } from "../../server/vault/kek.ts";
import { backUpKeys, restoreKeys } from "../../server/vault/keys-backup.ts";
import { getPhoto } from "../../server/vault/photos.ts";
import { openTemplates } from "../../server/vault/templates.ts";
import { openVault } from "../../server/vault/vault.ts";
import { bytesFloat } from "../../shared/bytes.ts";
import { launchBrowser } from "../support/browser.ts";
import { heldInBrowser } from "../support/browser-scan.ts";
import { cellShot, enrollingRecogniser } from "../support/cells.ts";
import { classroom, enrol, until } from "../support/classroom.ts";
import { cloneDatabase } from "../support/database.ts";
import { dumpTables, restoreTables } from "../support/dump.ts";
import { lakeNames } from "../support/lake.ts";
import { ask, type Person } from "../support/people.ts";
import type { Shot } from "../support/shots.ts";
import { outboxStage } from "./outbox-stage.ts";

const app = outboxStage({ recogniser: enrollingRecogniser });
const log = pino({ level: "silent" });

/** Seals a check-in of this shot on the phone, as its camera would have taken it. */
const seal = (page: Page, meetingId: string, { jpeg, embedding, claim }: Shot): Promise<unknown> =>
  page.evaluate(
    async ({ meetingId, jpeg, embedding, claim, width, height }) => {
      const { outbox } = window;
      const capture = {
        ...outbox.capture(),
        jpeg: new Uint8Array(jpeg).buffer,
        embedding: Float32Array.from(embedding),
        landmarks: claim.lmk,
        model: { id: claim.emb.mid, digest: claim.emb.md },
        width,
        height,
      };
      return (await outbox.sealCheckIn({ capture, meeting: outbox.meeting(meetingId) })).h;
    },
    {
      meetingId,
      jpeg: [...jpeg],
      embedding: [...bytesFloat(embedding)],
      claim,
      width: claim.photo.w,
      height: claim.photo.h2,
    },
  );

test("withdrawal, end to end: nothing of the face is left in database, lake, browsers and a restored backup, and no attendance is lost", async () => {
  const { server } = app;
  const { db, sql, config } = server.services;
  const me = await app.student();
  const cookies = await app.browser.context.cookies();
  const person: Person = {
    ...me,
    password: "correct horse battery",
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
  };
  const name = crypto.randomUUID();
  const shots = await Promise.all(
    ["a", "b", "c", "d", "e", "f", "g", "h"].map((shot) => cellShot(name, shot)),
  );
  const [anchor, , , , , accepted, ...queued] = shots;
  if (!anchor || !accepted) throw new Error("no shots");
  await enrol(server, person, shots);
  const first = await classroom(server, [person]);
  const second = await classroom(server, [person]);

  // one check-in is accepted; two stay on the phone when its network goes, one of a meeting that is over by then
  await app.page.evaluate(() => window.outbox.registerServiceWorker());
  await app.page.evaluate(() => window.outbox.offline.templates());
  await seal(app.page, first.meeting.id, accepted);
  await until(async () => {
    await app.page.evaluate(() => window.outbox.sendNow("event"));
    const [view] = await app.page.evaluate(() => window.outbox.checkIns.value);
    if (view?.state === "disputed") throw new Error(`the check-in was not accepted: ${view.code}`);
    return view?.state === "confirmed" ? true : null;
  });
  await app.browser.context.setOffline(true);
  for (const [i, shot] of queued.entries()) await seal(app.page, [first, second][i]!.meeting.id, shot);
  await ask(server.app, "POST", `/v1/meetings/${second.meeting.id}/close`, { as: second.teacher });
  const needles = {
    photo: queued[0]!.jpeg,
    "another photo": queued[1]!.jpeg,
    // the same numbers as of the check-ins: as bytes with them, as text among the references
    template: anchor.embedding,
  };
  const everything = Object.keys(needles);
  expect((await heldInBrowser(app.page, needles)).toSorted()).toEqual(everything.toSorted());

  const folder = await mkdtemp(join(tmpdir(), "presente-withdrawal-"));
  await cp(join(config.dataDir, "photos"), join(folder, "photos"), { recursive: true });
  const dump = await dumpTables(sql, ["keys", "graphile_worker", "drizzle"]);
  await backUpKeys(db, join(folder, "keys-before"));

  // the student withdraws on a new phone, which has the references too
  const other = await launchBrowser();
  const page = other.page;
  await page.goto(server.url);
  await page.waitForFunction(() => "outbox" in window);
  await page.evaluate(async ({ email, password }) => {
    const me = await window.outbox.api.signIn({ email, password });
    await window.outbox.signedIn(me);
    await window.outbox.ensureDevice(me);
    await window.outbox.offline.templates();
  }, person);
  expect(await heldInBrowser(page, needles)).toEqual(["template"]);
  expect(await page.evaluate((uid) => window.outbox.withdrawConsent(uid), me.id)).toBe(true);
  expect(await heldInBrowser(page, needles)).toEqual([]);
  expect(await page.evaluate(() => window.outbox.offline.templates())).toBeNull();
  await other.close();

  // the server
  const count = {
    photos: await db.$count(tables.photo, eq(tables.photo.userId, me.id)),
    templates: await db.$count(tables.template, eq(tables.template.userId, me.id)),
    announced: await db.$count(tables.enrolmentPhoto),
    blobs: await db.$count(tables.blob),
    keys: await db.$count(tables.studentKey, eq(tables.studentKey.userId, me.id)),
  };
  expect(count).toEqual({ photos: 0, templates: 0, announced: 0, blobs: 0, keys: 1 });
  const [key] = await db.select().from(tables.studentKey).where(eq(tables.studentKey.userId, me.id));
  expect(key).toMatchObject({ wrapped: null, publicKey: null });
  await until(async () => ((await lakeNames(server)).length === 0 ? true : null));

  // the phone in the bag: its next word with the server is signed by its key, whoever is signed in
  expect((await heldInBrowser(app.page, needles)).toSorted()).toEqual(everything.toSorted());
  await app.browser.context.setOffline(false);
  await until(async () => {
    await app.page.evaluate(() => window.outbox.sendNow("start"));
    const told = await app.page.evaluate(() => window.outbox.erasure.value?.checkIns);
    return told === 2 ? true : null;
  });
  expect(await heldInBrowser(app.page, needles)).toEqual([]);

  // nothing is lost: what was accepted stays, the others are asked of the teachers
  const entries = await db.select().from(tables.entry).where(eq(tables.entry.userId, me.id));
  expect(entries.map(({ state }) => state).toSorted()).toEqual(["accepted", "review", "review"]);
  const asked = await db.select().from(tables.request).where(eq(tables.request.userId, me.id));
  expect(asked).toMatchObject([{ kind: "contest", state: "open", meetingId: second.meeting.id }]);
  const kept = await db.select().from(tables.attendance).where(eq(tables.attendance.userId, me.id));
  expect(kept.find(({ meetingId }) => meetingId === first.meeting.id)?.status).toBe("present");

  // a disaster: the old database and photos come back, the keys' backup of that time is too old
  const database = await cloneDatabase();
  const old = await connect(database.url, log, { migrate: false });
  await restoreTables(old.sql, dump);
  const inEightDays = new Date(Date.now() + 8 * 86_400_000);
  await expect(restoreKeys(old.db, join(folder, "keys-before"), inEightDays)).rejects.toThrow("older than");
  await backUpKeys(db, join(folder, "keys-after"));
  await restoreKeys(old.db, join(folder, "keys-after"));
  const vault = await openVault(old.db, ringKek(kekFileReader(join(config.dataDir, "kek"))), log);
  const lake = await createFolderLake(join(folder, "photos"));
  const photos = await old.db.select().from(tables.photo);
  expect(photos.length).toBeGreaterThanOrEqual(5);
  for (const photo of photos) {
    expect(await lake.get(photo.lakeName)).not.toBeNull();
    expect(await getPhoto({ lake, vault }, photo)).toBeNull();
  }
  const templates = await old.db.select().from(tables.template);
  expect(templates.length).toBeGreaterThanOrEqual(10);
  expect(await openTemplates(vault.opener, templates)).toEqual([]);
  await old.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});
