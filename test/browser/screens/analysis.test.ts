import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analysedTerm } from "../../support/analysis-school.ts";
import { newPerson, type Person } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { expectSound } from "../../support/sound.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";

let server: TestServer;
let screens: Screens;
let page: Page;
let teacher: Person;
let school: Awaited<ReturnType<typeof analysedTerm>>;

beforeAll(async () => {
  server = await startTestServer({ client: true, config: { timeZone: "Europe/Madrid" } });
  teacher = await newPerson(server, "teacher");
  school = await analysedTerm(server, teacher);
  screens = await openScreens(server.url);
  page = screens.page;
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const SETTINGS = [
  { colorScheme: "light", width: 360, height: 740 },
  { colorScheme: "dark", width: 360, height: 740 },
  { colorScheme: "light", width: 1280, height: 900 },
  { colorScheme: "dark", width: 1280, height: 900 },
] as const;
const chart = (key: string) => page.locator(`[data-chart=${key}]`);
/** Waits until a chart is drawn: an empty canvas has one colour. */
const drawn = (key: string) =>
  page.waitForFunction((name) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`[data-chart=${name}] canvas`);
    if (!canvas || canvas.width === 0) return false;
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    return data !== undefined && new Set(new Uint32Array(data.buffer)).size > 3;
  }, key);

describe.each(["en", "es"] as const)("in %s", (language) => {
  beforeAll(async () => {
    await screens.become(teacher);
    await page.evaluate((chosen) => localStorage.setItem("presente.language", chosen), language);
  });

  test.each([
    [
      "analysis",
      () => `/courses/${school.courseId}?tab=analysis`,
      ["weeks", "hours", "meetings", "spread", "arrivals", "groups", "terms"],
    ],
    ["overview", () => `/overview?term=${school.termId}`, ["weeks", "terms"]],
  ] as const)(
    "the %s has nothing that axe objects to, fits the screen, and draws its charts",
    async (name, path, keys) => {
      for (const { colorScheme, width, height } of SETTINGS) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await screens.visit(path());
        for (const key of keys) await drawn(key);
        await expectSound(screens);
        await screens.shoot(`${name}-${language}-${colorScheme}`);
      }
    },
  );
});

describe("the analysis of a course", () => {
  beforeAll(async () => {
    await screens.become(teacher);
    await page.evaluate(() => localStorage.setItem("presente.language", "en"));
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await screens.visit(`/courses/${school.courseId}?tab=analysis`);
    await drawn("weeks");
  });

  test("says first who is at risk, with the sum, the line and what would help", async () => {
    const list = page.locator("section[aria-labelledby=risk]");
    const first = list.getByRole("listitem").first();
    expect(await first.textContent()).toContain("Student 08");
    expect(await first.textContent()).toContain("Below what is required");
    expect(await first.textContent()).toMatch(
      /Attending the next \d+ meetings without a miss brings it back to 80%/,
    );
    await first.getByText("How this is computed").click();
    expect(await first.textContent()).toMatch(
      /\(\d+ present \+ \d+ late × 50%\) ÷ \d+ meetings that count = [\d.]+%/,
    );
    const falling = list.getByRole("listitem").filter({ hasText: "Student 03" });
    expect(await falling.textContent()).toMatch(/Falling: −[\d.]+ points a week/);
    expect(await page.getByText("1 check-in is still in doubt").isVisible()).toBe(true);
    expect(await page.locator(".glance").textContent()).toContain("Mon 08:00");
  });

  test("is gone through with the arrow keys, each place said aloud, as its table has it", async () => {
    const weeks = chart("weeks");
    const said = weeks.locator("[data-said]");
    await weeks.getByRole("application").focus();
    await page.keyboard.press("ArrowRight");
    expect(await said.textContent()).toMatch(/^Week \d+, from .+: [\d.]+%, \d+ of \d+ that count/);
    await page.keyboard.press("End");
    const last = await said.textContent();
    await page.keyboard.press("ArrowRight");
    expect(await said.textContent()).toBe(last);
    await page.keyboard.press("ArrowLeft");
    expect(await said.textContent()).not.toBe(last);
    await page.keyboard.press("Escape");
    expect(await said.textContent()).toBe("");
    const toggle = weeks.getByRole("button", { name: /^Table/ });
    await toggle.click();
    expect(await toggle.getAttribute("aria-pressed")).toBe("true");
    const table = weeks.getByRole("table");
    expect(await table.locator("caption").textContent()).toContain("Attendance by week");
    const row = await table.getByRole("row").last().textContent();
    const [name = "", share = ""] = /^(.*?): ([\d.]+)/.exec(last ?? "")?.slice(1) ?? [];
    expect(row).toContain(name);
    expect(row).toContain(share.split(".")[0]);
    await toggle.click();
    await drawn("weeks");
  });

  test("is saved as a picture with title and source", async () => {
    const download = page.waitForEvent("download");
    await chart("hours")
      .getByRole("button", { name: /^Save as PNG/ })
      .click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^presente-.*hours.*\.png$/);
    const { width, height, format } = await sharp(await file.path()).metadata();
    expect([format, width, height]).toEqual(["png", 1200, 790]);
    const folder = process.env["SCREENSHOTS"];
    if (folder) await file.saveAs(join(folder, "export-hours.png"));
    const head = await sharp(await file.path())
      .extract({ left: 0, top: 0, width: 1200, height: 120 })
      .stats();
    const foot = await sharp(await file.path())
      .extract({ left: 0, top: 740, width: 1200, height: 50 })
      .stats();
    for (const { channels } of [head, foot]) expect(channels[0]?.min).toBeLessThan(120);
  });

  test("shows the tables where the charts cannot be fetched", async () => {
    await page.route("**/assets/drawing-*", (route) => route.abort());
    await screens.visit(`/courses/${school.courseId}?tab=analysis`);
    await chart("weeks").getByRole("table").waitFor();
    expect(await chart("groups").getByRole("row").count()).toBe(3);
    await page.unroute("**/assets/drawing-*");
  });
});

test("the overview leads to the course that needs a look, and to the other terms", async () => {
  await screens.become(teacher);
  await page.evaluate(() => localStorage.setItem("presente.language", "en"));
  await page.setViewportSize({ width: 1280, height: 900 });
  await screens.visit("/overview");
  await page.getByRole("region", { name: "By weekday and hour" }).getByText("08:00").waitFor();
  await page.getByRole("combobox", { name: "Term" }).selectOption(school.earlierTermId);
  await page.getByText("of 18 places in courses are below").waitFor();
  await page.getByRole("link", { name: "Linear algebra" }).click();
  await drawn("weeks");
  expect(new URL(page.url()).pathname).toBe(`/courses/${school.earlierCourseId}`);
});

test("no phone installs charts or what is shown with them", async () => {
  const worker = await readFile(join(import.meta.dirname, "../../../dist/client/sw.js"), "utf8");
  expect(worker).toContain("assets/students-");
  expect(worker).not.toMatch(/assets\/(drawing|analysis)-/);
});
