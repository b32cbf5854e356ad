import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../../support/people.ts";
import { openScreens, type Screens } from "../../support/screens.ts";
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
