import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import * as v from "valibot";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Me } from "../../shared/api/account.ts";
import { Meeting } from "../../shared/api/course.ts";
import { launchBrowser, type TestBrowser } from "../support/browser.ts";
import { classroom } from "../support/classroom.ts";
import { ask, registration } from "../support/people.ts";
import { type OutboxServer, serveOutbox } from "./outbox-server.ts";

let server: OutboxServer;
let browser: TestBrowser;
let page: Page;

beforeAll(async () => {
  server = await serveOutbox();
});
afterAll(() => server?.close());

beforeEach(async () => {
  server.fault = null;
  await server.up();
  browser = await launchBrowser();
  page = await open();
  return () => browser.close();
});

async function open(): Promise<Page> {
  const opened = await browser.context.newPage();
  await opened.goto(server.url);
  await opened.waitForFunction(() => "outbox" in window);
  return opened;
}

/** A student with an account, a session and a registered device in this browser. */
async function student(at = page, name = "Ana Pérez"): Promise<Me> {
  return at.evaluate(async (input) => {
    const me = await window.outbox.api.register(input);
    await window.outbox.signedIn(me);
    await window.outbox.ensureDevice(me);
    return me;
  }, registration({ name }));
}

const chainOf = (at = page) =>
  at.evaluate(async () => {
    const entries = await window.outbox.db.entries.orderBy("[did+seq]").toArray();
    const [chain] = await window.outbox.db.chains.toArray();
    const read = (jws: string) =>
      JSON.parse(atob((jws.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/")));
    return {
      entries: entries.map(({ h, seq, jws, detail, code }) => ({
        h,
        seq,
        detail,
        code,
        prev: String(read(jws).prev),
      })),
      head: chain ? { seq: chain.seq, h: chain.h } : null,
      blobs: await window.outbox.db.blobs.count(),
    };
  });

/** Every entry names the one before it, none is missing, and the head is the last. */
function expectWhole({ entries, head, blobs }: Awaited<ReturnType<typeof chainOf>>) {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
  for (const [i, entry] of entries.entries()) if (i > 0) expect(entry.prev).toBe(entries[i - 1]?.h);
  const last = entries.at(-1);
  if (last) expect(head).toEqual({ seq: last.seq, h: last.h });
  expect(blobs).toBe(entries.length * 2);
}

/** kill -9 of the browser with this profile, which this test has started. */
function killBrowser(profile: string): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      if (words.includes(`--user-data-dir=${profile}`) && !words.some((word) => word.startsWith("--type=")))
        process.kill(Number(pid), "SIGKILL");
    } catch {
      // gone meanwhile
    }
  }
}

const UID = "018f6a00-0000-7000-8000-0000000000a1";
const DID = "018f6a00-0000-7000-8000-0000000000d1";
const HASH = "h".repeat(43);

/** Rows as version 1 of the store wrote them: frozen; a later version must still read or upgrade them. */
const VERSION_1_ROWS: [string, object][] = [
  ["settings", { key: "uid", value: UID }],
  [
    "cache",
    {
      uid: UID,
      name: "me",
      at: 1_790_000_000_000,
      value: {
        id: UID,
        name: "Ana Pérez",
        email: "ana@example.edu",
        role: "student",
        language: "es",
        studentNumber: null,
        consent: null,
        enrolment: null,
      },
    },
  ],
  [
    "entries",
    {
      h: HASH,
      did: DID,
      uid: UID,
      seq: 1,
      jws: "e30.e30.c2ln",
      meetingId: "018f6a00-0000-7000-8000-000000000001",
      courseName: "Logic",
      title: null,
      capturedAt: 1_790_000_000_000,
      detail: "accepted",
      code: null,
      attendance: "present",
      grade: "E1",
      note: null,
      blobs: [{ hash: HASH, bytes: 40_000 }],
      need: [],
      receipt: { jws: "e30.e30.c2ln", ms: 1_790_000_000_000 },
      blobsKept: false,
    },
  ],
  [
    "links",
    {
      did: DID,
      time: { tok: HASH, ms: 1_790_000_000_000, tm: 1, tw: 1_790_000_000_000, org: "page" },
      version: 3,
      batch: 5,
      failures: 0,
      waitUntil: 0,
      notBefore: 0,
      hold: null,
      polls: 0,
      pollAt: 0,
      reofferedAt: null,
    },
  ],
];

/** What version 2 of the store added. */
const VERSION_2_ROWS: [string, object][] = [
  [
    "carried",
    {
      h: HASH,
      uid: UID,
      did: DID,
      jws: "e30.e30.c2ln",
      meetingId: "018f6a00-0000-7000-8000-000000000001",
      capturedAt: 1_790_000_000_000,
      keptAt: 1_790_000_000_000,
      via: "screen",
      detail: "refused",
      code: "bad_signature",
      about: null,
      blobs: [],
    },
  ],
];

describe("sealing", () => {
  test("two tabs that seal at once make one chain without a gap or a fork", async () => {
    await student();
    const other = await open();
    const many = () => Promise.all(Array.from({ length: 8 }, () => window.outbox.seal()));
    await Promise.all([page.evaluate(many), other.evaluate(many)]);
    const chain = await chainOf();
    expect(chain.entries).toHaveLength(16);
    expectWhole(chain);
  });

  test("without Web Locks the transaction alone keeps the chain whole", async () => {
    await student();
    const other = await open();
    const many = () => {
      Object.defineProperty(navigator, "locks", { value: undefined });
      return Promise.allSettled(Array.from({ length: 6 }, () => window.outbox.seal()));
    };
    await Promise.all([page.evaluate(many), other.evaluate(many)]);
    const chain = await chainOf();
    expect(chain.entries.length).toBeGreaterThan(0);
    expectWhole(chain);
  });

  test("whenever the browser is killed, every check-in that was called saved is there, whole, and nothing is in halves", async () => {
    await student();
    server.fault = (_, path) => (path === "/v1/sync" ? Response.json({}, { status: 503 }) : null);
    const saved = new Set<string>();
    for (let round = 0; round < 5; round++) {
      page.on("console", (message) => {
        const [word, h] = message.text().split(" ");
        if (word === "saved" && h !== undefined) saved.add(h);
      });
      const before = saved.size;
      void page
        .evaluate(async () => {
          for (;;) console.log(`saved ${(await window.outbox.seal(undefined, 100_000)).h}`);
        })
        .catch(() => undefined);
      while (saved.size === before) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 37 * round));
      killBrowser(browser.profile);
      await browser.close({ keep: true });
      browser = await launchBrowser({ profile: browser.profile });
      page = await open();
      const chain = await chainOf();
      expectWhole(chain);
      const kept = new Set(chain.entries.map(({ h }) => h));
      expect([...saved].filter((h) => !kept.has(h))).toEqual([]);
    }
    expect(saved.size).toBeGreaterThan(5);
  });

  test("a full disk says so and changes nothing; with room again the next check-in follows in the chain", async () => {
    await student();
    await page.evaluate(() => window.outbox.seal());
    const before = await chainOf();
    const problem = await page.evaluate(async () => {
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
    const after = await chainOf();
    expect(after.head).toEqual(before.head);
    expectWhole(after);
    await page.evaluate(() => window.outbox.seal());
    expect((await chainOf()).entries).toHaveLength(2);
    expectWhole(await chainOf());
  });

  test("nobody signed in, or no device: a typed problem and nothing written", async () => {
    const problem = await page.evaluate(() =>
      window.outbox.seal().catch((error: unknown) => ({ ...(error as object) })),
    );
    expect(problem).toMatchObject({ code: "device_missing" });
    expect((await chainOf()).entries).toEqual([]);
  });
});

describe("the device key", () => {
  test("cannot be exported, survives a reload and a restart of the browser", async () => {
    await student();
    const look = () =>
      window.outbox.db.devices.toArray().then(async (rows) => ({
        kid: rows[0]?.kid,
        extractable: rows[0]?.key.extractable,
        exported: await crypto.subtle.exportKey("pkcs8", rows[0]?.key as CryptoKey).then(
          () => true,
          () => false,
        ),
      }));
    const first = await page.evaluate(look);
    expect(first).toMatchObject({ extractable: false, exported: false });
    await browser.close({ keep: true });
    browser = await launchBrowser({ profile: browser.profile });
    page = await open();
    expect(await page.evaluate(look)).toEqual(first);
    await page.evaluate(() => window.outbox.openSession().then(() => window.outbox.seal()));
    expectWhole(await chainOf());
  });

  test("a registration whose answer was lost is asked for again with the same key", async () => {
    server.fault = (method, path) => (method === "POST" && path === "/v1/devices" ? "cut" : null);
    const lost = await page.evaluate(async (input) => {
      const me = await window.outbox.api.register(input);
      await window.outbox.signedIn(me);
      return window.outbox.ensureDevice(me).then(
        () => "registered",
        (error: unknown) => (error as Error).name,
      );
    }, registration());
    expect(lost).toBe("Offline");
    server.fault = null;
    const device = await page.evaluate(async () => {
      const session = await window.outbox.openSession();
      if (!session) throw new Error("nobody");
      const { status, probationUntil } = await window.outbox.ensureDevice(session.value);
      return { status, probationUntil };
    });
    expect(device).toEqual({ status: "active", probationUntil: null });
  });
});

describe("sending", () => {
  test("claims arrive before photos, and what the server says is on the student's screen", async () => {
    await student();
    await browser.context.setOffline(true);
    await page.evaluate(() =>
      Promise.all([window.outbox.seal(), window.outbox.seal(), window.outbox.seal()]),
    );
    // what was sealed is sent by itself as soon as there is a network
    const before = server.requests.length;
    await browser.context.setOffline(false);
    await page.evaluate(() => window.outbox.sendNow());
    await page.waitForFunction(() => window.outbox.unsent.value.count === 0);
    const requests = server.requests.slice(before);
    const uploads = requests.filter((request) => request.startsWith("PUT /v1/blobs/"));
    // two runs of the sender may offer the same bytes: they are the same six, and the claims came first
    expect(new Set(uploads).size).toBe(6);
    expect(requests.indexOf("POST /v1/sync")).toBeLessThan(requests.indexOf(uploads[0] ?? ""));
    const views = await page.evaluate(() => window.outbox.checkIns.value);
    for (const view of views)
      expect(view).toMatchObject({ state: "phone", detail: "pending", code: "meeting_unknown" });
  });

  test("queued without network, sent when it returns, once", async () => {
    await student();
    await page.evaluate(() => window.outbox.startSending());
    await browser.context.setOffline(true);
    await page.evaluate(() =>
      Promise.all([window.outbox.seal(), window.outbox.seal(), window.outbox.seal()]),
    );
    await page.waitForFunction(() => window.outbox.unsent.value.count === 3);
    await browser.context.setOffline(false);
    await page.waitForFunction(() =>
      window.outbox.checkIns.value.every(({ detail }) => detail === "pending"),
    );
    expect(await stored()).toBe(3);
  });

  test("an answer lost after the commit doubles nothing", async () => {
    await student();
    server.fault = (_, path) => (path === "/v1/sync" ? "cut" : null);
    await page.evaluate(async () => {
      await window.outbox.seal();
      await window.outbox.sendNow();
    });
    expect((await chainOf()).entries[0]?.detail).toBe("sent");
    server.fault = null;
    await page.evaluate(() => window.outbox.sendNow());
    expect((await chainOf()).entries[0]).toMatchObject({ detail: "pending", code: "meeting_unknown" });
    expect(await stored()).toBe(1);
  });

  test("a refusal comes with the server's reason", async () => {
    await student();
    const { meeting } = await classroom(server, []);
    await page.evaluate((id) => window.outbox.seal(id), meeting.id);
    await page.waitForFunction(() => window.outbox.checkIns.value[0]?.state === "disputed");
    const [view] = await page.evaluate(() => window.outbox.checkIns.value);
    expect(view).toMatchObject({ detail: "rejected", code: "not_enrolled" });
  });

  test("who comes early checks in once: the outcome moves on by itself when the teacher opens the meeting", async () => {
    const me = await student();
    const { teacher, course } = await classroom(server, [{ ...me, password: "", cookie: "" }], {
      open: false,
    });
    const made = await ask(server.app, "POST", `/v1/courses/${course.id}/meetings`, {
      as: teacher,
      body: {
        startsAt: new Date(Date.now() + 300_000).toISOString(),
        endsAt: new Date(Date.now() + 3_900_000).toISOString(),
      },
    });
    const { id } = v.parse(Meeting, made.body);
    await page.evaluate((meetingId) => window.outbox.seal(meetingId), id);
    await page.waitForFunction(
      () =>
        window.outbox.checkIns.value[0]?.code === "meeting_not_open" &&
        window.outbox.unsent.value.count === 0,
    );
    await ask(server.app, "POST", `/v1/meetings/${id}/open`, { as: teacher });
    await page.waitForFunction(() => window.outbox.checkIns.value[0]?.code !== "meeting_not_open");
    const views = await page.evaluate(() => window.outbox.checkIns.value);
    expect(views.map(({ seq, detail, code }) => ({ seq, detail, code }))).toEqual([
      { seq: 1, detail: "pending", code: "enrolment" },
    ]);
  });

  test("the receipt is verified and kept", async () => {
    await student();
    const receipt = await page.evaluate(async () => {
      await window.outbox.seal();
      await window.outbox.sendNow();
      const [entry] = await window.outbox.db.entries.toArray();
      return entry?.receipt ?? null;
    });
    expect(receipt?.ms).toBeGreaterThan(1_700_000_000_000);
  });

  test("an app too old keeps everything and asks for an update", async () => {
    await student();
    const body = { error: { code: "client_too_old", message: "Too old.", next: "Update." } };
    server.fault = (_, path) => (path === "/v1/sync" ? Response.json(body, { status: 426 }) : null);
    await page.evaluate(async () => {
      await window.outbox.seal();
      await window.outbox.sendNow();
    });
    await page.waitForFunction(() => window.outbox.sendingHeld.value === "update");
    expect(await page.evaluate(() => window.outbox.unsent.value.count)).toBe(1);
    server.fault = null;
    await page.evaluate(() => window.outbox.sendNow("start"));
    await page.waitForFunction(() => window.outbox.checkIns.value[0]?.detail === "pending");
  });

  async function stored(): Promise<number> {
    const uid = await page.evaluate(async () => (await window.outbox.db.entries.toArray())[0]?.uid ?? "");
    const [row] = await server.services.sql`select count(*)::int as n from entry where user_id = ${uid}`;
    return Number(row?.["n"]);
  }
});

describe("who is signed in", () => {
  test("a sign-out warns of unsent check-ins, keeps them, and they are still sent; the next person sees none of it", async () => {
    const first = await student();
    server.fault = (_, path) => (path === "/v1/sync" ? Response.json({}, { status: 503 }) : null);
    await page.evaluate(() => window.outbox.seal());
    await page.waitForFunction(() => window.outbox.unsent.value.count === 1);
    expect(await page.evaluate(() => window.outbox.signOutWarning()?.count)).toBe(1);
    await page.evaluate(() => window.outbox.signOut());
    expect(await page.evaluate(() => window.outbox.checkIns.value)).toEqual([]);
    const second = await page.evaluate(
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
    server.fault = null;
    await page.evaluate(() => window.outbox.sendNow("start"));
    const rows = await server.services
      .sql`select user_id from entry where user_id in (${first.id}, ${second.id})`;
    expect(rows.map((row) => row["user_id"])).toEqual([first.id]);
    expect(await page.evaluate(() => window.outbox.checkIns.value)).toEqual([]);
    expect(await page.evaluate(() => window.outbox.db.cache.where("uid").notEqual("").toArray())).toEqual([
      expect.objectContaining({ uid: second.id }),
    ]);
  });

  test("a sign-out without network is kept to", async () => {
    await student();
    await browser.context.setOffline(true);
    await page.evaluate(() => window.outbox.signOut());
    await browser.context.setOffline(false);
    const found = await page.evaluate(() => window.outbox.openSession());
    expect(found).toBeNull();
    const refused = await page.evaluate(() =>
      window.outbox.api.me().catch((error: unknown) => ({ ...(error as object) })),
    );
    expect(refused).toMatchObject({ code: "sign_in_needed" });
  });

  test("without network the student is still who they were", async () => {
    const me = await student();
    await browser.context.setOffline(true);
    const found = await page.evaluate(() => window.outbox.openSession());
    expect(found).toMatchObject({ value: { id: me.id }, fresh: false });
  });
});

test.each([
  [1, VERSION_1_ROWS],
  [2, [...VERSION_1_ROWS, ...VERSION_2_ROWS]],
] as const)("a database that version %i wrote opens with everything in it", async (version, written) => {
  // written as Dexie's versions laid it out (they are IndexedDB's times ten)
  await page.evaluate(
    ([number, rows]) =>
      new Promise<void>((resolve, reject) => {
        const request = indexedDB.open("presente", number * 10);
        request.addEventListener("error", () => reject(new Error("not opened")));
        request.onupgradeneeded = () => {
          const made = (name: string, keyPath: string | string[]) =>
            request.result.createObjectStore(name, { keyPath });
          made("settings", "key");
          made("cache", ["uid", "name"]).createIndex("uid", "uid");
          made("devices", "did").createIndex("uid", "uid");
          made("chains", "did");
          made("links", "did");
          const entries = made("entries", "h");
          entries.createIndex("[did+seq]", ["did", "seq"], { unique: true });
          for (const index of ["did", "uid", "detail"]) entries.createIndex(index, index);
          made("blobs", ["h", "hash"]).createIndex("h", "h");
          if (number < 2) return;
          made("carried", "h").createIndex("uid", "uid");
          made("carriedBlobs", ["h", "hash"]).createIndex("h", "h");
        };
        request.onsuccess = () => {
          const { result } = request;
          const tx = result.transaction([...result.objectStoreNames], "readwrite");
          for (const [store, row] of rows) tx.objectStore(store).put(row);
          tx.oncomplete = () => (result.close(), resolve());
        };
      }),
    [version, written] as const,
  );
  await browser.context.setOffline(true);
  await page.evaluate(() => window.outbox.openSession());
  await page.waitForFunction(() => window.outbox.checkIns.value.length === 1);
  const [view] = await page.evaluate(() => window.outbox.checkIns.value);
  expect(view).toMatchObject({
    seq: 1,
    courseName: "Logic",
    detail: "accepted",
    attendance: "present",
    grade: "E1",
  });
  // what later versions added is there, and earlier rows of it still are
  const carried = await page.evaluate(() => window.outbox.db.carried.toArray());
  expect(carried).toEqual(written.flatMap(([store, row]) => (store === "carried" ? [row] : [])));
});

test("what is unsent can be taken out as a file", async () => {
  const me = await student();
  await browser.context.setOffline(true);
  await page.evaluate(() => window.outbox.seal());
  const text = await page.evaluate(async (uid) => (await window.outbox.exportUnsent(uid))?.text(), me.id);
  const [entry] = (await chainOf()).entries;
  const file: { entries: { jws: string; blobs: unknown[] }[] } = JSON.parse(text ?? "null");
  expect(file.entries).toHaveLength(1);
  expect(file.entries[0]?.blobs).toHaveLength(2);
  expect(
    await page.evaluate(async (jws) => {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(jws));
      return btoa(String.fromCharCode(...new Uint8Array(digest)))
        .replaceAll("+", "-")
        .replaceAll("/", "_")
        .replace("=", "");
    }, file.entries[0]?.jws ?? ""),
  ).toBe(entry?.h);
});

test("a withdrawn consent leaves no face on the phone", async () => {
  const me = await student();
  await browser.context.setOffline(true);
  await page.evaluate(() => window.outbox.seal());
  await page.evaluate((uid) => window.outbox.eraseBiometrics(uid), me.id);
  expect(await page.evaluate(() => window.outbox.db.blobs.count())).toBe(0);
  expect((await chainOf()).entries).toHaveLength(1);
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
  const computed = await page.evaluate((input) => window.outbox.computeVectors(input), { ...vectors, jwk });
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
