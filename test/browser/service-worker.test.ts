import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { registration } from "../support/people.ts";
import { DIST, type OutboxServer, serveOutbox } from "./outbox-server.ts";

let server: OutboxServer;
let browser: TestBrowser;
let page: Page;
const script = `${DIST}/sw.js`;
let shipped: string;

beforeAll(async () => {
  server = await serveOutbox();
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
  await page.waitForTimeout(500);
  expect(loads).toEqual(["load"]);
  await page.evaluate(() => window.outbox.registerServiceWorker());
  expect(await page.evaluate(() => window.outbox.updateReady.value)).toBe(false);
});

test("the service worker empties the queue with every page closed", async () => {
  const me = await page.evaluate(async (input) => {
    const person = await window.outbox.api.register(input);
    await window.outbox.signedIn(person);
    await window.outbox.ensureDevice(person);
    return person;
  }, registration());
  await page.evaluate(async () => {
    await window.outbox.db.links.toCollection().modify({ notBefore: Date.now() + 3000 });
    await window.outbox.seal();
  });
  await page.goto("about:blank");
  const stored = async () => (await server.services.sql`select 1 from entry where user_id = ${me.id}`).length;
  expect(await stored()).toBe(0);
  const worker = browser.context.serviceWorkers()[0];
  expect(worker).toBeDefined();
  // what the browser does when the network is back
  await new Promise((resolve) => setTimeout(resolve, 3000));
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
  await session.send("ServiceWorker.dispatchSyncEvent", {
    origin: server.url,
    registrationId,
    tag: "outbox",
    lastChance: false,
  });
  for (let i = 0; i < 50 && (await stored()) === 0; i++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await stored()).toBe(1);
});
