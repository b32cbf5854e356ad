import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import { eq } from "drizzle-orm";
import { unzipSync } from "fflate";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit, enrolment, entry as entryTable, galleryPhoto, session } from "../../../drizzle/schema.ts";
import { newPerson } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { expectSound, expectSoundAt } from "../../support/sound.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { storedDuplicate, storedReferences } from "../../support/stored-references.ts";
import { storedEnrolment } from "../../support/stored.ts";
import { type Cast, newCast, newWorld, type World } from "../../support/world.ts";

let server: TestServer;
let screens: Screens;
let page: Page;
let cast: Cast;
let world: World;

beforeAll(async () => {
  server = await startTestServer({ client: true });
  cast = await newCast(server);
  world = await newWorld(server, cast);
  const { db } = server.services;
  // longer ago than its references: those of an earlier enrolment retire
  const longAgo = new Date(Date.now() - 30 * 86_400_000);
  const confirmed = { status: "confirmed", createdAt: longAgo, decidedAt: longAgo } as const;
  await db.update(enrolment).set(confirmed).where(eq(enrolment.id, world.enrolment));
  const userId = cast.student.id;
  await storedReferences(server, { userId, meetingId: world.openMeeting });
  await storedDuplicate(server, { enrolmentId: world.enrolment, userId, otherId: cast.stranger.id });
  screens = await openScreens(server.url);
  page = screens.page;
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

test("a student sees which photos count, which wait, which are gone, and why", async () => {
  await screens.become(cast.student);
  await screens.visit("/me");
  await page.getByRole("link", { name: "What the app knows of my face" }).click();
  await page.getByText(/Has counted since/).waitFor();
  await page.getByText(/Counts from/).waitFor();
  await page.getByText(/a newer one took its place\. The photo is destroyed on/).waitFor();
  await page.getByText("Not taken as a reference: one a day is enough").waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  await expectSoundAt(screens, "/me/face");
});

test("a student takes everything along, after a fresh sign-in, and sees who has looked", async () => {
  const { db } = server.services;
  const { student, teacher, administrator } = cast;
  const about = (detail: Record<string, string>) => ({
    action: "photo_viewed",
    subjectId: student.id,
    detail,
  });
  const [entry] = await db.select().from(entryTable).where(eq(entryTable.userId, student.id)).limit(1);
  for (const pose of ["front", "left"]) {
    const detail = { enrolment: world.enrolment, pose };
    await db.insert(audit).values({ id: uuidv7(), actorId: administrator.id, ...about(detail) });
  }
  const checkIn = { meeting: world.openMeeting, checkIn: entry?.hash ?? "" };
  await db.insert(audit).values({ id: uuidv7(), actorId: teacher.id, ...about(checkIn) });

  await screens.become(student);
  await expectSoundAt(screens, "/me");
  await page.context().setOffline(true);
  await page.getByText("everything comes from the server").waitFor();
  expect(await page.getByRole("button", { name: "Make my archive" }).isDisabled()).toBe(true);
  await page.context().setOffline(false);
  const longAgo = new Date(Date.now() - 3_600_000);
  await db.update(session).set({ createdAt: longAgo }).where(eq(session.userId, student.id));
  await page.getByRole("button", { name: "Make my archive" }).click();
  await page.getByText("whoever finds this phone unlocked").waitFor();
  expect(await screens.violations()).toEqual([]);
  const data = page.getByRole("region", { name: "My data" });
  await data.locator('input[type="email"]').fill(student.email);
  await data.locator('input[type="password"]').fill(student.password);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/^presente_my-data_.*\.zip$/);
  const files = unzipSync(await readFile(await download.path()));
  expect(Object.keys(files).filter((name) => name.startsWith("photos/")).length).toBeGreaterThan(5);
  await page.getByText(/Your archive is saved/).waitFor();

  // the archive's own page, as it is opened from a folder
  const folder = await mkdtemp(join(tmpdir(), "presente-archive-"));
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`file://${folder}/index.html`);
  await expectSound(screens);
  await screens.shoot("archive");
  await rm(folder, { recursive: true });

  await screens.visit("/me/looks");
  await page.getByText("You took your data along").waitFor();
  await page.getByText("To decide a check-in · 1 photo").waitFor();
  await page.getByText("To confirm your enrolment · 2 photos").waitFor();
  await expectSoundAt(screens, "/me/looks");
});

test("an administrator takes a photo out with a reason, by keyboard", async () => {
  await screens.become(cast.administrator);
  await expectSoundAt(screens, "/people");
  await expectSoundAt(screens, `/people/${cast.student.id}/face`);
  await page
    .getByRole("button", { name: /^Take out the photo of/ })
    .first()
    .focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await screens.violations()).toEqual([]);
  await dialog.getByLabel("Reason").fill("it shows a poster");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await page
    .getByText(/an administrator took it out/)
    .first()
    .waitFor();
  const { db } = server.services;
  const purged = await db.select().from(galleryPhoto).where(eq(galleryPhoto.reason, "purged"));
  expect(purged).toMatchObject([{ state: "retired" }]);
  const [written] = await db.select().from(audit).where(eq(audit.action, "references_purged"));
  expect(written).toMatchObject({ actorId: cast.administrator.id, subjectId: cast.student.id });
});

test("an administrator decides about two faces that are alike", async () => {
  await screens.become(cast.administrator);
  await expectSoundAt(screens, "/health");
  await page.getByRole("link", { name: "Faces alike" }).click();
  await page.getByRole("button", { name: /^Decide:/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Two people").check();
  await dialog.getByLabel(/^Note/).fill("twins");
  expect(await screens.violations()).toEqual([]);
  await dialog.getByRole("button", { name: "Decide" }).click();
  await page.getByText(/Two people, decided on/).waitFor();
  await page.getByText("twins").waitFor();
  await expectSoundAt(screens, "/faces-alike");
});

test("who withdraws is told what becomes of a check-in that was still on the phone", async () => {
  await screens.become(cast.student);
  await screens.visit("/me");
  const uid = cast.student.id;
  await page.evaluate(keepUnsent, { uid, meetingId: world.openMeeting });
  await screens.visit("/me");
  await page.getByRole("button", { name: "Withdraw consent" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 check-in on this phone has not been decided").waitFor();
  expect(await screens.violations()).toEqual([]);
  await screens.shoot("withdraw");
  await dialog.getByRole("button", { name: "Withdraw consent" }).click();
  await page.getByText("Your face data is destroyed here and on the server").first().waitFor();
  await expectSoundAt(screens, "/record");
  await page.getByText("its photo is destroyed").first().waitFor();
  await expectSoundAt(screens, "/today");
  await page.getByText("1 check-in that was waiting goes without its photo").waitFor();
  await page.getByRole("button", { name: "I have read it" }).click();
  await page.getByText("1 check-in that was waiting").waitFor({ state: "detached" });
  await screens.visit("/me");
  await page.getByRole("button", { name: "Make my archive" }).waitFor();
});

test("who confirms enrolments by keyboard goes on from the next one, and ends at the heading", async () => {
  for (const name of ["Inés Roca", "Zoe Vidal"])
    await storedEnrolment(server, (await newPerson(server, "student", { name })).id);
  await page.setViewportSize({ width: 1280, height: 800 });
  await screens.become(cast.administrator);
  await screens.visit("/enrolments");
  const confirm = page.getByRole("button", { name: /^Yes, confirm:/ });
  const focused = () =>
    page.evaluate(() => `${document.activeElement?.tagName} ${document.activeElement?.textContent}`);
  expect(await confirm.count()).toBe(2);
  await confirm.first().press("Enter");
  await expect.poll(focused).toBe("H2 Zoe Vidal");
  expect(await screens.violations()).toEqual([]);
  await confirm.press("Enter");
  await expect.poll(focused).toMatch(/^H1 /);
});

/** Puts a check-in of a phone that lost its key into the page's database, as if it had been sealed there. */
async function keepUnsent({ uid, meetingId }: { uid: string; meetingId: string }): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open("presente");
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("no database")));
  });
  const hash = (letter: string) => letter.repeat(43);
  const row = {
    ...{ h: hash("A"), did: crypto.randomUUID(), uid, seq: 1, jws: "aaaa.bbbb.cccc", meetingId },
    ...{ courseName: "Algebra", title: null, capturedAt: Date.now(), detail: "queued", code: null },
    ...{ attendance: null, grade: null, note: null, need: null, uploaded: [], receipt: null },
    blobs: [{ hash: hash("B"), bytes: 3 }],
    blobsKept: true,
  };
  const writing = database.transaction(["entries", "blobs"], "readwrite");
  writing.objectStore("entries").put(row);
  const blob = { h: row.h, hash: hash("B"), type: "image/jpeg", bytes: new ArrayBuffer(3) };
  writing.objectStore("blobs").put(blob);
  await new Promise((resolve) => writing.addEventListener("complete", resolve));
  database.close();
}
