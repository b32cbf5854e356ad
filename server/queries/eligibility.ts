/**
 * Whose meeting it is, in SQL: the one place for it. shared/eligibility.ts is the same in plain code and says what it means.
 * Dates are the university's, because every connection's time zone is (db.ts).
 */
import { type SQL, sql } from "drizzle-orm";
import { attendance, courseMember, meeting } from "../../drizzle/schema.ts";

type Member = Pick<
  typeof courseMember,
  "joinedAt" | "leftAt" | "groupId" | "eligibleFrom" | "eligibleUntil" | "role"
>;
type Meeting = Pick<typeof meeting, "startsAt" | "endsAt" | "closedAt" | "cancelledAt" | "groupId">;

/** The university's date on which a meeting starts, as `date`. */
export const meetingDate = (of: Pick<Meeting, "startsAt"> = meeting): SQL<string> =>
  sql<string>`${of.startsAt}::date`;

/**
 * Whether a member of a course is expected at a meeting of it: a student, of its group, within the dates, and the meeting is
 * not cancelled. Join `member.courseId = meeting.courseId` yourself; take aliases of the two tables where a query has them twice.
 */
export const eligible = (member: Member = courseMember, of: Meeting = meeting): SQL<boolean> =>
  sql<boolean>`(${of.cancelledAt} is null and ${concerns(member, of)})`;

/** The same, cancelled or not: what a student's own timetable shows. */
export const concerns = (member: Member = courseMember, of: Meeting = meeting): SQL<boolean> =>
  within(member, of, over(of));

/** The same for the live list, where whoever joins while the meeting goes on is shown, too. */
export const listed = (member: Member = courseMember, of: Meeting = meeting): SQL<boolean> =>
  sql<boolean>`(${of.cancelledAt} is null
    and ${within(member, of, sql`greatest(${of.endsAt}, coalesce(${of.closedAt}, now()))`)})`;

const over = (of: Meeting) => sql`least(${of.endsAt}, ${of.closedAt})`;

/** @param joinedBy latest joining, where no date is set */
const within = (member: Member, of: Meeting, joinedBy: SQL) => sql<boolean>`(${member.role} = 'student'
  and (${of.groupId} is null or ${of.groupId} is not distinct from ${member.groupId})
  and (case when ${member.eligibleFrom} is null then ${member.joinedAt} <= ${joinedBy}
    else ${member.eligibleFrom} <= ${meetingDate(of)} end)
  and (${member.leftAt} is null or ${member.leftAt} > ${over(of)})
  and (${member.eligibleUntil} is null or ${meetingDate(of)} <= ${member.eligibleUntil}))`;

/** Whether an attendance counts towards the share: where one was expected, and where one came all the same. */
export const countsFor = (
  member: Member = courseMember,
  of: Meeting = meeting,
  status: typeof attendance.status = attendance.status,
): SQL<boolean> =>
  sql<boolean>`(${of.cancelledAt} is null and (${status} in ('present', 'late') or ${eligible(member, of)}))`;
