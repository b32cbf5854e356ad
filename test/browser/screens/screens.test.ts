import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, newPerson } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { expectSound } from "../../support/sound.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
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
  screens = await openScreens(server.url);
  page = screens.page;
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const VISITOR = [
  "/",
  "/sign-in",
  "/register",
  "/register#setup",
  "/reset#token=x",
  "/reset",
  "/about",
  "/nowhere",
  "/today",
];
const STUDENT = [
  "/today",
  "/record",
  "/record/nothing-here/show",
  "/week",
  "/join",
  "/me",
  "/consent",
  "/enrol",
  "/enrol/photos",
  "/check-in/MEETING",
];
const TEACHER = [
  "/courses",
  "/courses/new",
  "/carry",
  "/courses/COURSE",
  "/courses/COURSE?tab=timetable",
  "/courses/COURSE?tab=roster",
  "/courses/COURSE/import",
  "/week",
  "/courses/COURSE?tab=rules",
  "/account",
];
const MEETING = ["/meetings/MEETING", "/meetings/MEETING/projector", "/enrolments"];
const ADMINISTRATOR = ["/health", "/terms", "/people", "/invitations", "/enrolments", "/about"];

const SETTINGS = [
  { colorScheme: "light", width: 360, height: 740 },
  { colorScheme: "dark", width: 1280, height: 800 },
] as const;

describe.each([
  ["a visitor", VISITOR, () => null],
  ["a student", STUDENT, () => cast.student],
  ["a teacher", [...TEACHER, ...MEETING], () => cast.teacher],
  ["an administrator", ADMINISTRATOR, () => cast.administrator],
])("for %s", (_who, paths, person) => {
  beforeAll(() => screens.become(person()));

  test.each(paths)("%s has nothing that axe objects to, and nothing wider than the screen", async (path) => {
    const address = path.replace("COURSE", world.course).replace("MEETING", world.openMeeting);
    for (const { colorScheme, width, height } of SETTINGS) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await screens.visit(address);
      await expectSound(screens);
    }
  });
});

test("the choice of one's way, and a check-in without a face, are right to axe and by keyboard", async () => {
  const { email, ...newcomer } = await newPerson(server);
  const body = { email, role: "student" };
  await ask(server.app, "POST", `/v1/courses/${world.course}/roster`, { as: cast.teacher, body });
  await screens.become({ email, ...newcomer });
  for (const { colorScheme, width, height } of SETTINGS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await screens.visit("/today");
    await page.getByRole("heading", { name: "How do you want to check in?" }).waitFor();
    await expectSound(screens);
    await screens.visit(`/check-in/${world.openMeeting}`);
    await expectFocus(page.getByRole("button", { name: "Check in" }));
    expect(await screens.violations()).toEqual([]);
    await page.keyboard.press("Enter");
    await expectFocus(page.getByRole("heading", { name: "You are checked in" }));
    expect(await screens.violations()).toEqual([]);
  }
});

/** The focus moves with what is drawn, a moment after the key or the click. */
async function expectFocus(locator: Locator): Promise<void> {
  await expect.poll(() => locator.evaluate((element) => element.contains(document.activeElement))).toBe(true);
}

test("a form that is sent empty moves the focus to what is wrong, and each complaint leads to its field", async () => {
  await screens.become(null);
  await screens.visit("/register");
  await page.locator("button[type=submit]").click();
  const summary = page.getByRole("alert");
  await summary.waitFor();
  await expectFocus(summary);
  await summary.getByRole("link").first().click();
  await expectFocus(page.locator("[name=name]"));
  expect(await screens.violations()).toEqual([]);
});

test("a dialog takes the focus, closes with Escape and gives the focus back", async () => {
  await screens.become(cast.teacher);
  await screens.visit(`/courses/${world.course}`);
  const opener = page.getByRole("button", { name: "Show it large" });
  await opener.click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await expectFocus(dialog);
  expect(await screens.violations()).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await expectFocus(opener);
});

test("the tabs of a course are moved through with the arrow keys", async () => {
  await screens.become(cast.teacher);
  await screens.visit(`/courses/${world.course}`);
  await page.getByRole("tab", { name: "Meetings" }).focus();
  await page.keyboard.press("ArrowRight");
  const next = page.getByRole("tab", { name: "Timetable", selected: true });
  await next.waitFor();
  await expectFocus(next);
});

test("the language is changed at once, and kept with the account", async () => {
  await screens.become(cast.stranger);
  await page.setViewportSize({ width: 1280, height: 800 });
  await screens.visit("/join");
  const saved = page.waitForResponse((answer) => answer.request().method() === "PATCH");
  await page.locator(".language button[lang=es]:visible").click();
  await page.getByRole("heading", { name: "Unirme a un curso" }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe("es");
  expect((await saved).status()).toBe(200);
  await page.locator(".language button[lang=en]:visible").click();
});

test("a screen of another role is not there, and a visitor is asked to sign in first", async () => {
  await screens.become(cast.student);
  await screens.visit("/people");
  await page.getByRole("heading", { level: 1, name: "There is nothing here" }).waitFor();
  await screens.become(null);
  await screens.visit("/people");
  await expect.poll(() => page.locator("h1").textContent()).toBe("Sign in");
});
