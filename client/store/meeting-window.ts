/** Meetings against the phone's clock, so that a student is told at once, with or without network. The server decides. */
import { EARLY_MS } from "../../shared/early.ts";
import type { StudentMeeting } from "../../shared/api/course.ts";

export type MeetingWindow =
  /** open, as the server last said, or about to be: a check-in now counts (at once, or when the teacher opens it) */
  | { readonly kind: "open" | "expected" }
  /** too early: check-ins count from `inMs` on */
  | { readonly kind: "opens"; readonly inMs: number }
  | { readonly kind: "closed" };

/**
 * @param nowMs server time as the phone knows it: `serverNow()` of client/outbox/outbox.ts
 */
export function meetingWindow(
  meeting: Pick<StudentMeeting, "startsAt" | "endsAt" | "openedAt" | "closedAt">,
  nowMs: number,
): MeetingWindow {
  const closedMs = meeting.closedAt === null ? Infinity : Date.parse(meeting.closedAt);
  if (nowMs > closedMs) return { kind: "closed" };
  if (meeting.openedAt !== null && Date.parse(meeting.openedAt) <= nowMs) return { kind: "open" };
  const opensMs = Date.parse(meeting.openedAt ?? meeting.startsAt) - EARLY_MS;
  if (nowMs < opensMs) return { kind: "opens", inMs: opensMs - nowMs };
  // what was cached may be older than the teacher's opening, so an unopened meeting may be open by now
  return meeting.openedAt === null && nowMs > Date.parse(meeting.endsAt)
    ? { kind: "closed" }
    : { kind: "expected" };
}
