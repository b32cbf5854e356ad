import * as v from "valibot";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InvitationCreated, Me } from "../../shared/api/account.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { ask, newPerson, registration } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let browser: TestBrowser;
beforeAll(async () => {
  server = await startTestServer({ client: true });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function invite(email: string): Promise<string> {
  const as = await newPerson(server, "administrator");
  const answer = await ask(server.app, "POST", "/v1/invitations", { as, body: { email, role: "teacher" } });
  return server.url + v.parse(InvitationCreated, answer.body).path;
}

test("a student who is invited signs in on the link and becomes a teacher", async () => {
  const student = await newPerson(server);
  const { page } = browser;
  await page.goto(await invite(student.email));
  await page.getByText(`Sign in as ${student.email}`).waitFor();
  await page.getByLabel("E-mail address").fill(student.email);
  await page.getByLabel("Your password", { exact: true }).fill(student.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Accept: become teacher" }).click();
  await page.getByRole("heading", { name: "Courses" }).waitFor();
  const me = await ask(server.app, "GET", "/v1/me", { as: student });
  expect(v.parse(Me, me.body).role).toBe("teacher");
});

test("a link for somebody else says so, and one for a newcomer registers and leads home", async () => {
  const { page } = browser;
  const { email } = registration();
  const link = await invite(email);
  await page.goto(`${server.url}/about`);
  await page.goto(link);
  await page.getByText(`The invitation is for ${email}`).waitFor();
  expect(await page.getByRole("button", { name: /Accept/ }).count()).toBe(0);
  await browser.context.clearCookies();
  await page.goto(`${server.url}/about`);
  await page.goto(link);
  await page.getByLabel("Your name").fill("Carla Domínguez");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Courses" }).waitFor();
});
