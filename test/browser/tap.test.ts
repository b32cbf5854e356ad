import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LiveList } from "../../shared/api/course.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { type Classroom, classroom, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { screenVideo } from "../support/videos.ts";

let server: TestServer;
let ana: Person;
let bea: Person;
let room: Classroom;
let phone: TestBrowser;
let laptop: TestBrowser;

beforeAll(async () => {
  server = await startTestServer({ client: true });
});
afterAll(() => server?.close());
beforeEach(async () => {
  ana = await newPerson(server, "student", { name: "Ana Pérez" });
  bea = await newPerson(server, "student", { name: "Bea Ruiz" });
  room = await classroom(server, [ana, bea]);
  phone = await launchBrowser({ viewport: { width: 360, height: 740 } });
  laptop = await launchBrowser({ viewport: { width: 1280, height: 800 } });
  await login(phone.context, server.url, ana);
  await login(laptop.context, server.url, room.teacher);
});
afterEach(async () => {
  await phone?.close();
  await laptop?.close();
});

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const row = (name: string) => laptop.page.getByRole("listitem").filter({ hasText: name });

/** The app is installed, knows the meetings, and has a key: from now on it needs no network. */
async function ready(page: Page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(
    () =>
      new Promise<boolean>((resolve) => {
        const request = indexedDB.open("presente");
        request.onsuccess = () => {
          const { result } = request;
          const count = result.transaction("devices").objectStore("devices").count();
          count.onsuccess = () => {
            result.close();
            resolve(count.result > 0);
          };
        };
      }),
  );
}

test("a student without a face taps with the network off, closes the app, and is confirmed by the teacher with one press", async () => {
  const { page } = phone;
  await page.goto(`${server.url}/today`);
  // both ways are offered alike, and the question is asked once
  await page.getByRole("link", { name: "Read about the face" }).waitFor();
  await button(page, "Check in with a tap").click();
  await page.getByText("How do you want to check in?").waitFor({ state: "detached" });
  await ready(page);
  const desk = laptop.page;
  await desk.goto(`${server.url}/meetings/${room.meeting.id}`);
  await row("Ana Pérez").waitFor();
  await desk.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

  await phone.context.setOffline(true);
  await page.goto(`${server.url}/today`);
  expect(await page.getByText("How do you want to check in?").count()).toBe(0);
  await page.getByRole("link", { name: "Check in", exact: true }).click();
  await page.getByText("You are checked in").waitFor();
  // opened again it is still here, and going back to the screen is no second tap
  await page.reload();
  await button(page, "Check in").waitFor();
  await page.goto(`${server.url}/today`);
  await page.getByText("1 check-in is waiting on this phone").waitFor();
  await phone.close({ keep: true });
  phone = await launchBrowser({ profile: phone.profile, viewport: { width: 360, height: 740 } });
  // its session cookie went with the browser; the check-in has gone out without one
  await login(phone.context, server.url, ana);
  await phone.page.goto(`${server.url}/record`);

  await row("Ana Pérez").getByText("To confirm").waitFor();
  await button(desk, "Confirm: Ana Pérez").click();
  await row("Ana Pérez").getByText("Present", { exact: true }).waitFor();
  expect(await desk.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
  // what the desk shows it has only written down so far
  await until(async () => {
    const list = await ask(server.app, "GET", `/v1/meetings/${room.meeting.id}/list`, { as: room.teacher });
    return v.parse(LiveList, list.body).rows.some(({ checkIn }) => checkIn?.st === "accepted") || null;
  });
  await phone.page.goto(`${server.url}/record`);
  await phone.page.getByText("Confirmed", { exact: true }).first().waitFor();

  await ask(server.app, "POST", `/v1/meetings/${room.meeting.id}/close`, { as: room.teacher });
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await desk.goto(`${server.url}/courses/${room.course.id}/report?from=${day(-1)}&until=${day(1)}`);
  await desk.getByRole("checkbox").check();
  const cells = desk.getByRole("row").filter({ hasText: "Check-in confirmed in the room by the teacher" });
  expect(await cells.first().innerText()).toMatch(/Ana Pérez[\s\S]*E1/);
});

/** The device has an answer of this name for use without network. */
const keeps = (page: Page, name: string) =>
  page.waitForFunction(
    (wanted) =>
      new Promise<boolean>((resolve) => {
        const request = indexedDB.open("presente");
        request.onsuccess = () => {
          const { result } = request;
          const all = result.transaction("cache").objectStore("cache").getAllKeys();
          all.onsuccess = () => {
            result.close();
            resolve(JSON.stringify(all.result).includes(wanted));
          };
        };
      }),
    name,
  );

const READ = "You are checked in";
const CODE = ".room-code-value";
const tapHere = (page: Page) => page.getByRole("button", { name: "Check in", exact: true });

/** The code of the screen before the student's camera, until it is read: on a slow machine it may have changed meanwhile. */
async function scan(page: Page, screen: Page, folder: string): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    const picture = join(folder, `${tries}.png`);
    await screen.locator(".wall-code .qr-code").screenshot({ path: picture });
    const video = await screenVideo([picture]);
    await phone.show(video);
    await rm(video);
    await page.goto(`${server.url}/check-in/${room.meeting.id}`);
    const tooLate = page.getByText("This code is no longer shown.");
    await tapHere(page).or(tooLate).waitFor({ timeout: 60_000 });
    if (!(await tooLate.isVisible())) return;
  }
}

test("where the course asks for the room's code, a student types or scans it, both screens offline, and it counts as evidence", async () => {
  await server.services
    .sql`update course set policy = policy || '{"roomCode":"required"}' where id = ${room.course.id}`;
  const folder = await mkdtemp(join(tmpdir(), "presente-room-code-"));
  const [desk, { page }] = [laptop.page, phone];
  try {
    await desk.goto(`${server.url}/meetings/${room.meeting.id}`);
    await desk.locator(CODE).waitFor();
    await desk.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await keeps(desk, `list:${room.meeting.id}`);
    await page.goto(`${server.url}/today`);
    await button(page, "Check in with a tap").click();
    await ready(page);
    await laptop.context.setOffline(true);
    await phone.context.setOffline(true);

    await desk.reload();
    const shown = await desk.locator(CODE).innerText();
    await page.goto(`${server.url}/today`);
    await page.getByText("You need the code that is shown in the room.").waitFor();
    await page.getByRole("link", { name: "Check in", exact: true }).click();
    const field = page.getByLabel("Or type the 8 characters");
    await field.fill("Room 12");
    await button(page, "Use this code").click();
    await page.getByText("A room code has 8 letters and digits.").waitFor();
    await field.fill("");
    await field.pressSequentially(shown.toLowerCase().replaceAll(/\s/g, "-").replaceAll("0", "o"));
    await button(page, "Use this code").click();
    await page.getByText(READ).waitFor();

    await laptop.context.setOffline(false);
    await phone.context.setOffline(false);
    await button(desk, "Confirm: Ana Pérez").click();
    const stored = async () =>
      server.services.sql`select state, grade, room_code from entry where user_id = ${ana.id} order by seq`;
    await until(async () => ((await stored())[0]?.["state"] === "accepted" ? true : null));
    expect(await stored()).toMatchObject([{ state: "accepted", grade: "E2", room_code: "typed" }]);

    // once more, by the camera and off the wall
    await laptop.context.setOffline(true);
    await desk.getByRole("link", { name: "Show large" }).click();
    await desk.locator(".wall-code .qr-code").waitFor();
    await scan(page, desk, folder);
    await tapHere(page).click();
    await page.getByText(READ).waitFor();
    await until(async () => ((await stored())[1]?.["state"] === "accepted" ? true : null));
    expect((await stored())[1]).toMatchObject({ grade: "E3", room_code: "qr" });
  } finally {
    await rm(folder, { recursive: true });
  }
}, 180_000);
