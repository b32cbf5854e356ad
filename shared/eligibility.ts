/**
 * Whose meeting it is: nobody is absent where nobody expected them. server/queries/eligibility.ts says the same in SQL, and a
 * test holds the two against each other.
 */
import type { AttendanceStatus } from "./attendance.ts";

/** A student's membership of the meeting's course. */
export interface EligibleMember {
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly groupId: string | null;
  /** the university's dates, inclusive; null: as joined and left */
  readonly eligibleFrom: string | null;
  readonly eligibleUntil: string | null;
}
export interface EligibleMeeting {
  /** the university's date on which it starts */
  readonly date: string;
  readonly endsAt: Date;
  readonly closedAt: Date | null;
  readonly cancelledAt: Date | null;
  /** null: the whole course */
  readonly groupId: string | null;
}

/**
 * Whether a student is expected at a meeting. A date that the teacher set takes the place of the joining: who is put on the
 * roster in week 3 may be expected from week 1. Whoever has left is not expected any more, whatever the dates say.
 */
export function isEligible(member: EligibleMember, meeting: EligibleMeeting): boolean {
  if (meeting.cancelledAt !== null) return false;
  if (meeting.groupId !== null && meeting.groupId !== member.groupId) return false;
  const overMs = Math.min(meeting.endsAt.getTime(), meeting.closedAt?.getTime() ?? Infinity);
  const begun =
    member.eligibleFrom === null ? member.joinedAt.getTime() <= overMs : member.eligibleFrom <= meeting.date;
  if (!begun) return false;
  if (member.leftAt !== null && member.leftAt.getTime() <= overMs) return false;
  return member.eligibleUntil === null || meeting.date <= member.eligibleUntil;
}

/**
 * Whether a student's status at a meeting counts towards the share: where one was expected, and where one came although
 * nobody expected it. A cancelled meeting counts for nobody.
 */
export const counts = (
  meeting: Pick<EligibleMeeting, "cancelledAt">,
  eligible: boolean,
  status: AttendanceStatus,
): boolean => meeting.cancelledAt === null && (eligible || status === "present" || status === "late");
