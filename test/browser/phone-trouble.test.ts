import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { en } from "../../client/i18n/en.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { type Classroom, classroom, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { giveConsent, newPerson, type Person } from "../support/people.ts";
import { type CarryServer, serveCarry } from "./carry-server.ts";

let server: CarryServer;
let student: Person;
let room: Classroom;
let phone: TestBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveCarry();
}, 180_000);
afterAll(() => server?.close());

beforeEach(async () => {
  student = await newPerson(server);
  await giveConsent(server, student);
  room = await classroom(server, [student]);
  phone = await launchBrowser();
  page = phone.page;
  await login(phone.context, server.url, student);
  await open("/record");
  await registered();
  return () => phone.close();
});

async function open(path: string): Promise<void> {
  await page.goto(server.url + path);
  await page.waitForFunction(() => "carryTest" in window);
}
const devices = () =>
  page.evaluate(async () => (await window.carryTest.db.devices.toArray()).map(({ status }) => status));
const registered = () => until(async () => ((await devices()).includes("active") ? true : null));
const seal = () =>
  page.evaluate(async (meeting) => (await window.carryTest.seal(meeting)).h, {
    id: room.meeting.id,
    courseName: room.meeting.courseName,
  });
const detailOf = (h: string) =>
  page.evaluate(async (hash) => (await window.carryTest.db.entries.get(hash))?.detail ?? null, h);
const heading = (text: string) => page.getByText(text, { exact: true });
const { trouble, loss, next, anew } = en.phone;

test("a phone whose history has split is frozen, says so and what to do, and works again once it is registered anew", async () => {
  const before = await page.evaluate(() => window.carryTest.db.chains.toArray());
  const first = await seal();
  await until(async () => ((await detailOf(first)) === "pending" ? true : null));
  // a backup of the browser's data from before the first check-in is restored
  await page.evaluate(async (chains) => {
    await window.carryTest.db.entries.clear();
    await window.carryTest.db.chains.bulkPut(chains);
  }, before);
  const second = await seal();
  await until(async () => ((await detailOf(second)) === "rejected" ? true : null));
  expect(await devices()).toEqual(["frozen"]);
  await heading(trouble.frozen.title).waitFor();
  await page.getByText("the phone was frozen").waitFor();

  await page.getByRole("link", { name: anew }).click();
  await page.getByRole("button", { name: anew }).click();
  await page.getByRole("dialog").getByRole("button", { name: anew }).click();
  await registered();
  await heading(trouble.frozen.title).waitFor({ state: "detached" });
  await open("/today");
  const third = await seal();
  await until(async () => ((await detailOf(third)) === "pending" ? true : null));
  expect((await devices()).toSorted()).toEqual(["active", "replaced"]);
});

test("a browser that has lost everything is told from a new one: the student reads what was lost, and the phone works again", async () => {
  await phone.context.setOffline(true);
  const unsent = await seal();
  await page.waitForFunction(() => window.carryTest.unsent.value.count === 1);
  await phone.context.setOffline(false);
  // what Chromium does with a database that it finds damaged
  await page.goto(`${server.url}/robots.txt`);
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        indexedDB.deleteDatabase("presente").onsuccess = resolve;
      }),
  );
  await open("/today");
  await heading(loss.title).waitFor();
  await page.getByText(/1 check-in had not reached the server/).waitFor();
  // its claim lay beside the database, too: it can be carried, though nothing on this phone can send it
  await page.getByText(loss.restored(1)).waitFor();
  await page.waitForFunction(() => window.carryTest.checkIns.value[0]?.trouble === "key");
  expect(await detailOf(unsent)).toBe("sent");
  const text = await page.evaluate(async (uid) => {
    const saved = await window.carryTest.exportUnsent(uid);
    return saved?.text() ?? "";
  }, student.id);
  expect(JSON.parse(text).entries).toHaveLength(1);
  await registered();
  await page.reload();
  await page.getByRole("button", { name: loss.read }).click();
  await heading(loss.title).waitFor({ state: "detached" });
  const h = await seal();
  await until(async () => ((await detailOf(h)) === "pending" ? true : null));
  await page.reload();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForFunction(() => window.carryTest.checkIns.value.length === 2);
  expect(await heading(loss.title).count()).toBe(0);
  // what the server has needs no second copy
  const copies = await page.evaluate(() =>
    Object.keys(localStorage).filter((key) => key.includes(".claim.")),
  );
  expect(copies).toEqual([`presente.claim.${unsent}`]);
});

test("a check-in whose key is gone does not claim that it goes by itself, and can still be shown and saved", async () => {
  await phone.context.setOffline(true);
  const h = await seal();
  await page.evaluate(() => window.carryTest.db.devices.clear());
  await page.getByText(next.key).waitFor();
  await heading(trouble.gone.title).waitFor();
  expect(await page.getByText(/It goes by itself/).count()).toBe(0);
  expect(await heading(loss.title).count()).toBe(0);
  const file = await page.evaluate(async (uid) => {
    const saved = await window.carryTest.exportUnsent(uid);
    return saved?.text() ?? "";
  }, student.id);
  expect(JSON.parse(file).entries).toHaveLength(1);
  await page.getByRole("link", { name: en.carry.show.action }).click();
  await page.locator(".qr-code").waitFor();
  expect(["queued", "sent"]).toContain(await detailOf(h));
});
