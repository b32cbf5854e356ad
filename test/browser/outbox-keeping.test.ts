import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { withdrawConsent } from "../../server/queries/consents.ts";
import { registration } from "../support/people.ts";
import { outboxStage } from "./outbox-stage.ts";

const app = outboxStage();

describe("who is signed in", () => {
  test("a sign-out warns of unsent check-ins, keeps them, and they are still sent; the next person sees none of it", async () => {
    const first = await app.student();
    app.server.fault = (_, path) => (path === "/v1/sync" ? Response.json({}, { status: 503 }) : null);
    await app.page.evaluate(() => window.outbox.seal());
    await app.page.waitForFunction(() => window.outbox.unsent.value.count === 1);
    expect(await app.page.evaluate(() => window.outbox.signOutWarning()?.count)).toBe(1);
    await app.page.evaluate(() => window.outbox.signOut());
    expect(await app.page.evaluate(() => window.outbox.checkIns.value)).toEqual([]);
    const second = await app.page.evaluate(
      async (input) => {
        const me = await window.outbox.api.register(input);
        await window.outbox.signedIn(me);
        const device = await window.outbox.ensureDevice(me).catch((error: unknown) => error);
        return { id: me.id, device: device instanceof Error ? { ...device } : "registered" };
      },
      registration({ name: "Benito Ruiz" }),
    );
    // this installation is the first student's
    expect(second.device).toMatchObject({ code: "device_of_another" });
    app.server.fault = null;
    await app.page.evaluate(() => window.outbox.sendNow("start"));
    const rows = await app.server.services
      .sql`select user_id from entry where user_id in (${first.id}, ${second.id})`;
    expect(rows.map((row) => row["user_id"])).toEqual([first.id]);
    expect(await app.page.evaluate(() => window.outbox.checkIns.value)).toEqual([]);
    expect(await app.page.evaluate(() => window.outbox.db.cache.where("uid").notEqual("").toArray())).toEqual(
      [expect.objectContaining({ uid: second.id })],
    );
  });

  test("a sign-out without network is kept to", async () => {
    await app.student();
    await app.browser.context.setOffline(true);
    await app.page.evaluate(() => window.outbox.signOut());
    await app.browser.context.setOffline(false);
    const found = await app.page.evaluate(() => window.outbox.openSession());
    expect(found).toBeNull();
    const refused = await app.page.evaluate(() =>
      window.outbox.api.me().catch((error: unknown) => ({ ...(error as object) })),
    );
    expect(refused).toMatchObject({ code: "sign_in_needed" });
  });

  test("without network the student is still who they were", async () => {
    const me = await app.student();
    await app.browser.context.setOffline(true);
    const found = await app.page.evaluate(() => window.outbox.openSession());
    expect(found).toMatchObject({ value: { id: me.id }, fresh: false });
  });
});

test("what is unsent can be taken out as a file", async () => {
  const me = await app.student();
  await app.browser.context.setOffline(true);
  await app.page.evaluate(() => window.outbox.seal());
  const text = await app.page.evaluate(async (uid) => (await window.outbox.exportUnsent(uid))?.text(), me.id);
  const [entry] = (await app.chain()).entries;
  const file: { entries: { jws: string; blobs: unknown[] }[] } = JSON.parse(text ?? "null");
  expect(file.entries).toHaveLength(1);
  expect(file.entries[0]?.blobs).toHaveLength(2);
  expect(
    await app.page.evaluate(async (jws) => {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(jws));
      return btoa(String.fromCharCode(...new Uint8Array(digest)))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace("=", "");
    }, file.entries[0]?.jws ?? ""),
  ).toBe(entry?.h);
});

/** Gives the consent in force on this page. */
const consent = () =>
  app.page.evaluate(async () => {
    const { version, language, sha256 } = await window.outbox.api.consent.text("en");
    await window.outbox.signedIn(await window.outbox.api.consent.give({ version, language, sha256 }));
  });

test("a phone where nobody is signed in any more hears of a withdrawal as long as a photo is on it", async () => {
  const me = await app.student();
  await consent();
  await app.page.evaluate(() => window.outbox.seal());
  const held = () => app.page.evaluate(() => window.outbox.db.blobs.count());
  // the server has the photo; the phone keeps it for a day
  await app.page.waitForFunction(() => window.outbox.unsent.value.count === 0);
  await app.page.evaluate(() => window.outbox.signOut());
  expect(await held()).toBe(2);
  await app.server.services.db.transaction((tx) => withdrawConsent(tx, me.id));
  await app.page.evaluate(async () => {
    await window.outbox.db.links.toCollection().modify((link) => {
      if (link.time) link.time.tw -= 7 * 3_600_000;
    });
    await window.outbox.sendNow("event");
  });
  expect(await held()).toBe(0);
});

test("a consent withdrawn without network leaves no face on the phone, and the server hears of it later", async () => {
  const me = await app.student();
  await consent();
  await app.browser.context.setOffline(true);
  await app.page.evaluate(() => window.outbox.seal());
  expect(await app.page.evaluate((uid) => window.outbox.withdrawConsent(uid), me.id)).toBe(false);
  expect(await app.page.evaluate(() => window.outbox.db.blobs.count())).toBe(0);
  expect((await app.chain()).entries).toHaveLength(1);
  await app.page.waitForFunction(() => window.outbox.erasure.value?.checkIns === 1);
  const consented = () => app.page.evaluate(async () => (await window.outbox.openSession())?.value.consent);
  expect(await consented()).toBeNull();
  await app.browser.context.setOffline(false);
  await app.page.waitForFunction(() => navigator.onLine);
  expect(await consented()).toBeNull();
  const [row] = await app.server.services.sql`select withdrawn_at from consent where user_id = ${me.id}`;
  expect(row?.["withdrawn_at"]).not.toBeNull();
});

test("the protocol's test vectors hold in Chromium", async () => {
  const vectors = JSON.parse(readFileSync(join(import.meta.dirname, "../vectors/fa1.json"), "utf8"));
  const { createECDH } = await import("node:crypto");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(vectors.privateScalar, "hex");
  const point = curve.getPublicKey();
  const jwk = {
    kty: "EC" as const,
    crv: "P-256" as const,
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const computed = await app.page.evaluate((input) => window.outbox.computeVectors(input), {
    ...vectors,
    jwk,
  });
  const { meetingKey, qrSlot, tag, typedSlot, typed, qr, genesis, kid, padChallenge, nonce } = vectors;
  expect(computed).toEqual({
    meetingKey,
    qrSlot,
    tag,
    typedSlot,
    typed,
    qr,
    genesis,
    kid,
    padChallenge,
    roundTrip: nonce,
  });
});
