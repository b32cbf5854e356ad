import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Course, LiveList, type Meeting, Meetings } from "../../shared/api/course.ts";
import { signToldTime } from "../../shared/protocol/tokens.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { classroom, type Student, studentWithPhone, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { blindShot } from "../support/shots.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let laptop: TestBrowser;
let page: Page;
let teacher: Person;
let colleague: Person;
let ana: Person;
let bea: Person;
let carlos: Student;
let course: Course;
let meeting: Meeting;

beforeAll(async () => {
  server = await startTestServer({ client: true });
});
afterAll(() => server?.close());

beforeEach(async () => {
  ana = await newPerson(server, "student", { name: "Lucía Gómez" });
  bea = await newPerson(server, "student", { name: "Bea Ruiz" });
  carlos = await studentWithPhone(server);
  ({ teacher, course, meeting } = await classroom(server, [ana, bea, carlos.person], { open: false }));
  // it begins within minutes, and students may check in already
  const soon = new Date(Date.now() + 5 * 60_000).toISOString();
  await server.services.sql`update meeting set starts_at = ${soon} where id = ${meeting.id}`;
  colleague = await newPerson(server, "teacher", { name: "Carla" });
  await ask(server.app, "POST", `/v1/courses/${course.id}/roster`, {
    as: teacher,
    body: { email: colleague.email, role: "teacher" },
  });
  laptop = await launchBrowser();
  page = laptop.page;
  await login(laptop.context, server.url, teacher);
  await firstVisit();
});
afterEach(() => laptop?.close());

/** The app is installed, and has fetched what it needs without network. */
async function firstVisit() {
  await page.goto(`${server.url}/courses`);
  await page.getByText("Algebra").waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction((name) => {
    return new Promise<boolean>((resolve) => {
      const request = indexedDB.open("presente");
      request.onsuccess = () => {
        const { result } = request;
        const ask = result.transaction("cache").objectStore("cache").getAll();
        ask.onsuccess = () => {
          result.close();
          resolve(ask.result.some((row: { name: string }) => row.name === name));
        };
      };
    });
  }, `list:${meeting.id}`);
}

const DAY_MS = 24 * 60 * 60_000;
/** As if the device had heard the server's time so many days ago, and its clock had lost a minute since. */
async function lastHeardTheTime(daysAgo: number) {
  const agoMs = daysAgo * DAY_MS + 60_000;
  const told = await signToldTime(
    { k: "told", aud: "presente", uid: teacher.id, ms: Date.now() - agoMs },
    server.services.keys.token,
  );
  await page.evaluate(
    async ({ agoMs, told }) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve) => request.addEventListener("success", () => resolve(request.result)));
      const database = await done(indexedDB.open("presente"));
      const store = database.transaction("cache", "readwrite").objectStore("cache");
      const rows: { name: string; value: { told: string; time: { ms: number; tw: number; org: string } } }[] =
        await done(store.getAll());
      for (const { name, value } of rows) {
        if (!name.startsWith("room-keys:")) continue;
        const { ms, tw } = value.time;
        value.told = told;
        value.time = { ...value.time, ms: ms - agoMs, tw: tw - agoMs + 60_000, org: "an earlier page" };
        await done(store.put(rows.find((row) => row.name === name)));
      }
      database.close();
    },
    { agoMs, told },
  );
}

const button = (at: Page, name: string | RegExp) => at.getByRole("button", { name });
const row = (at: Page, name: string) => at.getByRole("listitem").filter({ hasText: name });
const kept = (at: Page, count: number) =>
  at.getByText(`${count} kept on this device`).filter({ visible: true }).first();

async function mark(name: string, status: string, reason: string) {
  await button(page, `Mark: ${name}`).click();
  await page.getByLabel(status, { exact: true }).check();
  await page.getByLabel("Reason").fill(reason);
  await button(page, "Save the mark").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const listOnServer = async (id = meeting.id) =>
  v.parse(LiveList, (await ask(server.app, "GET", `/v1/meetings/${id}/list`, { as: teacher })).body);
const statuses = (list: LiveList) => Object.fromEntries(list.rows.map(({ name, status }) => [name, status]));

test("a teacher opens, marks and closes a meeting with the network off, and it is so for everybody when it is back", async () => {
  const sealed = await carlos.phone.seal(meeting.id, await blindShot());
  expect((await carlos.phone.sync(sealed)).results[0]).toMatchObject({ code: "meeting_not_open" });
  const room = await launchBrowser();
  try {
    await login(room.context, server.url, colleague);
    await room.page.goto(`${server.url}/meetings/${meeting.id}`);
    await row(room.page, "Lucía Gómez").waitFor();
    await room.page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

    await laptop.context.setOffline(true);
    await page.goto(`${server.url}/courses`);
    await page.getByRole("link", { name: /Algebra/ }).click();
    await page.getByText("As this device knew it").waitFor();
    await page.getByRole("link", { name: /Planned/ }).click();
    await button(page, "Open the meeting").click();
    await kept(page, 1).waitFor();
    await mark("Lucía Gómez", "Present", "Seen in the room");
    await mark("Bea Ruiz", "Excused", "Doctor");
    await button(page, "Close the meeting").click();
    await page.getByRole("dialog").getByRole("button", { name: "Close the meeting" }).click();
    await kept(page, 4).waitFor();

    await page.reload();
    await kept(page, 4).waitFor();
    await page.getByText("Closed", { exact: true }).waitFor();
    await row(page, "Lucía Gómez").getByText("Present").waitFor();
    await row(page, "Bea Ruiz").getByText("Excused").waitFor();
    expect(await row(page, "Bea Ruiz").getByText("Kept here").count()).toBe(1);
    expect((await listOnServer()).meeting.state).toBe("planned");

    await laptop.context.setOffline(false);
    await kept(page, 4).waitFor({ state: "detached" });
    const list = await listOnServer();
    expect(list.meeting.state).toBe("closed");
    expect(statuses(list)).toMatchObject({ "Lucía Gómez": "present", "Bea Ruiz": "excused" });
    // the check-in had waited for the opening; what is missing now is an enrolment
    expect((await carlos.phone.status()).results[0]).toMatchObject({ st: "pending", code: "enrolment" });
    await row(page, "Lucía Gómez").getByText("Present").waitFor();

    await row(room.page, "Lucía Gómez").getByText("Present").waitFor();
    await room.page.getByText("Closed", { exact: true }).waitFor();
    expect(await room.page.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
  } finally {
    await room.close();
  }
});

test("a meeting that was opened on the spot without network is there with its marks when the network is back", async () => {
  await laptop.context.setOffline(true);
  await lastHeardTheTime(9);
  await page.goto(`${server.url}/courses/${course.id}`);
  await button(page, "Take the roll now").click();
  await button(page, "Open the meeting").click();
  await row(page, "Lucía Gómez").waitFor();
  // the device has a spare meeting's key: its room code is there, by a clock that nobody has checked for long
  await button(page, "Show a room code").click();
  await page.locator(".room-code-value").waitFor();
  const unsure = page.getByText("In this meeting codes are taken with five minutes of margin.");
  await unsure.waitFor();
  await mark("Lucía Gómez", "Late", "Seen in the room");
  await page.reload();
  await row(page, "Lucía Gómez").getByText("Late").waitFor();
  const id = new URL(page.url()).pathname.split("/")[2] ?? "";
  await laptop.context.setOffline(false);
  await page.getByText("Live ·").waitFor();
  const list = await listOnServer(id);
  expect(statuses(list)).toMatchObject({ "Lucía Gómez": "late" });
  expect(Date.now() - Date.parse(list.meeting.clockToldAt ?? "")).toBeGreaterThan(8.9 * DAY_MS);
  const all = await ask(server.app, "GET", `/v1/courses/${course.id}/meetings`, { as: teacher });
  expect(v.parse(Meetings, all.body).filter(({ state }) => state === "open")).toHaveLength(1);
});

test("two teachers who said different things see both versions, and one tap settles it", async () => {
  await ask(server.app, "POST", `/v1/meetings/${meeting.id}/open`, { as: colleague });
  await page.goto(`${server.url}/meetings/${meeting.id}`);
  await page.getByText("Live ·").waitFor();
  await laptop.context.setOffline(true);
  await mark("Lucía Gómez", "Absent", "Empty chair");
  await ask(server.app, "POST", `/v1/meetings/${meeting.id}/marks`, {
    as: colleague,
    body: { userId: ana.id, status: "present", reason: "I saw her", base: [] },
  });
  await laptop.context.setOffline(false);
  await button(page, "Settle: Lucía Gómez").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Empty chair").waitFor();
  await dialog.getByText("I saw her").waitFor();
  expect(await dialog.getByText("Carla").count()).toBe(1);
  await dialog.getByRole("button", { name: "Choose: Absent" }).click();
  await row(page, "Lucía Gómez").getByText("Absent").waitFor();
  const settled = await until(async () => {
    const found = (await listOnServer()).rows.find(({ userId }) => userId === ana.id);
    return found?.words.length === 1 ? found : null;
  });
  expect(settled).toMatchObject({ status: "absent", needsLook: false });
});

test("what the server will not take is shown with its reason, and does not hold up what follows", async () => {
  await page.goto(`${server.url}/meetings/${meeting.id}`);
  await row(page, "Lucía Gómez").waitFor();
  await laptop.context.setOffline(true);
  await mark("Bea Ruiz", "Present", "Seen in the room");
  await mark("Lucía Gómez", "Present", "Seen in the room");
  await ask(server.app, "DELETE", `/v1/courses/${course.id}/roster/${bea.id}`, { as: colleague });
  await laptop.context.setOffline(false);
  await page.getByText("The server did not take this").waitFor();
  await page.getByText(/Algebra · mark · Bea Ruiz/).waitFor();
  expect(statuses(await listOnServer())).toMatchObject({ "Lucía Gómez": "present" });
  await page.getByRole("alert").getByRole("button", { name: "Close" }).click();
  await page.getByText("The server did not take this").waitFor({ state: "detached" });
});
