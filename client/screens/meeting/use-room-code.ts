import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import {
  QR_SLOT_MS,
  qrSlot,
  qrTag,
  qrText,
  TYPED_SLOT_MS,
  typedCode,
  typedSlot,
} from "../../../shared/protocol/room-code.ts";
import { refreshRoomKeys, type RoomClock, roomClockOf } from "../../store/room-keys.ts";

/** The codes of a meeting as they are to be shown now. */
export interface RoomCodes {
  /** text of the QR code, and seconds until the next */
  readonly qr: string;
  readonly qrLeft: number;
  /** 8 characters, and seconds until the next */
  readonly typed: string;
  readonly typedLeft: number;
  /** when the server last told this device the time, and how long ago that is, ms */
  readonly toldMs: number;
  readonly toldAgoMs: number;
}
/** null: not looked yet; "missing": this device has no key of the meeting */
export type RoomCodeState = RoomCodes | "missing" | null;

/** While there is no key it is asked for so often: a meeting that was made here may reach the server at any time, ms. */
const AGAIN_MS = 15_000;
const SECOND_MS = 1_000;

/** The room codes of a meeting, second by second, computed on this device: they need no network once their key is here. */
export function useRoomCode(courseId: string, meetingId: string): ReadonlySignal<RoomCodeState> {
  const state = useSignal<RoomCodeState>(null);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let clock: RoomClock | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (ms: number, work: () => void) => {
      clearTimeout(timer);
      if (!signal.aborted) timer = setTimeout(work, ms);
    };
    const look = async () => (clock = await roomClockOf(courseId, meetingId).catch(() => null));
    async function tick(): Promise<void> {
      if (!clock) return;
      const nowMs = clock.nowMs();
      const next = await codesAt(clock, meetingId, nowMs);
      if (signal.aborted) return;
      state.value = next;
      later(SECOND_MS - (nowMs % SECOND_MS), () => void tick());
    }
    async function begin(): Promise<void> {
      if (await look()) void tick();
      await refreshRoomKeys(courseId);
      if (await look()) return void tick();
      if (signal.aborted) return;
      state.value = "missing";
      later(AGAIN_MS, () => void begin());
    }
    void begin();
    addEventListener("online", () => void begin(), { signal });
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [courseId, meetingId]);
  return state;
}

async function codesAt({ key, toldMs }: RoomClock, meetingId: string, nowMs: number): Promise<RoomCodes> {
  const slot = qrSlot(nowMs);
  const [tag, typed] = await Promise.all([
    qrTag(key, meetingId, slot),
    typedCode(key, meetingId, typedSlot(nowMs)),
  ]);
  const left = (slotMs: number) => Math.ceil((slotMs - (nowMs % slotMs)) / SECOND_MS);
  return {
    qr: qrText(meetingId, slot, tag),
    qrLeft: left(QR_SLOT_MS),
    typed,
    typedLeft: left(TYPED_SLOT_MS),
    toldMs,
    toldAgoMs: nowMs - toldMs,
  };
}
