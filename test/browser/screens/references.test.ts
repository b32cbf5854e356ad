import type { Page } from "playwright-core";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { audit, enrolment, galleryPhoto } from "../../../drizzle/schema.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { storedDuplicate, storedReferences } from "../../support/stored-references.ts";
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

async function expectSound(path: string): Promise<void> {
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    await screens.visit(path);
    expect(await screens.violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const shots = process.env["SCREENSHOTS"];
    if (shots)
      await page.screenshot({ path: `${shots}/${path.replaceAll("/", "_")}-${width}.png`, fullPage: true });
  }
}

test("a student sees which photos count, which wait, which are gone, and why", async () => {
  await screens.become(cast.student);
  await screens.visit("/me");
  await page.getByRole("link", { name: "What the app knows of my face" }).click();
  await page.getByText(/Has counted since/).waitFor();
  await page.getByText(/Counts from/).waitFor();
  await page.getByText(/a newer one took its place\. The photo is destroyed on/).waitFor();
  await page.getByText("Not taken as a reference: one a day is enough").waitFor();
  expect(await page.locator("main img").count()).toBe(0);
  await expectSound("/me/face");
});

test("an administrator takes a photo out with a reason, by keyboard", async () => {
  await screens.become(cast.administrator);
  await expectSound("/people");
  await expectSound(`/people/${cast.student.id}/face`);
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
  await expectSound("/health");
  await page.getByRole("link", { name: "Faces alike" }).click();
  await page.getByRole("button", { name: /^Decide:/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Two people").check();
  await dialog.getByLabel(/^Note/).fill("twins");
  expect(await screens.violations()).toEqual([]);
  await dialog.getByRole("button", { name: "Decide" }).click();
  await page.getByText(/Two people, decided on/).waitFor();
  await page.getByText("twins").waitFor();
  await expectSound("/faces-alike");
});
