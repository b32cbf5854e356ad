import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { deletionLog } from "../../../drizzle/schema.ts";
import { applyRetention } from "../../../server/jobs/upkeep/apply.ts";
import { reconcileDaily } from "../../../server/jobs/upkeep/daily.ts";
import { ask, newPerson } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
import { expectSoundAt } from "../../support/sound.ts";
import { startTestServer, type TestServer } from "../../support/server.ts";
import { storedCheckIn } from "../../support/stored.ts";
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
  await page.setViewportSize({ width: 1280, height: 800 });
});
afterAll(async () => {
  await screens?.close();
  await server?.close();
});

const inDialog = (name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true });

test("an administrator revokes an invitation, and its link no longer works", async () => {
  const email = "new.teacher@example.edu";
  const as = cast.administrator;
  const made = await ask(server.app, "POST", "/v1/invitations", { as, body: { email, role: "teacher" } });
  expect(made.status).toBe(200);
  await screens.become(as);
  await screens.visit("/invitations");
  await page.getByRole("button", { name: `Revoke: ${email}` }).click();
  expect(await screens.violations()).toEqual([]);
  await inDialog("Revoke").click();
  await page.getByRole("button", { name: `Revoke: ${email}` }).waitFor({ state: "detached" });
  const left = await ask(server.app, "GET", "/v1/invitations", { as });
  expect(JSON.stringify(left.body)).not.toContain(email);
});

test("a teacher replaces the join code", async () => {
  await screens.become(cast.teacher);
  await screens.visit(`/courses/${world.course}`);
  const shown = page.locator(".join-code-value");
  const before = await shown.textContent();
  await page.getByRole("button", { name: "New code" }).click();
  await inDialog("New code").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(() => shown.textContent()).not.toBe(before);
});

test("a teacher takes a student off the roster and adds them again by e-mail; the last teacher stays", async () => {
  await screens.become(cast.teacher);
  await screens.visit(`/courses/${world.course}?tab=roster`);
  const row = page.getByRole("row").filter({ hasText: cast.student.email });
  const teacher = page.getByRole("row").filter({ hasText: cast.teacher.email });
  await row.getByRole("button", { name: /^Remove/ }).click();
  await inDialog("Remove").click();
  await row.waitFor({ state: "detached" });
  await teacher.waitFor();
  expect(await teacher.getByRole("button").count()).toBe(0);
  await page.getByLabel("E-mail address").fill(cast.student.email);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await row.waitFor();
});

test("a teacher changes name and password, and every other session ends", async () => {
  const { email, password } = cast.foreignTeacher;
  const elsewhere = await ask(server.app, "POST", "/v1/account/sign-in", { body: { email, password } });
  expect(elsewhere.status).toBe(200);
  await screens.become(cast.foreignTeacher);
  await screens.visit("/courses");
  await page.locator(".who").click();
  await page.getByLabel("Your name").fill("Marta Ruiz");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".who").filter({ hasText: "Marta Ruiz" }).waitFor();
  await page.getByRole("button", { name: "Sign out there" }).first().waitFor();

  const change = page.getByRole("button", { name: "Change the password" });
  await page.getByLabel("Your password").fill("not this one at all");
  await page.getByLabel("New password").fill("a fresh row of words");
  await change.click();
  await page.getByText("do not match").waitFor();
  await page.getByLabel("Your password").fill(password);
  await change.click();
  await page.getByText("Your password is changed.").waitFor();
  await page.getByRole("button", { name: "Sign out there" }).first().waitFor({ state: "detached" });
  const again = await ask(server.app, "POST", "/v1/account/sign-in", {
    body: { email, password: "a fresh row of words" },
  });
  expect(again.status).toBe(200);
});

test("an administrator sees what is kept for how long, what was destroyed and why, and the impact assessment", async () => {
  const { services } = server;
  const long = new Date(Date.now() - 200 * 86_400_000);
  const of = { userId: cast.student.id, meetingId: world.openMeeting };
  await storedCheckIn(server, { ...of, state: "rejected", code: "face_mismatch", receivedAt: long });
  await applyRetention(services, new Date());
  await reconcileDaily(services, new Date());
  await vi.waitFor(async () => expect(await services.db.$count(deletionLog)).toBe(1), 20_000);
  await screens.become(cast.administrator);
  await screens.visit("/health");
  await page.getByRole("link", { name: "Retention and deletion" }).click();
  await page.getByRole("row", { name: /Photos of rejected check-ins/ }).waitFor();
  await expectSoundAt(screens, "/retention");
  await page.getByRole("link", { name: "Deletion log" }).click();
  const line = page.getByRole("row", { name: /Photos of rejected check-ins.*kept for long enough/ });
  await line.getByText("Objects").click();
  await line.getByText(/^checkins\//).waitFor();
  await expectSoundAt(screens, "/retention/log");
  await expectSoundAt(screens, "/impact-assessment");
  await page.getByRole("heading", { name: "Risks, and what is done against them" }).waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "PDF" }).click();
  expect((await download).suggestedFilename()).toBe("impact-assessment-en.pdf");
});

test("stop and destroy is typed by one administrator and confirmed by another, and ends with a certificate", async () => {
  const second = await newPerson(server, "administrator");
  await screens.become(cast.administrator);
  await expectSoundAt(screens, "/stop");
  await page.getByRole("button", { name: "Stop and destroy …" }).click();
  expect(await screens.violations()).toEqual([]);
  await screens.shoot("stop-dialog");
  await page.getByLabel("Reason").fill("The council decided so");
  await page.getByLabel("Type the words").fill("stop");
  await inDialog("Propose it").click();
  await page.getByText("These are not the words that confirm it.").waitFor();
  await page.getByLabel("Type the words").fill("stop and destroy");
  await page.keyboard.press("Enter");
  await page.getByText("You proposed it").waitFor();

  await screens.become(second);
  await screens.visit("/stop");
  await page.getByRole("button", { name: "Confirm: stop and destroy" }).click();
  await page.getByLabel("Type the words").fill("stop and destroy");
  await page.keyboard.press("Enter");
  const certificate = page.getByRole("link", { name: "Certificate (PDF)" });
  await certificate.waitFor({ timeout: 60_000 });
  await expectSoundAt(screens, "/stop");
  const download = page.waitForEvent("download");
  await certificate.click();
  expect((await download).suggestedFilename()).toBe("presente-certificate.pdf");
  await screens.visit("/health");
  await page.getByText("Stopped for the whole institution").waitFor();
  await page.getByRole("link", { name: "Stop and destroy" }).waitFor();
  expect(await screens.violations()).toEqual([]);

  await screens.become(cast.student);
  await screens.visit("/consent");
  await page.getByText("Your institution has stopped face recognition").waitFor();
  expect(await page.getByRole("button", { name: /my face|I agree/ }).count()).toBe(0);
  expect(await screens.violations()).toEqual([]);
  await screens.shoot("consent-stopped");
});
