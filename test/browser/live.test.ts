import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { classroom } from "../support/classroom.ts";
import { ask, newPerson } from "../support/people.ts";
import { type OutboxServer, serveOutbox } from "./outbox-server.ts";

let server: OutboxServer;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveOutbox();
  browser = await launchBrowser();
  page = browser.page;
  await page.goto(server.url);
  await page.waitForFunction(() => "outbox" in window);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Follows a meeting in the page; what comes is put on `window.told`. */
const follow = (id: string) =>
  page.evaluate((meetingId) => {
    const told: string[] = [];
    (window as unknown as { told: string[] }).told = told;
    void window.outbox.watchMeeting(
      meetingId,
      {
        onSnapshot: ({ meeting, rows }) =>
          told.push(`${meeting.state}: ${rows.map(({ status }) => status).join()}`),
        onRow: ({ status, reason }) => told.push(`${status}: ${reason}`),
        onMeeting: ({ state }) => told.push(`meeting ${state}`),
        onState: (state) => told.push(state.kind === "ended" ? `ended: ${state.problem.code}` : state.kind),
      },
      new AbortController().signal,
    );
  }, id);
const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
const untilTold = (text: string, times = 1) =>
  page.waitForFunction(
    ([wanted, count]) =>
      (window as unknown as { told: string[] }).told.filter((one) => one === wanted).length >= count,
    [text, times] as const,
  );

test("a teacher's list follows marks, survives a server that goes away, and ends with the right to see it", async () => {
  const ana = await newPerson(server);
  const { teacher, course, meeting } = await classroom(server, [ana]);
  const credentials = { email: teacher.email, password: teacher.password };
  await page.evaluate((json) => window.outbox.api.signIn(json), credentials);
  await follow(meeting.id);
  await untilTold("live");
  expect(await told()).toEqual(["connecting", "open: expected", "live"]);

  const mark = { userId: ana.id, status: "present", reason: "I saw her." };
  await ask(server.app, "POST", `/v1/meetings/${meeting.id}/marks`, { as: teacher, body: mark });
  await untilTold("present: I saw her.");

  await server.down();
  await untilTold("reconnecting");
  await server.up();
  await untilTold("live", 2);
  expect(await told()).toContain("open: present");

  await ask(server.app, "POST", `/v1/meetings/${meeting.id}/close`, { as: teacher });
  await untilTold("closed: present");

  const other = await newPerson(server, "teacher");
  await ask(server.app, "POST", `/v1/courses/${course.id}/roster`, {
    as: teacher,
    body: { email: other.email, role: "teacher" },
  });
  await ask(server.app, "DELETE", `/v1/courses/${course.id}/roster/${teacher.id}`, { as: other });
  // nothing is told of a closed meeting, so the server looks again with its next heartbeat
  await page.waitForFunction(
    () => (window as unknown as { told: string[] }).told.some((one) => one.startsWith("ended: ")),
    null,
    { timeout: 40_000 },
  );
});
