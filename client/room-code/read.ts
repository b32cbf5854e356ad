/** What a student's phone makes of a room code, at once and without network: pure. Only the server checks the secret in it. */
import { toBase64Url } from "../../shared/bytes.ts";
import { readCarryFrame } from "../../shared/protocol/carry.ts";
import type { RoomCode } from "../../shared/protocol/entry.ts";
import {
  CODE_WITHIN_MS,
  CODE_WITHIN_UNSURE_MS,
  msFromSlot,
  readQrText,
  readTypedText,
  slotOf,
  typedSlot,
} from "../../shared/protocol/room-code.ts";
import type * as v from "valibot";

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** A code as an entry names it, but for how long ago it was read. */
export type ShownCode = Without<v.InferOutput<typeof RoomCode>, "dt">;

/** A code that a check-in shows. */
export interface ReadCode {
  readonly shown: ShownCode;
  /** performance.now() of this page when it was read */
  readonly mono: number;
}

export type Reading =
  /** old, early: by this phone's clock it is not the code of now */
  | { readonly kind: "ok" | "old" | "early"; readonly shown: ShownCode }
  /** the code of another meeting */
  | { readonly kind: "other"; readonly meetingId: string }
  /** carried: a student's check-in as codes; foreign: nothing of ours; malformed: not the eight characters */
  | { readonly kind: "carried" | "foreign" | "malformed" };

/** How far a screen's clock may run ahead of the phone's before it is said (T1), ms. */
const AHEAD_MS = 30_000;

interface Place {
  readonly meetingId: string;
  /** server time as the phone knows it, epoch ms */
  readonly nowMs: number;
  /** the clock behind the meeting's codes is known to be unsure */
  readonly unsureClock: boolean;
}

export function readScanned(text: string, place: Place): Reading {
  const code = readQrText(text);
  if (!code) return { kind: readCarryFrame(text) ? "carried" : "foreign" };
  if (code.sid !== place.meetingId) return { kind: "other", meetingId: code.sid };
  const shown = { m: "qr" as const, slot: code.slot, tag: toBase64Url(code.tag) };
  return { kind: agedBy(shown, place), shown };
}

/** @param startedMs server time at the first key: the code that was on the wall then */
export function readTyped(text: string, startedMs: number): Reading {
  const code = readTypedText(text);
  if (code === null) return { kind: "malformed" };
  return { kind: "ok", shown: { m: "typed", slot: typedSlot(startedMs), code } };
}

/** Whether a code is of now, as far as the phone's clock can tell. */
export function agedBy(
  shown: ShownCode,
  { nowMs, unsureClock }: Omit<Place, "meetingId">,
): "ok" | "old" | "early" {
  const span = slotOf(shown);
  const withinMs = unsureClock ? CODE_WITHIN_UNSURE_MS : CODE_WITHIN_MS;
  if (nowMs > span.endMs) return msFromSlot(span, nowMs) > withinMs ? "old" : "ok";
  return msFromSlot(span, nowMs) > AHEAD_MS + withinMs - CODE_WITHIN_MS ? "early" : "ok";
}
