import type { StudentMeeting } from "../../../shared/api/course.ts";
import { meetingWindow } from "../../store/meeting-window.ts";

/**
 * Whether a check-in to this meeting can count, by the phone's clock: what the phone knows may be older than the teacher's
 * opening, so a planned meeting takes check-ins from a little before its hour. The server decides.
 */
export function takesCheckIns(meeting: StudentMeeting, nowMs: number): boolean {
  const { kind } = meetingWindow(meeting, nowMs);
  return !meeting.cancelledAt && (kind === "open" || kind === "expected");
}

/**
 * The meetings to show large: those that take check-ins, else the next that takes place. Ended ones are the record's; a
 * cancelled one is among those to come, so that nobody goes there.
 */
export function chooseMeetings(meetings: readonly StudentMeeting[], nowMs: number) {
  const alive = meetings
    .filter((one) => one.state === "open" || (one.state === "planned" && Date.parse(one.endsAt) > nowMs))
    .map((meeting) => ({ meeting, takes: takesCheckIns(meeting, nowMs) }))
    .sort(
      (a, b) =>
        Number(Boolean(a.meeting.cancelledAt)) - Number(Boolean(b.meeting.cancelledAt)) ||
        Number(b.meeting.state === "open") - Number(a.meeting.state === "open") ||
        Number(b.takes) - Number(a.takes) ||
        a.meeting.startsAt.localeCompare(b.meeting.startsAt),
    );
  const held = alive.filter(({ meeting }) => !meeting.cancelledAt).length;
  const large = Math.min(held, Math.max(1, alive.filter(({ takes }) => takes).length));
  const chosen = alive.map(({ meeting }) => meeting);
  const later = chosen.slice(large).sort((a, b) => a.startsAt.localeCompare(b.startsAt));
  return { large: chosen.slice(0, large), later };
}
