import { describe, expect, it } from "vitest";
import {
  checkRoomCode,
  codeWithinMs,
  isClockUnsure,
  shownSpan,
} from "../../../../server/domain/room-code.ts";
import type { EntryPayload } from "../../../../shared/protocol/entry.ts";
import { msFromSlot, slotOf } from "../../../../shared/protocol/room-code.ts";
import vector from "../../../vectors/fa1.json" with { type: "json" };

const master = Uint8Array.from(Buffer.from(vector.master, "hex"));
const tag = Buffer.from(vector.tag, "hex").toString("base64url");
const qr = { m: "qr", slot: vector.qrSlot, tag, dt: 0 } as const;
const typed = { m: "typed", slot: vector.typedSlot, code: vector.typed, dt: 0 } as const;

describe("the code of a room", () => {
  it.each<[string, EntryPayload["pc"], string | null]>([
    ["is right as scanned", qr, "qr"],
    ["is right as typed", typed, "typed"],
    ["is none where none is shown", null, null],
    ["is wrong with another tag", { ...qr, tag: `B${tag.slice(1)}` }, "wrong"],
    ["is wrong in another slot", { ...qr, slot: qr.slot + 1 }, "wrong"],
    ["is wrong cut short", { ...qr, tag: tag.slice(0, 4) }, "wrong"],
    ["is wrong without a tag", { ...qr, tag: "" }, "wrong"],
    ["is wrong when it is no base64url", { ...qr, tag: "A" }, "wrong"],
    [
      "is right as typed a minute after its own began on this clock",
      { ...typed, slot: typed.slot + 1 },
      "typed",
    ],
    [
      "is right as typed on a phone whose clock is minutes behind",
      { ...typed, slot: typed.slot - 5 },
      "typed",
    ],
    ["is wrong as typed a quarter of an hour later", { ...typed, slot: typed.slot + 15 }, "wrong"],
    ["is wrong with one slip in eight characters", { ...typed, code: "FCGNMHJS" }, "wrong"],
    [
      "is wrong in a slot whose number only looks the same in 32 bits",
      { ...qr, slot: qr.slot + 2 ** 32 },
      "wrong",
    ],
  ])("%s", async (_what, pc, verdict) => {
    expect((await checkRoomCode(master, { sid: vector.sid, pc })).verdict).toBe(verdict);
  });

  it("is another meeting's with another id, and another house's with another secret", async () => {
    const wrong = { verdict: "wrong", shownMs: null };
    expect(await checkRoomCode(master, { sid: vector.did, pc: qr })).toEqual(wrong);
    expect(await checkRoomCode(new Uint8Array(32), { sid: vector.sid, pc: qr })).toEqual(wrong);
  });

  it("was shown for ten seconds, or typed for a minute", () => {
    expect(slotOf(qr)).toEqual({ startMs: 1_790_000_000_000, endMs: 1_790_000_010_000 });
    const { startMs, endMs } = slotOf(typed);
    expect(endMs - startMs).toBe(60_000);
    const span = slotOf(typed);
    expect([startMs - 5, startMs, endMs, endMs + 7].map((at) => msFromSlot(span, at))).toEqual([5, 0, 0, 7]);
  });

  it("counts from when it was shown, whichever minute the phone thought of", async () => {
    const late = { ...typed, slot: typed.slot + 3 };
    const { shownMs } = await checkRoomCode(master, { sid: vector.sid, pc: late });
    expect(shownSpan(late, shownMs)).toEqual(slotOf(typed));
    expect(shownSpan(late, null)).toEqual(slotOf(late));
  });
});

describe("the clock of the screen that shows codes", () => {
  const DAY = 24 * 60 * 60_000;
  const T = 1_790_000_000_000;
  it.each<[string, { toldMs: number; claimedMs: number; receivedMs: number }, boolean]>([
    ["is sure within a week", { toldMs: T - 6 * DAY, claimedMs: T, receivedMs: T + DAY }, false],
    ["is unsure after it", { toldMs: T - 8 * DAY, claimedMs: T, receivedMs: T + DAY }, true],
    [
      "is right where its word comes at once",
      { toldMs: T - 8 * DAY, claimedMs: T, receivedMs: T + 900 },
      false,
    ],
    ["ages no faster than ours", { toldMs: T - 2 * DAY, claimedMs: T + 30 * DAY, receivedMs: T }, false],
  ])("%s", (_what, of, unsure) => {
    expect(isClockUnsure(of)).toBe(unsure);
  });

  it("widens the window by minutes, and by no more", () => {
    expect([codeWithinMs(false), codeWithinMs(true)]).toEqual([90_000, 300_000]);
  });
});
