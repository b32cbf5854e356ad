import { arrivalStatus as statusByHour, arrivalTimes } from "../../shared/arrival.ts";
import { arrivalRulesOf, type CoursePolicy } from "../../shared/api/course.ts";
import { EARLY_MS } from "../../shared/early.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";
import { SKEW_MS } from "./time.ts";

export interface MeetingTimes {
  readonly startsMs: number;
  readonly endsMs: number;
  /** null: not opened yet */
  readonly openedMs: number | null;
  /** null: open, or not opened yet */
  readonly closedMs: number | null;
}

export type WindowVerdict =
  | { readonly kind: "inside" }
  | { readonly kind: "wait"; readonly code: OutcomeCode }
  | { readonly kind: "outside"; readonly code: OutcomeCode };

/** Whether a capture lies within the meeting. "wait": the meeting has not been opened; it is judged when it is. */
export function judgeWindow(meeting: MeetingTimes, capturedMs: number): WindowVerdict {
  const { startsMs, endsMs, openedMs, closedMs } = meeting;
  if (openedMs === null) {
    if (capturedMs < startsMs - EARLY_MS) return { kind: "outside", code: "meeting_not_open" };
    if (capturedMs > endsMs + SKEW_MS) return { kind: "outside", code: "code_expired" };
    return { kind: "wait", code: "meeting_not_open" };
  }
  if (capturedMs < openedMs - EARLY_MS) return { kind: "outside", code: "meeting_not_open" };
  if (closedMs !== null && capturedMs > closedMs + SKEW_MS) return { kind: "outside", code: "code_expired" };
  return { kind: "inside" };
}

/** Whether the server's clock stood within the open meeting. */
export const isOpenAt = ({ openedMs, closedMs }: MeetingTimes, atMs: number): boolean =>
  openedMs !== null && openedMs <= atMs && (closedMs === null || atMs <= closedMs);

/** What a valid check-in is worth by its hour and the course's rules (shared/arrival.ts). */
export const arrivalStatus = (
  { startsMs, openedMs }: Pick<MeetingTimes, "startsMs" | "openedMs">,
  capturedMs: number,
  policy: Pick<CoursePolicy, "lateAfterMin" | "absentAfterMin">,
): "present" | "late" | "absent" =>
  statusByHour(arrivalTimes({ startsMs, endsMs: startsMs, openedMs }, arrivalRulesOf(policy)), capturedMs);
