import { writeFile, access, mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { eq, inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { assessmentFacts } from "../../server/assessment.ts";
import { lakeRulesOf } from "../../server/domain/retention.ts";
import { tellAssessment } from "../../server/exports/assessment.ts";
import { writePaper } from "../../server/exports/pdf-paper.ts";
import { applyRetention } from "../../server/jobs/upkeep/apply.ts";
import { reconcileDaily, setLakeRules } from "../../server/jobs/upkeep/daily.ts";
import { deleteGone } from "../../server/jobs/upkeep/gone.ts";
import { noteKeyBackup } from "../../server/queries/upkeep.ts";
import { Paper } from "../../shared/api/paper.ts";
import { DeletionPage, Retention, type RetentionClass } from "../../shared/api/retention.ts";
import { utf8 } from "../../shared/bytes.ts";
import { ask, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import {
  type Cast,
  newCast,
  newWorld,
  storedCheckIn,
  storedConsent,
  storedEnrolment,
  storedRequest,
  type World,
} from "../support/world.ts";

let test: TestServices;
let cast: Cast;
let world: World;
beforeAll(async () => {
  // the queue deletes objects as in the product
  test = await createTestServices({ jobs: true });
  cast = await newCast(test);
  world = await newWorld(test, cast);
});
afterAll(() => test?.close());

const DAY_MS = 24 * 3_600_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const now = () => new Date();
const allDays = () => test.services.config.retention;

/** A student's account, written directly: registering takes its time. */
async function newStudent() {
  const id = uuidv7();
  const person = { id, name: "Ana Pérez", email: `${id}@example.edu` };
  await test.services.db.insert(tables.user).values(person);
  return person;
}

/** A check-in of a student of its own at the open meeting, and the name of its photo in the lake. */
async function checkIn(state: "pending" | "accepted" | "review" | "rejected", days: number) {
  const student = await newStudent();
  const hash = await storedCheckIn(test, {
    userId: student.id,
    meetingId: world.openMeeting,
    state,
    ...(state === "pending" && { code: "verify" }),
    receivedAt: daysAgo(days),
  });
  const { db } = test.services;
  const [row] = await db
    .select({ name: tables.blob.lakeName, did: tables.entry.did })
    .from(tables.entry)
    .innerJoin(tables.blob, eq(tables.blob.hash, tables.entry.photoHash))
    .where(eq(tables.entry.hash, hash));
  return { student, hash, name: row?.name ?? "", did: row?.did ?? "" };
}

const isThere = async (name: string) => (await test.services.lake.head(name)) !== null;
const isGone = (name: string) => vi.waitFor(async () => expect(await isThere(name)).toBe(false), 20_000);
const logged = (subjectId: string) =>
  test.services.db.select().from(tables.deletionLog).where(eq(tables.deletionLog.subjectId, subjectId));

async function retention(): Promise<Retention> {
  const answer = await ask(test.app, "GET", "/v1/retention", { as: cast.administrator });
  return v.parse(Retention, answer.body);
}
const stateOf = async (of: RetentionClass) => (await retention()).classes.find((one) => one.class === of);

describe("photos of check-ins", () => {
  it.each([
    ["accepted", "accepted_photo"],
    ["rejected", "rejected_photo"],
    ["review", "undecided_photo"],
  ] as const)("that are %s go when their time has come, with a line in the log", async (state, of) => {
    const days = allDays()[of];
    const [old, young] = [await checkIn(state, days + 1), await checkIn(state, days - 1)];
    expect(await stateOf(of)).toMatchObject({ days, due: 1 });
    await applyRetention(test.services, now());
    await isGone(old.name);
    expect(await isThere(young.name)).toBe(true);
    await vi.waitFor(async () => {
      const [line] = await logged(old.student.id);
      expect(line).toMatchObject({
        class: of,
        by: "rule",
        reason: "kept_long_enough",
        count: 1,
        names: [old.name],
      });
      expect(JSON.stringify(line)).not.toContain(old.student.name);
    }, 20_000);
    const after = await stateOf(of);
    expect(after).toMatchObject({ due: 0 });
    expect(Date.parse(after?.nextDue ?? "")).toBeGreaterThan(Date.now());
    const { db } = test.services;
    expect(await db.$count(tables.blob, eq(tables.blob.did, old.did))).toBe(0);
  });

  it("that wait for recognition for too long go to the teacher without their photo", async () => {
    const { hash, name, student } = await checkIn("pending", allDays().undecided_photo + 1);
    await applyRetention(test.services, now());
    await isGone(name);
    const { db } = test.services;
    const [row] = await db.select().from(tables.entry).where(eq(tables.entry.hash, hash));
    expect(row).toMatchObject({ state: "review", code: "evidence" });
    await vi.waitFor(async () => expect(await logged(student.id)).toHaveLength(1), 20_000);
  });

  it("stay while the student contests the mark", async () => {
    const { student, name } = await checkIn("rejected", allDays().rejected_photo + 1);
    const { db } = test.services;
    const contest = {
      id: uuidv7(),
      kind: "contest" as const,
      courseId: world.course,
      userId: student.id,
      meetingId: world.openMeeting,
      reason: "I was there",
    };
    await db.insert(tables.request).values(contest);
    await applyRetention(test.services, now());
    const entries = db.$count(tables.blob, eq(tables.blob.lakeName, name));
    expect(await entries).toBe(1);
    await db.update(tables.request).set({ state: "refused" }).where(eq(tables.request.id, contest.id));
    await applyRetention(test.services, now());
    await isGone(name);
  });

  it("that are references retire when they are too old, and are destroyed a while later", async () => {
    const { services } = test;
    const { student, hash, name, did } = await checkIn("accepted", allDays().window_photo + 1);
    const photoId = uuidv7();
    const photo = { id: photoId, userId: student.id, kind: "checkin" as const, sha256: "x", lakeName: name };
    await services.db
      .insert(tables.photo)
      .values({ ...photo, contentType: "image/jpeg", bytes: 1, width: 1, height: 1 });
    const receivedAt = daysAgo(allDays().window_photo + 1);
    const times = { receivedAt, admittedAt: receivedAt, countsFrom: receivedAt, countedAt: receivedAt };
    const gallery = { photoId, userId: student.id, entryHash: hash, did, quality: 1, ...times };
    await services.db.insert(tables.galleryPhoto).values({ ...gallery, state: "window" });
    expect(await stateOf("window_photo")).toMatchObject({ kept: 1, due: 1 });
    await applyRetention(services, now());
    const [row] = await services.db
      .select()
      .from(tables.galleryPhoto)
      .where(eq(tables.galleryPhoto.photoId, photoId));
    expect(row).toMatchObject({ state: "retired", reason: "aged" });
    expect(Math.round(((row?.destroyAt?.getTime() ?? 0) - Date.now()) / DAY_MS)).toBe(
      allDays().retired_photo,
    );
    expect(await isThere(name)).toBe(true);
    expect(await stateOf("retired_photo")).toMatchObject({ kept: 1, due: 0 });
  });
});

it("an embedding that a phone sent goes by itself, and is only counted in the log", async () => {
  const { db } = test.services;
  const { did, hash } = await checkIn("accepted", allDays().embedding + 1);
  const [row] = await db.select().from(tables.entry).where(eq(tables.entry.hash, hash));
  const sealed = Buffer.from("sealed");
  await db.insert(tables.blob).values({ did, hash: row?.embeddingHash ?? "", bytes: 2048, sealed });
  expect(await stateOf("embedding")).toMatchObject({ due: 1 });
  await applyRetention(test.services, now());
  expect(await stateOf("embedding")).toMatchObject({ kept: 0 });
});

it("who has not been here for long is forgotten with the consent; attendance stays", async () => {
  const { services } = test;
  const student = await newStudent();
  await storedConsent(test, student.id);
  const id = await storedEnrolment(test, student.id);
  const long = daysAgo(allDays().enrolment_photo + 1);
  const present = { meetingId: world.openMeeting, userId: student.id, status: "present" } as const;
  await services.db.insert(tables.attendance).values({ ...present, source: "manual" });
  const of = eq(tables.enrolment.id, id);
  await services.db
    .update(tables.enrolment)
    .set({ status: "confirmed", createdAt: long, decidedAt: long })
    .where(of);
  const photos = await services.db.select().from(tables.photo).where(eq(tables.photo.userId, student.id));
  expect(photos).toHaveLength(5);
  await applyRetention(services, now());
  for (const { lakeName } of photos) await isGone(lakeName);
  const [row] = await services.db.select().from(tables.enrolment).where(of);
  expect(row).toMatchObject({ status: "rejected", code: "kept_long_enough" });
  const [consent] = await services.db
    .select()
    .from(tables.consent)
    .where(eq(tables.consent.userId, student.id));
  expect(consent?.withdrawnAt).not.toBeNull();
  const own = eq(tables.template.userId, student.id);
  expect(await services.db.$count(tables.template, own)).toBe(0);
  expect(await services.db.$count(tables.attendance, eq(tables.attendance.userId, student.id))).toBe(1);
});

it("an enrolment that was begun and never finished leaves nothing", async () => {
  const { services } = test;
  const student = await newStudent();
  const id = await storedEnrolment(test, student.id);
  const createdAt = daysAgo(allDays().unfinished_enrolment + 1);
  const of = eq(tables.enrolment.id, id);
  await services.db.update(tables.enrolment).set({ status: "uploading", createdAt }).where(of);
  const photos = await services.db.select().from(tables.photo).where(eq(tables.photo.userId, student.id));
  await applyRetention(services, now());
  for (const { lakeName } of photos) await isGone(lakeName);
  await vi.waitFor(async () => {
    expect((await logged(student.id)).map((line) => line.class)).toEqual(["unfinished_enrolment"]);
  }, 20_000);
});

describe("documents", () => {
  it("go some time after the decision, and not before it", async () => {
    const { db } = test.services;
    const of = { courseId: world.course, userId: cast.student.id };
    const [decided, open] = [await storedRequest(test, of), await storedRequest(test, of)];
    await db
      .update(tables.requestAttachment)
      .set({ createdAt: daysAgo(200) })
      .where(inArray(tables.requestAttachment.requestId, [decided, open]));
    await db
      .update(tables.request)
      .set({ state: "granted", decidedAt: daysAgo(allDays().document + 1) })
      .where(eq(tables.request.id, decided));
    await applyRetention(test.services, now());
    await isGone(`requests/${decided}`);
    expect(await isThere(`requests/${open}`)).toBe(true);
  });

  it("and photos of a deleted account go with it, whoever deleted it", async () => {
    const { db } = test.services;
    const { student, name } = await checkIn("review", 1);
    const request = await storedRequest(test, { courseId: world.course, userId: student.id });
    await db.delete(tables.user).where(eq(tables.user.id, student.id));
    // as if some minutes had passed
    await deleteGone(test.services, new Date(Date.now() + 3_600_000));
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
    const { db, lake } = test.services;
    const { name, did } = await checkIn("review", 1);
    await db.delete(tables.blob).where(eq(tables.blob.did, did));
    await db.update(tables.goneObject).set({ at: daysAgo(1) });
    await lake.put(name, utf8("again"));
    await deleteGone(test.services, new Date(Date.now() + 3_600_000));
    expect(await isThere(name)).toBe(true);
    await lake.delete([name]);
  });
});

it("who looked at what is forgotten after its time, other lines of the audit stay", async () => {
  const { db } = test.services;
  const at = daysAgo(allDays().viewing_log + 1);
  const [look, role] = [uuidv7(), uuidv7()];
  await db.insert(tables.audit).values([
    { id: look, action: "photo_viewed", at },
    { id: role, action: "role_given", at },
  ]);
  await applyRetention(test.services, now());
  const left = await db
    .select({ id: tables.audit.id })
    .from(tables.audit)
    .where(inArray(tables.audit.id, [look, role]));
  expect(left).toEqual([{ id: role }]);
});

it("a backup of the keys that may not be put back any more is deleted", async () => {
  const folder = await mkdtemp(join(tmpdir(), "presente-keys-"));
  const path = join(folder, "keys.json");
  await writeFile(path, "{}");
  await noteKeyBackup(test.services.db, { path, host: hostname() });
  await applyRetention(test.services, new Date(Date.now() + 6 * DAY_MS));
  await access(path);
  await applyRetention(test.services, new Date(Date.now() + 8 * DAY_MS));
  await expect(access(path)).rejects.toThrow("ENOENT");
  await rm(folder, { recursive: true });
});

describe("the daily look", () => {
  it("deletes what has been nobody's for its grace, and tells what is missing", async () => {
    const { services } = test;
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
    const { services } = test;
    expect(await setLakeRules(services, now())).toMatchObject({ set: true });
    expect(await services.lake.expiry()).toEqual(lakeRulesOf(allDays()));
    const [checkIns] = lakeRulesOf(allDays());
    expect(checkIns?.days).toBeGreaterThan(allDays().window_photo + allDays().retired_photo);
    expect((await retention()).lakeRules?.result.set).toBe(true);
  });
});

it("a withdrawal stands in the log by the student's own wish, key and photos", async () => {
  const { student } = cast;
  expect((await ask(test.app, "DELETE", "/v1/consent", { as: student })).status).toBe(200);
  await vi.waitFor(async () => {
    const lines = await logged(student.id);
    const wished = lines.filter(({ reason }) => reason === "consent_withdrawn");
    expect(wished.map((line) => line.class)).toEqual(
      expect.arrayContaining(["enrolment_photo", "checkin_photo"]),
    );
    expect(wished.every(({ by, actorId }) => by === "person" && actorId === student.id)).toBe(true);
  }, 20_000);
});

it("the log only grows, and is read a page at a time", async () => {
  const { db } = test.services;
  const of = { class: "orphan", by: "rule", reason: "nobodys", count: 1 } as const;
  await db.insert(tables.deletionLog).values(Array.from({ length: 60 }, () => ({ id: uuidv7(), ...of })));
  await expect(db.delete(tables.deletionLog)).rejects.toThrow();
  await expect(db.update(tables.deletionLog).set({ count: 2 })).rejects.toThrow();
  const read = async (as: Person, path: string) =>
    v.parse(DeletionPage, (await ask(test.app, "GET", path, { as })).body);
  const seen: string[] = [];
  for (let next: string | null = ""; next !== null;) {
    const path = `/v1/retention/log${next === "" ? "" : `?before=${next}`}`;
    const page: DeletionPage = await read(cast.administrator, path);
    seen.push(...page.deletions.map(({ id }) => id));
    ({ next } = page);
  }
  expect(seen).toHaveLength(await db.$count(tables.deletionLog));
  expect(new Set(seen).size).toBe(seen.length);
});

describe("the impact assessment", () => {
  const paper = async (language: string) =>
    v.parse(
      Paper,
      (await ask(test.app, "GET", `/v1/impact-assessment?language=${language}`, { as: cast.administrator }))
        .body,
    );
  const said = (of: Paper) => JSON.stringify(of.sections);

  it("says what is configured, in both languages, and the same each time", async () => {
    const [en, again, es] = [await paper("en"), await paper("en"), await paper("es")];
    expect(again).toEqual(en);
    expect(es.sections).toHaveLength(en.sections.length);
    expect(es.sections.map(({ table }) => table?.rows.length)).toEqual(
      en.sections.map(({ table }) => table?.rows.length),
    );
    for (const one of [en, es]) {
      expect(said(one)).toContain(String(allDays().enrolment_photo));
      expect(said(one)).toContain("2026-11");
      // every place of a number was filled
      expect(said(one)).not.toContain("#");
    }
    expect(said(en)).toContain("arcface-mbf");
  });

  it("tells of the prints where photos that come again are asked about, and as long as some are left", async () => {
    const { config, db } = test.services;
    for (const [language, word] of [
      ["en", "Prints of the latest 10"],
      ["es", "Huellas de las últimas 10"],
    ] as const) {
      expect(said(await paper(language))).not.toContain(word);
      Object.assign(config, { asksAboutCopies: true });
      expect(said(await paper(language))).toContain(word);
      Object.assign(config, { asksAboutCopies: false });
      const row = { userId: cast.stranger.id, prints: Buffer.alloc(1), version: 1 };
      await db.insert(tables.facePrint).values(row);
      expect(said(await paper(language))).toContain(word);
      await db.delete(tables.facePrint);
    }
  });

  it("changes with the configuration, and as PDF is the same bytes for the same", async () => {
    const before = await assessmentFacts(test.services);
    const longer = { ...before, retention: { ...before.retention, accepted_photo: 31 } };
    expect(tellAssessment(longer, "en").digest).not.toBe(tellAssessment(before, "en").digest);
    const pdf = async () => {
      const parts: Uint8Array[] = [];
      for await (const part of writePaper(tellAssessment(before, "es"))) parts.push(part);
      return Buffer.concat(parts);
    };
    const [one, two] = [await pdf(), await pdf()];
    expect(one.subarray(0, 5).toString()).toBe("%PDF-");
    expect(one.equals(two)).toBe(true);
  });
});
