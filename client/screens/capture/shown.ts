import type { StudentMeeting } from "../../../shared/api/course.ts";
import { place } from "../../components/router.tsx";
import { serverNow } from "../../outbox/outbox.ts";
import { agedBy, type ReadCode } from "../../room-code/read.ts";

/** The room code with which a check-in is made; null: without. */
export interface Shown {
  readonly code: ReadCode | null;
  /** asks for it once more */
  readonly again: () => void;
}

/** Whether the code has grown too old since it was read; whoever took an old one all the same knows it. */
export function hasAged(meeting: Pick<StudentMeeting, "clockToldAt">, code: ReadCode | null): boolean {
  if (!code) return false;
  const unsureClock = Boolean(meeting.clockToldAt);
  const nowMs = serverNow();
  const sinceMs = performance.now() - code.mono;
  const then = agedBy(code.shown, { nowMs: nowMs - sinceMs, unsureClock });
  return then === "ok" && agedBy(code.shown, { nowMs, unsureClock }) === "old";
}

/** Where the course asks for the room's code, or the student wants to show it. */
export const asksForCode = (meeting: StudentMeeting): boolean =>
  meeting.roomCode === "required" || place.value.query.has("code");
