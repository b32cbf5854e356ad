import { toBase64Url } from "../../shared/bytes.ts";
import type { EntryPayload } from "../../shared/protocol/entry.ts";
import { qrSlot, qrTag, typedCode, typedSlot } from "../../shared/protocol/room-code.ts";

/** The codes that a teacher's screen shows at a meeting, by K_s alone: it needs no network. */
export function screenWith(key: Uint8Array<ArrayBuffer>, meetingId: string) {
  return {
    async qr(atMs: number): Promise<EntryPayload["pc"]> {
      const slot = qrSlot(atMs);
      return { m: "qr", slot, tag: toBase64Url(await qrTag(key, meetingId, slot)), dt: 800 };
    },
    async typed(atMs: number): Promise<EntryPayload["pc"]> {
      const slot = typedSlot(atMs);
      return { m: "typed", slot, code: await typedCode(key, meetingId, slot), dt: 5000 };
    },
  };
}
