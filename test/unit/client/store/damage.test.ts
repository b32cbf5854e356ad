import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { mendStore } from "../../../../client/outbox/mend.ts";
import { entryPayload } from "../../../../client/outbox/payload.ts";
import { senderStore } from "../../../../client/outbox/sender-store.ts";
import { phoneTroubleOf, viewsOf } from "../../../../client/outbox/view.ts";
import { db } from "../../../../client/store/db.ts";
import { newLink } from "../../../../client/store/link.ts";
import type { DeviceRow, EntryRow } from "../../../../client/store/rows.ts";
import { lossOf } from "../../../../client/store/witness.ts";
import { generateDeviceKey } from "../../../../shared/protocol/keys.ts";
import { entryHash, sealEntry } from "../../../../shared/protocol/seal.ts";
import { entryOf, hashOf } from "../entries.ts";

const { did, uid } = entryOf(1);
const { privateKey, jwk, kid } = await generateDeviceKey();
const device: DeviceRow = {
  did,
  uid,
  kid,
  inst: did,
  key: privateKey,
  jwk,
  serverJwk: jwk,
  status: "active",
  probationUntil: null,
  createdAt: 1_790_000_000_000,
};

/** A chain of truly signed entries. */
async function sealed(count: number): Promise<EntryRow[]> {
  const entries: EntryRow[] = [];
  let head = { seq: 0, h: hashOf(0) };
  for (let seq = 1; seq <= count; seq++) {
    const payload = entryPayload({
      did,
      uid,
      meetingId: "018f6a00-0000-7000-8000-000000000001",
      head,
      time: null,
      capture: {
        jpeg: new ArrayBuffer(20),
        width: 320,
        height: 320,
        landmarks: [1000, 1200, 2000, 1200, 1500, 1700, 1100, 2200, 1900, 2200],
        embedding: new Float32Array(128),
        model: { id: "tiny", digest: hashOf(1) },
        detector: { id: "tiny", digest: hashOf(2) },
        wall: 1_790_000_000_000 + seq,
        mono: seq,
      },
      org: "018f6a00-0000-7000-8000-0000000000f1",
      photoHash: hashOf(100 + seq),
      embeddingHash: hashOf(200 + seq),
      build: "test",
    });
    const jws = await sealEntry(payload, { key: privateKey, kid });
    head = { seq, h: await entryHash(jws) };
    const blobs = [
      { hash: hashOf(100 + seq), bytes: 20 },
      { hash: hashOf(200 + seq), bytes: 512 },
    ];
    entries.push(entryOf(seq, { h: head.h, jws, capturedAt: payload.t.cap, blobs, meetingId: payload.sid }));
  }
  return entries;
}

/** Writes what no version of the app would write. */
const spoil = (table: "entries" | "links" | "chains" | "devices", row: object) =>
  db.table<object>(table).put(row);

beforeEach(async () => {
  for (const table of db.tables) await table.clear();
  await db.devices.put(device);
});

test("a link that cannot be read begins anew and holds nothing up", async () => {
  await spoil("links", { did, batch: -1, hold: "never heard of" });
  const queue = await senderStore.load(did);
  expect(queue?.link).toEqual(newLink(did));
});

test("a device that cannot be read is passed by, so that the others on the phone are served", async () => {
  await spoil("devices", { did, uid, key: "gone" });
  expect(await senderStore.load(did)).toBeNull();
});

test("what a newer version wrote about an outcome is read as not known, and asked for again", async () => {
  const [entry] = await sealed(1);
  await spoil("entries", { ...entry, detail: "hologram", code: "not_invented_yet", grade: "E9" });
  const queue = await senderStore.load(did);
  expect(queue?.entries).toMatchObject([{ detail: "sent", code: null, grade: null, jws: entry?.jws }]);
});

test("an entry is made anew out of its claim, and its successors need not wait for it", async () => {
  const entries = await sealed(3);
  await db.entries.bulkPut(entries);
  const [, second] = entries;
  await spoil("entries", { ...second, seq: "two", capturedAt: null, blobs: "none" });
  expect((await senderStore.load(did))?.entries.map(({ seq }) => seq)).toEqual([1, 3]);
  await mendStore();
  const mended = await senderStore.load(did);
  expect(mended?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(mended?.entries[1]).toEqual({ ...second, detail: "sent" });
});

test("a claim that is damaged itself is left as it is: nothing is invented", async () => {
  const [entry] = await sealed(1);
  const damaged = { ...entry, seq: "one", jws: `${entry?.jws.slice(0, -4)}AAAA` };
  await spoil("entries", damaged);
  await mendStore();
  expect(await db.entries.get(entry?.h ?? "")).toEqual(damaged);
});

test("a lost head is the last entry again; where one may be missing, the phone is registered anew instead", async () => {
  const entries = await sealed(2);
  await db.entries.bulkPut(entries);
  await spoil("chains", { did, seq: "?" });
  await mendStore();
  expect(await db.chains.get(did)).toEqual({ did, seq: 2, h: entries[1]?.h });
  await db.entries.delete(entries[0]?.h ?? "");
  await db.chains.clear();
  await mendStore();
  expect(await db.chains.count()).toBe(0);
  expect((await db.devices.get(did))?.status).toBe("unknown");
});

test("the sender changes what the server tells, and nothing that others have changed meanwhile", async () => {
  const [entry] = await sealed(1);
  if (!entry) throw new Error("nothing sealed");
  await db.entries.put(entry);
  // a consent is withdrawn while a request is under way
  await db.entries.update(entry.h, { blobsKept: false });
  await senderStore.save(did, { link: newLink(did), entries: [{ ...entry, detail: "accepted" }] });
  expect(await db.entries.get(entry.h)).toMatchObject({ detail: "accepted", blobsKept: false });
});

test("a check-in whose key is gone, or that waits behind one which is gone, says so", () => {
  const held = entryOf(3, { detail: "pending", code: "chain_hold", need: [] });
  const troubles = (entries: EntryRow[], dids: string[]) =>
    viewsOf(entries, dids).map(({ trouble }) => trouble);
  expect(troubles([entryOf(1)], [])).toEqual(["key"]);
  expect(troubles([entryOf(1, { detail: "accepted", need: [] })], [])).toEqual([null]);
  expect(troubles([held, entryOf(1)], [did])).toEqual(["gap", null]);
  expect(troubles([held, entryOf(2), entryOf(1)], [did])).toEqual([null, null, null]);
});

test.each([
  ["an active phone has none", [device], [], true, null],
  ["a gap in the chain", [device], [did], true, "gap"],
  ["a frozen phone", [{ ...device, status: "frozen" as const }], [], true, "frozen"],
  ["a key that the server does not know", [{ ...device, status: "unknown" as const }], [], true, "unknown"],
  ["a phone that was never used", [], [], false, null],
  ["a phone whose key is gone", [], [], true, "gone"],
  [
    "a frozen phone that was registered anew",
    [{ ...device, status: "replaced" as const }, device],
    [],
    true,
    null,
  ],
])("the trouble of %s", (_, devices, gapped, used, trouble) => {
  expect(phoneTroubleOf(devices, new Set(gapped), used)).toBe(trouble);
});

test("a database that came back empty is told from one that was never filled", () => {
  expect(lossOf(null, [])).toBeNull();
  // the device is there, or at least check-ins that it signed
  const kept = { dids: [did], unsent: 2, at: 5, loss: null };
  expect(lossOf(kept, [did])).toBeNull();
  expect(lossOf(kept, [])).toEqual({ unsent: 2, at: 5, restored: 0 });
  // one that is to be told stands, whatever has been put back since
  const loss = { unsent: 2, at: 5, restored: 1 };
  expect(lossOf({ ...kept, loss }, [did])).toEqual(loss);
});
