import { writeFile, access, mkdtemp, rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { eq, inArray } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { applyRetention } from "../../server/jobs/upkeep/apply.ts";
import { noteKeyBackup } from "../../server/queries/upkeep.ts";
import { DeletionPage } from "../../shared/api/retention.ts";
import { ask, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { storedConsent, storedEnrolment } from "../support/stored.ts";
import { type Cast, newCast, newWorld, type World } from "../support/world.ts";
import { DAY_MS, daysAgo, now, retentionTools } from "../support/retention.ts";
import { assessmentTests } from "./retention-assessment.ts";
import { dailyTests } from "./retention-daily.ts";
import { documentTests } from "./retention-documents.ts";

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

const tools = retentionTools(() => ({ test, cast, world }));

const { newStudent, checkIn, isThere, isGone, logged, stateOf, allDays } = tools;

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

documentTests(() => ({ test, cast, world }), tools);

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

dailyTests(() => test, tools);

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

assessmentTests(() => ({ test, cast }));
