/** Check-ins without a face: which of them one press confirms, and as what they count. Pure. */
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { arrivalStatus, arrivalTimes } from "../../../shared/arrival.ts";
import { disagree } from "../../../shared/words.ts";

export interface ToConfirm {
  readonly row: LiveRow;
  /** by the hour of the check-in and the course's rules */
  readonly status: "present" | "late";
}

/** What one press confirms; null: nothing, or something that wants a closer look (a doubt, or too late by the rules). */
export function toConfirm(row: LiveRow, { meeting, rules }: LiveList): ToConfirm | null {
  const { checkIn } = row;
  if (!row.needsLook || checkIn?.st !== "review" || checkIn.code !== "to_confirm" || disagree(row.words))
    return null;
  if (!rules) return { row, status: "present" };
  const times = arrivalTimes(
    {
      startsMs: Date.parse(meeting.startsAt),
      endsMs: Date.parse(meeting.endsAt),
      openedMs: meeting.openedAt === null ? null : Date.parse(meeting.openedAt),
    },
    rules,
  );
  const status = arrivalStatus(times, Date.parse(checkIn.capturedAt));
  return status === "absent" ? null : { row, status };
}

/** All of a list that one press confirms. */
export const allToConfirm = (list: LiveList): ToConfirm[] =>
  list.rows.map((row) => toConfirm(row, list)).filter((found) => found !== null);
