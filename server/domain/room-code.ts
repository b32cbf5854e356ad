import { fromBase64Url, utf8 } from "../../shared/bytes.ts";
import type { EntryPayload } from "../../shared/protocol/entry.ts";
import { meetingKey, QR_SLOT_MS, qrTag, TYPED_SLOT_MS, typedCode } from "../../shared/protocol/room-code.ts";

/** What the room code that an entry shows is worth: how it came when it is right, else wrong; null: it shows none. */
export type RoomCodeVerdict = "qr" | "typed" | "wrong" | null;
type ShownCode = NonNullable<EntryPayload["pc"]>;

/** How far from its code's slot a capture may be, ms (T2). */
export const CODE_WITHIN_MS = 90_000;
/** The number of a slot is 32 bits of what is signed: beyond, it would name an earlier one. */
const LAST_SLOT = 0xffff_ffff;

/**
 * Checks the code that an entry shows of its meeting. Only the server can: it alone has the master.
 * @param master K_master, 32 bytes
 */
export async function checkRoomCode(
  master: Uint8Array<ArrayBuffer>,
  { sid, pc }: Pick<EntryPayload, "sid" | "pc">,
): Promise<RoomCodeVerdict> {
  if (pc === null) return null;
  if (pc.slot > LAST_SLOT) return "wrong";
  const key = await meetingKey(master, sid);
  if (pc.m === "qr") return same(await qrTag(key, sid, pc.slot), bytesOf(pc.tag)) ? "qr" : "wrong";
  return same(utf8(await typedCode(key, sid, pc.slot)), utf8(pc.code)) ? "typed" : "wrong";
}

/** From when until when a code was shown, epoch ms. */
export function slotOf({ m, slot }: Pick<ShownCode, "m" | "slot">): { startMs: number; endMs: number } {
  const lengthMs = m === "qr" ? QR_SLOT_MS : TYPED_SLOT_MS;
  return { startMs: slot * lengthMs, endMs: (slot + 1) * lengthMs };
}

/** How long before or after its slot a capture was made, ms; 0 within it. */
export function msFromSlot(code: Pick<ShownCode, "m" | "slot">, capturedMs: number): number {
  const { startMs, endMs } = slotOf(code);
  return Math.max(startMs - capturedMs, capturedMs - endMs, 0);
}

/** Compares to the end, so that the time it takes tells nothing of the secret. */
const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.reduce((differs, byte, i) => differs | (byte ^ (b[i] ?? 0)), 0) === 0;

/** The bytes of a tag; none for a text that is no base64url. */
function bytesOf(tag: string): Uint8Array {
  try {
    return fromBase64Url(tag);
  } catch {
    return new Uint8Array();
  }
}
