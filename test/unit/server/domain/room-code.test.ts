import { describe, expect, it } from "vitest";
import { checkRoomCode, msFromSlot, slotOf } from "../../../../server/domain/room-code.ts";
import type { EntryPayload } from "../../../../shared/protocol/entry.ts";
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
    ["is wrong with one slip in eight characters", { ...typed, code: "FCGNMHJS" }, "wrong"],
    [
      "is wrong in a slot whose number only looks the same in 32 bits",
      { ...qr, slot: qr.slot + 2 ** 32 },
      "wrong",
    ],
  ])("%s", async (_what, pc, verdict) => {
    expect(await checkRoomCode(master, { sid: vector.sid, pc })).toBe(verdict);
  });

  it("is another meeting's with another id, and another house's with another secret", async () => {
    expect(await checkRoomCode(master, { sid: vector.did, pc: qr })).toBe("wrong");
    expect(await checkRoomCode(new Uint8Array(32), { sid: vector.sid, pc: qr })).toBe("wrong");
  });

  it("was shown for ten seconds, or typed for a minute", () => {
    expect(slotOf(qr)).toEqual({ startMs: 1_790_000_000_000, endMs: 1_790_000_010_000 });
    const { startMs, endMs } = slotOf(typed);
    expect(endMs - startMs).toBe(60_000);
    expect([startMs - 5, startMs, endMs, endMs + 7].map((at) => msFromSlot(typed, at))).toEqual([5, 0, 0, 7]);
  });
});
