import { expect, test } from "vitest";
import { outboxStage } from "./outbox-stage.ts";

const app = outboxStage();

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

test.each([
  [1, VERSION_1_ROWS],
  [2, [...VERSION_1_ROWS, ...VERSION_2_ROWS]],
] as const)("a database that version %i wrote opens with everything in it", async (version, written) => {
  // written as Dexie's versions laid it out (they are IndexedDB's times ten)
  await app.page.evaluate(
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
  await app.browser.context.setOffline(true);
  await app.page.evaluate(() => window.outbox.openSession());
  await app.page.waitForFunction(() => window.outbox.checkIns.value.length === 1);
  const [view] = await app.page.evaluate(() => window.outbox.checkIns.value);
  expect(view).toMatchObject({
    seq: 1,
    courseName: "Logic",
    detail: "accepted",
    attendance: "present",
    grade: "E1",
  });
  // what later versions added is there, and earlier rows of it still are
  const carried = await app.page.evaluate(() => window.outbox.db.carried.toArray());
  expect(carried).toEqual(written.flatMap(([store, row]) => (store === "carried" ? [row] : [])));
});
