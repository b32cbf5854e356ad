import { expect, test } from "vitest";
import { createCarrier, mergeCarried, nextCarryStep } from "../../../../client/carry/sender.ts";
import { FIRST_PACE, isDelivered, type Load } from "../../../../client/carry/store.ts";
import { ApiProblem, Offline } from "../../../../client/problem.ts";
import type { BlobRow, CarriedRow } from "../../../../client/store/rows.ts";
import type { CarriedReply, CarriedResult } from "../../../../shared/api/carried.ts";
import { hashOf } from "../entries.ts";

const rowOf = (n: number, change: Partial<CarriedRow> = {}): CarriedRow => ({
  h: hashOf(n),
  uid: "018f6a00-0000-7000-8000-0000000000a1",
  did: "018f6a00-0000-7000-8000-0000000000d1",
  jws: `e30.e30.${"s".repeat(1000)}${n}`,
  meetingId: "018f6a00-0000-7000-8000-000000000001",
  capturedAt: 1_790_000_000_000,
  keptAt: 1_790_000_000_000 + n,
  via: "screen",
  detail: "queued",
  code: null,
  about: null,
  blobs: [],
  ...change,
});
const blobs = [{ hash: hashOf(900), bytes: 3 }];

test("claims go before photos, and what the server refuses has no photo to send", () => {
  const rows = [rowOf(1, { detail: "received", blobs }), rowOf(2), rowOf(3, { detail: "refused", blobs })];
  expect(nextCarryStep({ rows, pace: FIRST_PACE }, 0)).toMatchObject({
    kind: "claims",
    batch: [{ h: hashOf(2) }],
  });
  expect(nextCarryStep({ rows: rows.toSpliced(1, 1), pace: FIRST_PACE }, 0)).toMatchObject({
    kind: "blob",
    row: { h: hashOf(1) },
  });
  expect(nextCarryStep({ rows: rows.slice(2), pace: FIRST_PACE }, 0)).toEqual({ kind: "idle", wakeAt: null });
  const waiting = { ...FIRST_PACE, waitUntil: 500 };
  expect(nextCarryStep({ rows, pace: waiting }, 0)).toEqual({ kind: "idle", wakeAt: 500 });
});

test("a photo store that is away holds up no claim", () => {
  const rows = [rowOf(1, { detail: "received", blobs }), rowOf(2)];
  const pace = { ...FIRST_PACE, photos: { ...FIRST_PACE.photos, notBefore: 500 } };
  expect(nextCarryStep({ rows, pace }, 0)).toMatchObject({ kind: "claims", batch: [{ h: hashOf(2) }] });
  expect(nextCarryStep({ rows: rows.slice(0, 1), pace }, 0)).toEqual({ kind: "idle", wakeAt: 500 });
});

test.each([
  [{ st: "received", about: null }, { detail: "received" }, true],
  [{ st: "refused", code: "bad_signature" }, { detail: "refused", code: "bad_signature" }, true],
  [{ st: "retry", ra: 2000 }, { detail: "queued" }, false],
] as const)("the server's word %o leaves the row %o", (word, row, delivered) => {
  const merged = mergeCarried(rowOf(1), { h: hashOf(1), ...word });
  expect(merged).toMatchObject(row);
  expect(isDelivered(merged)).toBe(delivered);
  expect(merged.jws).toBe(rowOf(1).jws);
});

test("a word about another claim changes nothing", () => {
  expect(mergeCarried(rowOf(1), { h: hashOf(2), st: "received", about: null })).toEqual(rowOf(1));
});

/** A store in memory and a server that answers as told, call by call. */
function stage(rows: CarriedRow[], answers: ((entries: readonly string[]) => CarriedReply)[]) {
  let load: Load = { rows, pace: FIRST_PACE };
  const kept = new Set(rows.flatMap((row) => row.blobs.map(({ hash }) => `${row.h} ${hash}`)));
  const offered: number[] = [];
  const uploaded: string[] = [];
  let now = 0;
  const carrier = createCarrier({
    store: {
      load: () => Promise.resolve(load),
      save: ({ pace, rows: changed = [], sent }) => {
        const byHash = new Map(changed.map((row) => [row.h, row]));
        load = { pace, rows: load.rows.map((row) => byHash.get(row.h) ?? row) };
        if (sent) kept.delete(`${sent.h} ${sent.hash}`);
        return Promise.resolve();
      },
      blob: (h, hash): Promise<BlobRow | null> =>
        Promise.resolve(
          kept.has(`${h} ${hash}`) ? { h, hash, type: "image/jpeg", bytes: new ArrayBuffer(3) } : null,
        ),
    },
    wire: {
      carry: async (entries) => {
        offered.push(entries.length);
        const answer = answers.shift();
        if (!answer) throw new Offline();
        return answer(entries);
      },
      putBlob: (_did, { hash }) => {
        uploaded.push(hash);
        return Promise.resolve();
      },
    },
    now: () => now,
    random: () => 0.5,
    onProblem: () => undefined,
  });
  return {
    run: (at: number, trigger: "timer" | "start" = "timer") => {
      now = at;
      return carrier.run(rows[0]?.uid ?? "", trigger);
    },
    rows: () => load.rows,
    details: () => load.rows.map(({ detail }) => detail),
    offered,
    uploaded,
    kept,
  };
}
const all =
  (word: Omit<Extract<CarriedResult, { st: "received" }>, "h">, rows: readonly CarriedRow[]) =>
  (entries: readonly string[]): CarriedReply => ({
    v: 1,
    results: rows.filter(({ jws }) => entries.includes(jws)).map(({ h }) => Object.assign({ h }, word)),
  });
const RECEIVED = { st: "received", about: null } as const;
const refusal = (status: 400 | 401, code: "bad_request" | "sign_in_needed") => (): never => {
  throw new ApiProblem({ code, message: "", next: "", status });
};

test("without network everything stays, and the wait is asked for; with network it goes, photos last", async () => {
  const rows = [rowOf(1, { blobs }), rowOf(2)];
  const { run, details, offered, uploaded, kept } = stage(rows, []);
  const wakeAt = await run(0);
  expect(wakeAt).toBeGreaterThan(0);
  expect(details()).toEqual(["queued", "queued"]);
  expect(kept.size).toBe(1);
  const online = stage(rows, [all(RECEIVED, rows)]);
  expect(await online.run(0)).toBeNull();
  expect(online.details()).toEqual(["received", "received"]);
  expect(online.uploaded).toEqual([hashOf(900)]);
  expect(online.kept.size).toBe(0);
  expect([offered, uploaded]).toEqual([[2], []]);
});

test("an answer that leaves a claim out does not drop it", async () => {
  const rows = [rowOf(1), rowOf(2)];
  const { run, details } = stage(rows, [all(RECEIVED, rows.slice(0, 1))]);
  await run(0);
  expect(details()).toEqual(["received", "queued"]);
});

test("a batch that the server cannot read is halved until the bad item stands alone; a new start tries it again", async () => {
  const rows = [rowOf(1), rowOf(2)];
  const bad = refusal(400, "bad_request");
  const { run, details, offered } = stage(rows, [bad, bad, all(RECEIVED, rows), all(RECEIVED, rows)]);
  await run(0);
  expect(offered).toEqual([2, 1, 1]);
  expect(details()).toEqual(["set_aside", "received"]);
  await run(1, "start");
  expect(details()).toEqual(["received", "received"]);
});

test("a session that has ended keeps everything and waits", async () => {
  const { run, details } = stage([rowOf(1)], [refusal(401, "sign_in_needed")]);
  expect(await run(0)).toBeGreaterThan(0);
  expect(details()).toEqual(["queued"]);
});
