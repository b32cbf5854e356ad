import { fromBase64Url, utf8 } from "../../shared/bytes.ts";
import type { EntryPayload } from "../../shared/protocol/entry.ts";
import {
  CLOCK_SURE_MS,
  CODE_WITHIN_MS,
  CODE_WITHIN_UNSURE_MS,
  meetingKey,
  qrTag,
  slotOf,
  TYPED_SLOT_MS,
  typedCode,
} from "../../shared/protocol/room-code.ts";
import { SKEW_MS } from "./time.ts";

/** What the room code that an entry shows is worth: how it came when it is right, else wrong; null: it shows none. */
export type RoomCodeVerdict = "qr" | "typed" | "wrong" | null;
type ShownCode = NonNullable<EntryPayload["pc"]>;

export interface CheckedCode {
  readonly verdict: RoomCodeVerdict;
  /** from when the right code was shown, epoch ms; null: there is none */
  readonly shownMs: number | null;
}

/** The number of a slot is 32 bits of what is signed: beyond, it would name an earlier one. */
const LAST_SLOT = 0xffff_ffff;
/**
 * How many minutes on both sides of the one that its entry names a typed code is looked for. Who types cannot know which
 * minute the screen's code was of, and the phone's clock and the screen's are never quite the same.
 */
const TYPED_AROUND = Math.ceil(CODE_WITHIN_UNSURE_MS / TYPED_SLOT_MS) + 1;

/**
 * Checks the code that an entry shows of its meeting. Only the server can: it alone has the master.
 * @param master K_master, 32 bytes
 */
export async function checkRoomCode(
  master: Uint8Array<ArrayBuffer>,
  { sid, pc }: Pick<EntryPayload, "sid" | "pc">,
): Promise<CheckedCode> {
  if (pc === null) return { verdict: null, shownMs: null };
  if (pc.slot > LAST_SLOT) return WRONG;
  const key = await meetingKey(master, sid);
  if (pc.m === "qr") {
    if (!same(await qrTag(key, sid, pc.slot), bytesOf(pc.tag))) return WRONG;
    return { verdict: "qr", shownMs: slotOf(pc).startMs };
  }
  for (const slot of nearest(pc.slot)) {
    if (!same(utf8(await typedCode(key, sid, slot)), utf8(pc.code))) continue;
    return { verdict: "typed", shownMs: slotOf({ m: "typed", slot }).startMs };
  }
  return WRONG;
}
const WRONG: CheckedCode = { verdict: "wrong", shownMs: null };

/** A slot and those around it, the nearest first. */
function nearest(slot: number): number[] {
  const around = Array.from({ length: TYPED_AROUND }, (_, i) => [slot - i - 1, slot + i + 1]).flat();
  return [slot, ...around.filter((other) => other >= 0 && other <= LAST_SLOT)];
}

/** From when until when the right code of an entry was shown, epoch ms. @param shownMs as checked; null: as it says itself */
export function shownSpan(pc: Pick<ShownCode, "m" | "slot">, shownMs: number | null) {
  const said = slotOf(pc);
  return shownMs === null ? said : { startMs: shownMs, endMs: shownMs + said.endMs - said.startMs };
}

/** How far from its code's slot a capture may be, ms (T2). @param unsure as {@link isClockUnsure} */
export const codeWithinMs = (unsure: boolean): number => (unsure ? CODE_WITHIN_UNSURE_MS : CODE_WITHIN_MS);

/**
 * Whether the codes of a meeting may be off, because the device that opened it had not heard the time for over 7 days. A
 * device whose word arrives at the very moment that it says has a right clock, however old its token is.
 * @param toldMs server time in the device's time token, epoch ms
 * @param claimedMs when the device says that it opened the meeting
 */
export const isClockUnsure = (of: { toldMs: number; claimedMs: number; receivedMs: number }): boolean =>
  Math.min(of.claimedMs, of.receivedMs) - of.toldMs > CLOCK_SURE_MS &&
  Math.abs(of.receivedMs - of.claimedMs) > SKEW_MS;

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
