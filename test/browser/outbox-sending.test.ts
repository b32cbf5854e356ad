import * as v from "valibot";
import { expect, test } from "vitest";
import { Meeting } from "../../shared/api/course.ts";
import { classroom } from "../support/classroom.ts";
import { ask } from "../support/people.ts";
import { outboxStage } from "./outbox-stage.ts";

const app = outboxStage();

test("claims arrive before photos, and what the server says is on the student's screen", async () => {
  await app.student();
  await app.browser.context.setOffline(true);
  await app.page.evaluate(() =>
    Promise.all([window.outbox.seal(), window.outbox.seal(), window.outbox.seal()]),
  );
  // what was sealed is sent by itself as soon as there is a network
  const before = app.server.requests.length;
  await app.browser.context.setOffline(false);
  await app.page.evaluate(() => window.outbox.sendNow());
  await app.page.waitForFunction(() => window.outbox.unsent.value.count === 0);
  const requests = app.server.requests.slice(before);
  const uploads = requests.filter((request) => /^PUT .*\/blobs/.test(request));
  // two runs of the sender may offer the same bytes: they are the same three pairs, and the claims came first; that nobody has
  // consented here holds for each photo alone, too
  expect(uploads.filter((request) => !request.startsWith("PUT /v1/entries/"))).toEqual([]);
  expect(new Set(uploads).size).toBe(3);
  expect(requests.indexOf("POST /v1/sync")).toBeLessThan(requests.indexOf(uploads[0] ?? ""));
  const views = await app.page.evaluate(() => window.outbox.checkIns.value);
  for (const view of views)
    expect(view).toMatchObject({ state: "phone", detail: "pending", code: "meeting_unknown" });
});

test("a server that does not take a photo with its embedding gets them one by one", async () => {
  await app.student();
  const refusal = { code: "not_found", message: "There is nothing here.", next: "Go back.", requestId: "1" };
  app.server.fault = (_, path) =>
    path.startsWith("/v1/entries/") && path.endsWith("/blobs")
      ? Response.json({ error: refusal }, { status: 404 })
      : null;
  const before = app.server.requests.length;
  await app.page.evaluate(async () => {
    await window.outbox.seal();
    await window.outbox.sendNow();
  });
  await app.page.waitForFunction(() => window.outbox.unsent.value.count === 0);
  app.server.fault = null;
  const requests = app.server.requests.slice(before);
  expect(new Set(requests.filter((request) => request.startsWith("PUT /v1/blobs/"))).size).toBe(2);
  expect((await app.chain()).entries[0]).toMatchObject({ detail: "pending", code: "meeting_unknown" });
});

test("queued without network, sent when it returns, once", async () => {
  await app.student();
  await app.page.evaluate(() => window.outbox.startSending());
  await app.browser.context.setOffline(true);
  await app.page.evaluate(() =>
    Promise.all([window.outbox.seal(), window.outbox.seal(), window.outbox.seal()]),
  );
  await app.page.waitForFunction(() => window.outbox.unsent.value.count === 3);
  await app.browser.context.setOffline(false);
  await app.page.waitForFunction(() =>
    window.outbox.checkIns.value.every(({ detail }) => detail === "pending"),
  );
  expect(await app.stored()).toBe(3);
});

test("an answer lost after the commit doubles nothing", async () => {
  await app.student();
  app.server.fault = (_, path) => (path === "/v1/sync" ? "cut" : null);
  await app.page.evaluate(async () => {
    await window.outbox.seal();
    await window.outbox.sendNow();
  });
  expect((await app.chain()).entries[0]?.detail).toBe("sent");
  app.server.fault = null;
  await app.page.evaluate(() => window.outbox.sendNow());
  expect((await app.chain()).entries[0]).toMatchObject({ detail: "pending", code: "meeting_unknown" });
  expect(await app.stored()).toBe(1);
});

test("a refusal comes with the server's reason", async () => {
  await app.student();
  const { meeting } = await classroom(app.server, []);
  await app.page.evaluate((id) => window.outbox.seal(id), meeting.id);
  await app.page.waitForFunction(() => window.outbox.checkIns.value[0]?.state === "disputed");
  const [view] = await app.page.evaluate(() => window.outbox.checkIns.value);
  expect(view).toMatchObject({ detail: "rejected", code: "not_enrolled" });
});

test("who comes early checks in once: the outcome moves on by itself when the teacher opens the meeting", async () => {
  const me = await app.student();
  const { teacher, course } = await classroom(app.server, [{ ...me, password: "", cookie: "" }], {
    open: false,
  });
  const made = await ask(app.server.app, "POST", `/v1/courses/${course.id}/meetings`, {
    as: teacher,
    body: {
      startsAt: new Date(Date.now() + 300_000).toISOString(),
      endsAt: new Date(Date.now() + 3_900_000).toISOString(),
    },
  });
  const { id } = v.parse(Meeting, made.body);
  await app.page.evaluate((meetingId) => window.outbox.seal(meetingId), id);
  await app.page.waitForFunction(
    () =>
      window.outbox.checkIns.value[0]?.code === "meeting_not_open" && window.outbox.unsent.value.count === 0,
  );
  await ask(app.server.app, "POST", `/v1/meetings/${id}/open`, { as: teacher });
  await app.page.waitForFunction(() => window.outbox.checkIns.value[0]?.code !== "meeting_not_open");
  const views = await app.page.evaluate(() => window.outbox.checkIns.value);
  expect(views.map(({ seq, detail, code }) => ({ seq, detail, code }))).toEqual([
    { seq: 1, detail: "pending", code: "enrolment" },
  ]);
});

test("the receipt is verified and kept", async () => {
  await app.student();
  const receipt = await app.page.evaluate(async () => {
    await window.outbox.seal();
    await window.outbox.sendNow();
    const [entry] = await window.outbox.db.entries.toArray();
    return entry?.receipt ?? null;
  });
  expect(receipt?.ms).toBeGreaterThan(1_700_000_000_000);
});

test("an app too old keeps everything and asks for an update", async () => {
  await app.student();
  const body = { error: { code: "client_too_old", message: "Too old.", next: "Update." } };
  app.server.fault = (_, path) => (path === "/v1/sync" ? Response.json(body, { status: 426 }) : null);
  await app.page.evaluate(async () => {
    await window.outbox.seal();
    await window.outbox.sendNow();
  });
  await app.page.waitForFunction(() => window.outbox.sendingHeld.value === "update");
  expect(await app.page.evaluate(() => window.outbox.unsent.value.count)).toBe(1);
  app.server.fault = null;
  await app.page.evaluate(() => window.outbox.sendNow("start"));
  await app.page.waitForFunction(() => window.outbox.checkIns.value[0]?.detail === "pending");
});
