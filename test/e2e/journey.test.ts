import { afterAll, beforeAll, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { type TestBrowser, launchBrowser } from "../support/browser.ts";
import { login } from "../support/login.ts";
import { describeWithModels } from "../support/needs.ts";
import { ask, newPerson } from "../support/people.ts";
import { type TestServer, startTestServer } from "../support/server.ts";
import { faceVideo } from "../support/videos.ts";

const SECONDS = 1000;
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
/** What a person is to see appears. */
const shown = (locator: Locator) => expect(locator.waitFor()).resolves.toBeUndefined();
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });

await describeWithModels(
  "a student's first class",
  () => {
    let server: TestServer;
    let phone: TestBrowser;
    let laptop: TestBrowser;
    let joinCode: string;
    let courseId: string;

    beforeAll(async () => {
      server = await startTestServer({ recognition: true, assets: true, client: true });
      await newPerson(server, "administrator");
      const teacher = await newPerson(server, "teacher");
      const course = await ask(server.app, "POST", "/v1/courses", { as: teacher, body: { name: "Algebra" } });
      ({ joinCode, id: courseId } = course.body as { joinCode: string; id: string });
      phone = await launchBrowser({
        video: await faceVideo({ subject: "subject-01", photos: [0, 1, 2, 3, 4] }),
      });
      laptop = await launchBrowser({ viewport: { width: 1280, height: 800 } });
      await login(laptop.context, server.url, teacher);
    }, 180 * SECONDS);
    afterAll(async () => {
      await phone?.close();
      await laptop?.close();
      await server?.close();
    }, 60 * SECONDS);

    test("a newcomer registers and joins the course with its code", async () => {
      const { page } = phone;
      await page.goto(server.url);
      await link(page, "Create a student account").click();
      await page.getByLabel("Your name").fill("Ana Pérez");
      await page.getByLabel("E-mail address").fill("ana@example.edu");
      await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
      await button(page, "Create account").click();
      await link(page, "Join a course").first().click();
      await page.getByLabel("Course code").fill(joinCode);
      await button(page, "Join").click();
      await shown(page.getByText("You are in Algebra.").first());
    });

    test("the newcomer consents and enrols the face in five photos", async () => {
      const { page } = phone;
      await page.goto(`${server.url}/consent`);
      await button(page, "I agree").click();
      await button(page, "Start the camera").click();
      await button(page, "Send the photos").click({ timeout: 120 * SECONDS });
      await shown(page.getByRole("heading", { name: "Waiting for a person to confirm" }));
    });

    test("the teacher confirms the face with one look", async () => {
      const { page } = laptop;
      await page.goto(`${server.url}/enrolments`);
      await button(page, "Yes, confirm: Ana Pérez").click();
      await shown(page.getByText("Ana Pérez is confirmed.").first());
    });

    test("the teacher opens a meeting, and the student is on its list after the check-in, without a reload", async () => {
      const teacher = laptop.page;
      await teacher.goto(`${server.url}/courses/${courseId}`);
      await button(teacher, "Take the roll now").click();
      await button(teacher, "Open the meeting").click();
      const row = teacher.getByRole("listitem").filter({ hasText: "Ana Pérez" });
      await row.getByText("Not yet decided").waitFor();
      await teacher.evaluate(() => Object.assign(globalThis, { neverReloaded: true }));

      const { page } = phone;
      await page.goto(`${server.url}/today`);
      await link(page, "Check in").waitFor();
      // until the phone has heard of the confirmation, the way is a tap
      await page.getByText("Your enrolment awaits confirmation").waitFor({ state: "detached" });
      await link(page, "Check in").click();
      await page.getByText("Confirmed. You are on the list.").waitFor({ timeout: 60 * SECONDS });
      await row.getByText("Present").waitFor({ timeout: 60 * SECONDS });
      expect(await teacher.evaluate(() => "neverReloaded" in globalThis)).toBe(true);
    });

    test("no request of the whole journey left the app's own origin", () => {
      expect(phone.strayRequests).toEqual([]);
      expect(laptop.strayRequests).toEqual([]);
    });
  },
  { models: ["arcface-mbf"], faces: true },
);
