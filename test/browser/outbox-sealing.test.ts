import { describe, expect, test } from "vitest";
import { registration } from "../support/people.ts";
import { until } from "../support/classroom.ts";
import { expectWhole, outboxStage } from "./outbox-stage.ts";

const app = outboxStage();

describe("sealing", () => {
  test("two tabs that seal at once make one chain without a gap or a fork", async () => {
    await app.student();
    const other = await app.open();
    const many = () => Promise.all(Array.from({ length: 8 }, () => window.outbox.seal()));
    await Promise.all([app.page.evaluate(many), other.evaluate(many)]);
    const chain = await app.chain();
    expect(chain.entries).toHaveLength(16);
    expectWhole(chain);
  });

  test("without Web Locks the transaction alone keeps the chain whole", async () => {
    await app.student();
    const other = await app.open();
    const many = () => {
      Object.defineProperty(navigator, "locks", { value: undefined });
      return Promise.allSettled(Array.from({ length: 6 }, () => window.outbox.seal()));
    };
    await Promise.all([app.page.evaluate(many), other.evaluate(many)]);
    const chain = await app.chain();
    expect(chain.entries.length).toBeGreaterThan(0);
    expectWhole(chain);
  });

  test("whenever the browser is killed, every check-in that was called saved is there, whole, and nothing is in halves", async () => {
    await app.student();
    app.server.fault = (_, path) => (path === "/v1/sync" ? Response.json({}, { status: 503 }) : null);
    const saved = new Set<string>();
    for (let round = 0; round < 5; round++) {
      app.page.on("console", (message) => {
        const [word, h] = message.text().split(" ");
        if (word === "saved" && h !== undefined) saved.add(h);
      });
      const before = saved.size;
      void app.page
        .evaluate(async () => {
          for (;;) console.log(`saved ${(await window.outbox.seal(undefined, 100_000)).h}`);
        })
        .catch(() => undefined);
      // the more rounds, the more is on the disk, and the kill comes at another moment of a seal each time
      await until(async () => (saved.size > before + (round % 2) ? true : null));
      await app.restart({ kill: true });
      const chain = await app.chain();
      expectWhole(chain);
      const kept = new Set(chain.entries.map(({ h }) => h));
      expect([...saved].filter((h) => !kept.has(h))).toEqual([]);
    }
    expect(saved.size).toBeGreaterThan(5);
  });

  test("a kill in the midst of a write costs none of the check-ins before it and after it, however often the browser starts", async () => {
    await app.student();
    const saved: string[] = [];
    for (let round = 0; round < 3; round++) {
      saved.push(...(await app.page.evaluate(async () => [(await window.outbox.seal()).h])));
      await app.restart({ kill: true, torn: round === 0 });
    }
    const chain = await app.chain();
    expect(chain.entries.map(({ h }) => h)).toEqual(saved);
    expectWhole(chain);
  });

  test("a full disk says so and changes nothing; with room again the next check-in follows in the chain", async () => {
    await app.student();
    await app.page.evaluate(() => window.outbox.seal());
    const before = await app.chain();
    const problem = await app.page.evaluate(async () => {
      // the last write of the transaction is the one that finds no room: what was written before it must go too
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...values) {
        if (this.name === "chains") throw new DOMException("no room", "QuotaExceededError");
        return put.apply(this, values);
      };
      const error: unknown = await window.outbox.seal().catch((thrown: unknown) => thrown);
      IDBObjectStore.prototype.put = put;
      return { ...(error as object), said: window.outbox.describeProblem(error, "en").message };
    });
    expect(problem).toMatchObject({ code: "storage_full", said: expect.stringMatching(/no room/) });
    const after = await app.chain();
    expect(after.head).toEqual(before.head);
    expectWhole(after);
    await app.page.evaluate(() => window.outbox.seal());
    expect((await app.chain()).entries).toHaveLength(2);
    expectWhole(await app.chain());
  });

  test("nobody signed in, or no device: a typed problem and nothing written", async () => {
    const problem = await app.page.evaluate(() =>
      window.outbox.seal().catch((error: unknown) => ({ ...(error as object) })),
    );
    expect(problem).toMatchObject({ code: "device_missing" });
    expect((await app.chain()).entries).toEqual([]);
  });
});

describe("the device key", () => {
  test("cannot be exported, survives a reload and a restart of the browser", async () => {
    await app.student();
    const look = () =>
      window.outbox.db.devices.toArray().then(async (rows) => ({
        kid: rows[0]?.kid,
        extractable: rows[0]?.key.extractable,
        exported: await crypto.subtle.exportKey("pkcs8", rows[0]?.key as CryptoKey).then(
          () => true,
          () => false,
        ),
      }));
    const first = await app.page.evaluate(look);
    expect(first).toMatchObject({ extractable: false, exported: false });
    await app.restart();
    expect(await app.page.evaluate(look)).toEqual(first);
    await app.page.evaluate(() => window.outbox.openSession().then(() => window.outbox.seal()));
    expectWhole(await app.chain());
  });

  test("a registration whose answer was lost is asked for again with the same key", async () => {
    app.server.fault = (method, path) => (method === "POST" && path === "/v1/devices" ? "cut" : null);
    const lost = await app.page.evaluate(async (input) => {
      const me = await window.outbox.api.register(input);
      await window.outbox.signedIn(me);
      return window.outbox.ensureDevice(me).then(
        () => "registered",
        (error: unknown) => (error as Error).name,
      );
    }, registration());
    expect(lost).toBe("Offline");
    app.server.fault = null;
    const device = await app.page.evaluate(async () => {
      const session = await window.outbox.openSession();
      if (!session) throw new Error("nobody");
      const { status, probationUntil } = await window.outbox.ensureDevice(session.value);
      return { status, probationUntil };
    });
    expect(device).toEqual({ status: "active", probationUntil: null });
  });
});
