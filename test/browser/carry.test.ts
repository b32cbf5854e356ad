import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { blob, entry } from "../../drizzle/schema.ts";
import { SyncReply } from "../../shared/protocol/sync.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { type Classroom, classroom, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { giveConsent, newPerson, type Person } from "../support/people.ts";
import { screenVideo } from "../support/videos.ts";
import { type CarryServer, serveCarry } from "./carry-server.ts";

let server: CarryServer;
let student: Person;
let room: Classroom;
let phone: TestBrowser;
let desk: TestBrowser;
let folder: string;
/** hash of the check-in that the test is about */
let h: string;

/** Opens a screen of the app. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(server.url + path);
  await page.waitForFunction(() => "carryTest" in window);
}
/** Asks a page again until what it tells is true. */
const holds = (page: Page, look: () => Promise<unknown>) =>
  until(async () => ((await page.evaluate(look)) ? true : null));
const button = (page: Page, name: string) => page.getByRole("button", { name });

beforeAll(async () => {
  server = await serveCarry();
  folder = await mkdtemp(join(tmpdir(), "presente-codes-"));
  student = await newPerson(server, "student", { name: "Berta Soler" });
  await giveConsent(server, student);
  room = await classroom(server, [student]);
  phone = await launchBrowser();
  desk = await launchBrowser();
  await login(phone.context, server.url, student);
  await login(desk.context, server.url, room.teacher);
  await open(phone.page, "/record");
  await holds(phone.page, () => window.carryTest.db.devices.count());
  await open(desk.page, "/carry");
}, 180_000);
afterAll(async () => {
  await phone?.close();
  await desk?.close();
  await server?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** Seals a check-in on the student's phone, which has no network. @returns its hash */
async function sealOffline(): Promise<string> {
  await phone.context.setOffline(true);
  const { id, courseName } = room.meeting;
  return phone.page.evaluate(async (meeting) => (await window.carryTest.seal(meeting)).h, { id, courseName });
}

const stored = async () =>
  (await server.services.db.select().from(entry).where(eq(entry.hash, h)))[0] ?? null;

/** What the server says to the phone's next own sync. */
async function ownSync(): Promise<SyncReply> {
  const answer = phone.page.waitForResponse(
    (response) =>
      response.url().endsWith("/v1/sync") &&
      response.ok() &&
      JSON.parse(response.request().postData() ?? "{}").entries?.length > 0,
  );
  await phone.context.setOffline(false);
  return v.parse(SyncReply, await (await answer).json());
}

test("without network the phone shows the check-in as codes, and a red mark says that it is only here", async () => {
  h = await sealOffline();
  const { page } = phone;
  await page.getByText("1 check-in is waiting on this phone").waitFor();
  expect(await page.locator(".nav-unsent").first().textContent()).toContain("1");
  await page.getByRole("link", { name: "Show to your teacher" }).click();
  await button(page, "Pause").click();
  await page.getByText(/Code \d of \d/).waitFor();
});

test("the teacher's phone, without network too, reads them off the screen and keeps the check-in", async () => {
  const { page } = desk;
  // the screen was opened while there was a network; the camera was not
  await page.waitForLoadState("networkidle");
  await desk.context.setOffline(true);

  const code = phone.page.locator(".qr-code");
  const total = Number(
    /of (\d)/.exec((await phone.page.getByText(/Code \d of \d/).textContent()) ?? "")?.[1],
  );
  expect(total).toBeGreaterThan(1);
  const pictures: string[] = [];
  for (let i = 0; i < total; i++) {
    pictures.push(join(folder, `${i}.png`));
    await code.screenshot({ path: pictures[i] ?? "" });
    await button(phone.page, "Next code").click();
  }
  const video = await screenVideo(pictures);
  await desk.show(video);
  await rm(video);
  await button(page, "Start the camera").click();
  await page.getByText("All there. The check-in is kept on this phone.").waitFor({ timeout: 60_000 });
  await page.getByText("1 waits for a connection").waitFor();
  const [row] = await page.evaluate(() => window.carryTest.db.carried.toArray());
  expect(row).toMatchObject({ h, detail: "queued", via: "screen" });
  expect(await stored()).toBeNull();
});

test("with a network it goes to the server by itself, which takes it as first seen now, with its carrier", async () => {
  const { page } = desk;
  await desk.context.setOffline(false);
  await page.getByText("Berta Soler").waitFor();
  await page.getByText("At the server").waitFor();
  expect(await stored()).toMatchObject({ state: "pending", carrierId: room.teacher.id });
  await open(page, `/meetings/${room.meeting.id}`);
  await page.getByText(`Carried by: ${room.teacher.name}`).waitFor();
});

test("the student's phone, back on the network, is told the stored outcome as a duplicate", async () => {
  const before = await stored();
  const reply = await ownSync();
  expect(reply.results).toMatchObject([{ h, st: "duplicate", was: "pending", code: "enrolment" }]);
  expect(await stored()).toMatchObject({ carrierId: room.teacher.id, receivedAt: before?.receivedAt });
  await phone.page.getByText("The server has this check-in").waitFor();
});

test("a file of unsent check-ins brings claims and photos, once, however often it is chosen", async () => {
  await open(phone.page, "/record");
  await phone.page.waitForFunction(() => window.carryTest.checkIns.value.length === 1);
  h = await sealOffline();
  const saving = phone.page.waitForEvent("download");
  await button(phone.page, "Save unsent check-ins as a file").click();
  const path = join(folder, "check-ins.json");
  await (await saving).saveAs(path);

  const { page } = desk;
  await open(page, "/carry");
  const field = page.getByLabel("Choose the file");
  await field.setInputFiles({ name: "notes.json", mimeType: "application/json", buffer: Buffer.from("[]") });
  await page.getByText("This is not a file of check-ins.").waitFor();
  await field.setInputFiles(path);
  await page.getByText("1 check-in taken from the file.").waitFor();
  await holds(page, async () => {
    const waiting = await window.carryTest.db.carried.filter(({ detail }) => detail !== "received").count();
    return waiting + (await window.carryTest.db.carriedBlobs.count()) === 0;
  });
  await field.setInputFiles(path);
  await page.getByText("Everything in this file is here already.").waitFor();
  await holds(page, async () => (await window.carryTest.db.carriedBlobs.count()) === 0);

  const found = await stored();
  expect(found).toMatchObject({ carrierId: room.teacher.id, state: "pending" });
  const { db } = server.services;
  const kept = await db
    .select({ hash: blob.hash })
    .from(blob)
    .where(eq(blob.did, found?.did ?? ""));
  expect(kept.map(({ hash }) => hash)).toEqual(
    expect.arrayContaining([found?.photoHash, found?.embeddingHash]),
  );
  const reply = await ownSync();
  expect(reply.results).toMatchObject([{ h, st: "duplicate", need: [] }]);
});

test("signing out warns of what is not delivered and keeps it, and forgets whose check-ins have arrived", async () => {
  const { page } = desk;
  await desk.context.setOffline(true);
  await page.evaluate(async () => {
    const [row] = await window.carryTest.db.carried.toArray();
    if (row)
      await window.carryTest.db.carried.put({ ...row, h: "z".repeat(43), detail: "queued", about: null });
  });
  await page.getByText("1 waits for a connection").waitFor();
  await button(page, "Sign out").first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("1 carried check-in has not reached the server").waitFor();
  await dialog.getByRole("button", { name: "Sign out" }).click();
  await holds(page, async () => (await window.carryTest.db.carried.count()) === 1);
  const [left] = await page.evaluate(() => window.carryTest.db.carried.toArray());
  expect(left?.h).toBe("z".repeat(43));
});
