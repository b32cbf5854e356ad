import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { v7 as uuidv7 } from "uuid";
import { classroom, studentWithPhone, until } from "../support/classroom.ts";
import { login } from "../support/login.ts";
import { registration } from "../support/people.ts";
import { blindShot } from "../support/shots.ts";
import { type OutboxServer, serveOutbox } from "./outbox-server.ts";

let server: OutboxServer;
let browser: TestBrowser;
let page: Page;
let script: string;
let shipped: string;

beforeAll(async () => {
  server = await serveOutbox({ ownFiles: true });
  script = `${server.files}/sw.js`;
  shipped = readFileSync(script, "utf8");
});
afterAll(() => server?.close());

beforeEach(async () => {
  server.fault = null;
  await server.up();
  browser = await launchBrowser();
  page = browser.page;
  await visit("/");
  await page.evaluate(() => window.outbox.registerServiceWorker());
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return async () => {
    await browser.close();
    writeFileSync(script, shipped);
    server.reload();
  };
});

async function visit(path: string): Promise<void> {
  await page.goto(server.url + path);
  await page.waitForFunction(() => "outbox" in window);
}

test("from the second visit the app opens with the network off, at any of its addresses, isolated as the server has it", async () => {
  await server.down();
  await visit("/courses/some-course");
  expect(await page.evaluate(() => window.crossOriginIsolated)).toBe(true);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const shell = await caches.open(names.find((name) => name.includes("precache")) ?? "");
    const index = (await shell.keys()).find(({ url }) => url.includes("index.html"));
    const response = index && (await shell.match(index));
    return response?.headers.get("content-security-policy") ?? null;
  });
  expect(kept).toContain("default-src 'none'");
  // an evaluated script is what the policy forbids
  expect(
    await page.evaluate(() => {
      const element = document.createElement("script");
      try {
        element.textContent = "window.injected = true";
        document.head.append(element);
      } catch {
        return "refused";
      }
      return "injected" in window ? "ran" : "refused";
    }),
  ).toBe("refused");
});

test("the API is never answered from a cache", async () => {
  await page.evaluate((input) => window.outbox.api.register(input), registration());
  expect(await page.evaluate(async () => (await window.outbox.api.me()).role)).toBe("student");
  await server.down();
  expect(await page.evaluate(() => window.outbox.api.me().catch((error: Error) => error.name))).toBe(
    "Offline",
  );
  const cached = await page.evaluate(async () => {
    const all = await Promise.all(
      (await caches.keys()).map(async (name) => (await caches.open(name)).keys()),
    );
    return all.flat().filter(({ url }) => new URL(url).pathname.startsWith("/v1/")).length;
  });
  expect(cached).toBe(0);
});

test("a new version waits for a capture and for the queue, then takes over and the page reloads once", async () => {
  const loads: string[] = [];
  page.on("load", () => loads.push("load"));
  await page.evaluate(() => {
    (window as unknown as { release: () => void }).release = window.outbox.holdUpdates();
  });
  writeFileSync(script, `${shipped}\n// a newer build\n`);
  server.reload();
  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await page.waitForFunction(() => window.outbox.updateReady.value);
  await page.evaluate(() => void window.outbox.applyUpdate());
  await page.waitForTimeout(500);
  expect(loads).toEqual([]);
  await Promise.all([
    page.waitForEvent("load"),
    page.evaluate(() => (window as unknown as { release: () => void }).release()),
  ]);
  await page.waitForFunction(() => "outbox" in window);
  await page.evaluate(() => window.outbox.registerServiceWorker());
  // the new version is in charge, so nothing is left that would reload again
  await page.waitForFunction(async () => {
    const found = await navigator.serviceWorker.getRegistration();
    return found?.active?.state === "activated" && found.waiting === null && found.installing === null;
  });
  expect(loads).toEqual(["load"]);
  expect(await page.evaluate(() => window.outbox.updateReady.value)).toBe(false);
});

/** Fires the browser's `sync` event, as it does when the network is back. */
async function fireSync(): Promise<void> {
  const helper = await browser.context.newPage();
  const session = await browser.context.newCDPSession(helper);
  await helper.goto(`${server.url}/icons/none.txt`).catch(() => undefined);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [found] = registrations;
      if (found) resolve(found.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await registered;
  // no page of the app may be on screen: it would be asked to send by itself
  await helper.goto("about:blank");
  await session.send("ServiceWorker.dispatchSyncEvent", {
    origin: server.url,
    registrationId,
    tag: "outbox",
    lastChance: false,
  });
  await helper.close();
}

const away = (method: string, path: string) =>
  method === "POST" && ["/v1/sync", "/v1/carried", "/v1/actions"].includes(path)
    ? Response.json({}, { status: 503 })
    : null;

test("the service worker empties the queue with every page closed", async () => {
  const me = await page.evaluate(async (input) => {
    const person = await window.outbox.api.register(input);
    await window.outbox.signedIn(person);
    await window.outbox.ensureDevice(person);
    return person;
  }, registration());
  server.fault = away;
  await page.evaluate(async () => {
    await window.outbox.seal();
    await window.outbox.sendNow();
  });
  await page.goto("about:blank");
  const stored = async () => (await server.services.sql`select 1 from entry where user_id = ${me.id}`).length;
  expect(await stored()).toBe(0);
  expect(browser.context.serviceWorkers()[0]).toBeDefined();
  server.fault = null;
  await fireSync();
  await until(async () => ((await stored()) === 1 ? true : null));
});

test("the service worker sends what is carried and what a teacher did, with every page closed", async () => {
  const student = await studentWithPhone(server);
  const { teacher, course, meeting } = await classroom(server, [student.person]);
  const { jws: claim } = await student.phone.seal(meeting.id, await blindShot());
  await login(browser.context, server.url, teacher);
  server.fault = away;
  await page.evaluate(
    async ([jws, draft]) => {
      await window.outbox.openSession();
      await window.outbox.takeClaim(jws);
      await window.outbox.act(draft);
    },
    [
      claim,
      {
        uid: teacher.id,
        courseId: course.id,
        courseName: course.name,
        name: null,
        action: { id: uuidv7(), kind: "close" as const, at: Date.now(), meetingId: meeting.id },
      },
    ] as const,
  );
  await page.goto("about:blank");
  server.fault = null;
  await fireSync();
  const found = async () => {
    const [row] = await server.services.sql`
      select (select carrier_id from entry where user_id = ${student.person.id}) as carrier,
        (select closed_at is not null from meeting where id = ${meeting.id}) as closed`;
    return row;
  };
  await until(async () => {
    const row = await found();
    return row?.["carrier"] && row["closed"] ? true : null;
  });
  expect(await found()).toEqual({ carrier: teacher.id, closed: true });
});
