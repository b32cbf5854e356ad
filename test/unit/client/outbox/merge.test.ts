import { describe, expect, test } from "vitest";
import {
  blobsToDrop,
  mergeResult,
  mergeResults,
  reoffered,
  undated,
  withoutNeed,
  withReceipt,
} from "../../../../client/outbox/merge.ts";
import { pendingBytes, unsentOf, viewOf, viewsOf } from "../../../../client/outbox/view.ts";
import type { EntryResult } from "../../../../shared/protocol/sync.ts";
import { entryOf, hashOf } from "../entries.ts";

const DAY_MS = 86_400_000;
/** when the server was asked */
const ASKED = 1_790_000_000_000;
const said = (change: Partial<EntryResult>): EntryResult => ({
  h: hashOf(1),
  seq: 1,
  st: "accepted",
  need: [],
  ...change,
});

describe("the server's word on a check-in", () => {
  test.each<[string, Partial<EntryResult>, string, "phone" | "confirmed" | "disputed"]>([
    ["accepted is confirmed", { st: "accepted", att: "present", grade: "E1" }, "accepted", "confirmed"],
    ["pending is still the phone's", { st: "pending", code: "verify" }, "pending", "phone"],
    ["a review is disputed", { st: "review", code: "face_doubtful" }, "review", "disputed"],
    ["a rejection is disputed", { st: "rejected", code: "face_mismatch" }, "rejected", "disputed"],
    ["a duplicate repeats the stored outcome", { st: "duplicate", was: "accepted" }, "accepted", "confirmed"],
    ["a duplicate without outcome is with the server", { st: "duplicate" }, "pending", "phone"],
    ["retry stores nothing", { st: "retry", ra: 500 }, "queued", "phone"],
  ])("%s", (_, result, detail, state) => {
    const merged = mergeResult(entryOf(1, { detail: "sent" }), said(result), ASKED);
    expect(merged.detail).toBe(detail);
    expect(viewOf(merged).state).toBe(state);
    expect(merged.jws).toBe(entryOf(1).jws);
  });

  test("reason, attendance, grade and a teacher's note come along, and are renewed with the next word", () => {
    const first = mergeResult(
      entryOf(1),
      said({ st: "review", code: "face_doubtful", note: "See me." }),
      ASKED,
    );
    expect(first).toMatchObject({ code: "face_doubtful", note: "See me." });
    const then = mergeResult(first, said({ st: "accepted", att: "late", grade: "E1" }), ASKED);
    expect(then).toMatchObject({ code: null, note: null, attendance: "late", grade: "E1" });
  });

  test("what the server says of another hash changes nothing", () => {
    expect(mergeResults([entryOf(1)], [said({ h: hashOf(2) })], ASKED)).toEqual([]);
    expect(mergeResult(entryOf(1), said({ h: hashOf(2) }), ASKED)).toEqual(entryOf(1));
  });
});

describe("the photo", () => {
  const asksForIt = said({ st: "pending", code: "blob", need: [`blob:${hashOf(1001)}`] });
  const wants = mergeResult(entryOf(1), asksForIt, ASKED);

  test("counts as unsent until the server has it", () => {
    expect(pendingBytes(entryOf(1))).toBe(entryOf(1).jws.length + 40_000);
    expect(pendingBytes(wants)).toBe(40_000);
    const done = withoutNeed(wants, hashOf(1001), ASKED + 10);
    expect(pendingBytes(done)).toBe(0);
    expect(done).toMatchObject({ detail: "pending", code: "verify" });
  });

  test("is not sent again because an older answer still asks for it, but because a later one does", () => {
    const done = withoutNeed(wants, hashOf(1001), ASKED + 10);
    expect(mergeResult(done, asksForIt, ASKED + 5).need).toEqual([]);
    const lostThere = mergeResult(done, asksForIt, ASKED + 20);
    expect(lostThere).toMatchObject({ need: [hashOf(1001)], uploaded: [] });
    // a clock that was turned back by a day does not make every later answer an old one
    expect(mergeResult(done, asksForIt, ASKED - DAY_MS).need).toEqual([hashOf(1001)]);
    // what could not be had here was not taken there
    expect(withoutNeed(wants, hashOf(1001), null).uploaded).toEqual([]);
  });

  test("stays on the phone until receipt and photo are a day old by the server's clock", () => {
    const receipt = { jws: "r", ms: 1000 };
    const had = entryOf(1, { detail: "accepted", need: [], receipt, takenMs: 900 });
    expect(blobsToDrop([had], 1000 + DAY_MS - 1)).toEqual([]);
    expect(blobsToDrop([had], 1000 + DAY_MS)).toEqual([had.h]);
    expect(blobsToDrop([had], null)).toEqual([]);
    expect(blobsToDrop([{ ...had, receipt: null }], 1000 + DAY_MS)).toEqual([]);
    expect(blobsToDrop([{ ...had, need: [hashOf(1001)] }], 1000 + DAY_MS)).toEqual([]);
    expect(blobsToDrop([{ ...had, need: null }], 1000 + DAY_MS)).toEqual([]);
    // the photo came a day after its claim: a backup between the two has the claim alone
    expect(blobsToDrop([{ ...had, takenMs: null }], 1000 + 2 * DAY_MS)).toEqual([]);
    expect(blobsToDrop([{ ...had, takenMs: 1000 + DAY_MS }], 1000 + DAY_MS)).toEqual([]);
    expect(blobsToDrop([{ ...had, takenMs: 1000 + DAY_MS }], 1000 + 2 * DAY_MS)).toEqual([had.h]);
  });

  test("that the server has taken is dated by the next time token, and anew when it is wanted again", () => {
    const had = entryOf(1, { detail: "pending", need: [], receipt: { jws: "r", ms: 1000 } });
    const wanted = entryOf(2, { detail: "pending", need: [hashOf(1002)] });
    expect(undated([had, wanted, { ...had, takenMs: 7 }, { ...had, need: null }])).toEqual([had.h]);
    const need = [`blob:${hashOf(1001)}`];
    const again = mergeResult({ ...had, takenMs: 5000 }, said({ st: "pending", need }), ASKED);
    expect(again).toMatchObject({ need: [hashOf(1001)], takenMs: null });
    expect(mergeResult({ ...had, takenMs: 5000 }, said({}), ASKED).takenMs).toBe(5000);
  });
});

describe("receipts and a restored server", () => {
  const receipt = {
    k: "receipt" as const,
    aud: "presente" as const,
    did: entryOf(1).did,
    ms: 5000,
    entries: [{ h: hashOf(1), seq: 1, st: "accepted" as const }],
  };

  test("a receipt belongs to the entries it names, and the first one stays", () => {
    const [first, second] = withReceipt([entryOf(1), entryOf(2)], receipt, "jws");
    expect(first?.receipt).toEqual({ jws: "jws", ms: 5000 });
    expect(second?.receipt).toBeNull();
    const again = withReceipt(first ? [first] : [], { ...receipt, ms: 9000 }, "later");
    expect(again[0]?.receipt?.ms).toBe(5000);
  });

  test("a head behind what was acknowledged brings those claims back into the queue", () => {
    const had = (seq: number) => entryOf(seq, { detail: "accepted", need: [], receipt: { jws: "r", ms: 1 } });
    // known from a status, its receipt lost on the way
    const polled = { ...had(3), receipt: null };
    const held = { ...had(5), detail: "pending" as const, code: "chain_hold" as const };
    const all = [had(1), had(2), polled, entryOf(4), held];
    expect(
      reoffered(all, { seq: 1, h: hashOf(1) }).map(({ seq, detail, receipt }) => [seq, detail, receipt]),
    ).toEqual([
      [2, "queued", null],
      [3, "queued", null],
      [5, "queued", null],
    ]);
    // behind what is still to be sent it is held by right
    expect(reoffered(all, { seq: 3, h: hashOf(3) })).toEqual([]);
    expect(reoffered([had(1)], { seq: 1, h: hashOf(1) })).toEqual([]);
  });
});

test("the red mark counts what has not reached the server, with its size and age", () => {
  const entries = [
    entryOf(3),
    entryOf(2, { detail: "pending", code: "blob", need: [hashOf(1002)] }),
    entryOf(1, { detail: "accepted", need: [] }),
  ];
  expect(unsentOf(viewsOf(entries, [entryOf(1).did]))).toEqual({
    count: 2,
    bytes: entryOf(3).jws.length + 80_000,
    oldest: entryOf(2).capturedAt,
  });
  expect(unsentOf([])).toEqual({ count: 0, bytes: 0, oldest: null });
});
