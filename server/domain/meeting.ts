import type { AttendanceStatus } from "../../shared/attendance.ts";
import { disagree, type WordStatus } from "../../shared/words.ts";

export type MeetingState = "planned" | "open" | "closed";
/** What stands behind a check-in on a teacher's row. */
export interface RowEntry {
  readonly st: "accepted" | "pending" | "review" | "rejected";
  readonly code: string | null;
  readonly receivedAt: Date;
  /** accepted by itself, and one of the sample that a teacher looks at */
  readonly sampled?: boolean;
}
/** The folded marks of one student at one meeting, as stored. */
export interface RowAttendance {
  readonly status: Exclude<AttendanceStatus, "expected">;
  readonly source: "automatic" | "manual";
  /** the check-in that gave it, where one did */
  readonly entryHash?: string | null;
  readonly updatedAt: Date;
  /** the teachers' words that stand, where it is a row's; see domain/fold.ts */
  readonly words?: readonly { readonly status: WordStatus }[] | null;
}

/** A meeting is opened and closed by a person; a closed one may be opened again. */
export function meetingState(meeting: { openedAt: Date | null; closedAt: Date | null }): MeetingState {
  if (!meeting.openedAt) return "planned";
  return meeting.closedAt ? "closed" : "open";
}

/** Why a check-in may be refused by the look of the photo alone: such a refusal never makes anyone absent by itself. */
export const FACE_CODES = [
  "no_face",
  "faces_many",
  "face_mismatch",
  "photo_undecodable",
  "emb_mismatch",
  "landmarks",
  "pad",
] as const;
const isFaceCode = (code: string | null) => FACE_CODES.some((known) => known === code);

/** Whether a check-in keeps its student from being marked absent when the meeting closes. */
export const holdsAbsence = (entry: Pick<RowEntry, "st" | "code"> | null): boolean =>
  entry !== null && (entry.st !== "rejected" || isFaceCode(entry.code));

/**
 * The status as shown. While a meeting is open nobody is absent yet (it may have been closed by mistake and opened
 * again), unless a teacher said so or the check-in came when the course's rule counts it as absent.
 */
export function shownStatus(
  state: MeetingState,
  attendance: Pick<RowAttendance, "status" | "source" | "entryHash"> | null,
): AttendanceStatus {
  if (!attendance) return "expected";
  const { status, source, entryHash } = attendance;
  if (state !== "closed" && status === "absent" && source === "automatic" && !entryHash) return "expected";
  return status;
}

/**
 * Whether a row asks for a teacher's decision: teachers who disagree, a doubtful check-in that no teacher's mark has
 * answered since, a good one that came so late that the rule says absent, or one of the sample.
 *
 * 2026-11-22: a student who stands in the room at minute 40 and is "absent" by rule is what teachers are asked about, so the
 * rule gives the status and the list shows the row; a course that wants no question says so (`tooLate`).
 */
export function needsLook(
  state: MeetingState,
  entry: RowEntry | null,
  attendance: RowAttendance | null,
  tooLate: "look" | "absent" = "look",
): boolean {
  if (attendance?.words && disagree(attendance.words)) return true;
  if (!entry) return false;
  if (entry.st === "accepted") {
    if (attendance?.source !== "automatic") return false;
    return attendance.status === "absent" ? tooLate === "look" : entry.sampled === true;
  }
  if (attendance?.source === "manual" && attendance.updatedAt >= entry.receivedAt) return false;
  if (attendance && attendance.source === "automatic" && attendance.status !== "absent") return false;
  if (entry.st === "review") return true;
  if (entry.st === "pending") return state === "closed";
  return isFaceCode(entry.code);
}
