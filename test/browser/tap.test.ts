import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LiveList } from "../../shared/api/course.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { type Classroom, classroom, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

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
