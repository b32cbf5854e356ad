/** The grade lock in SQL: from the end of the course's date on, the statuses of its meetings up to that date are frozen. */
import { type SQL, sql } from "drizzle-orm";
import { course, meeting } from "../../drizzle/schema.ts";

/**
 * The date at whose end a meeting's grades were locked, null while they are not. Dates are the university's (db.ts). Meetings
 * after the date are not frozen: a course that goes on has its next marks as ever.
 */
export const lockOf = (policy: SQL, startsAt: SQL): SQL<string | null> =>
  sql<string | null>`(case when (${policy} ->> 'lockOn')::date < current_date
    and (${startsAt})::date <= (${policy} ->> 'lockOn')::date then ${policy} ->> 'lockOn' end)`;

/** The same of a query with `meeting` and `course`. */
export const gradeLock = lockOf(sql`${course.policy}`, sql`${meeting.startsAt}`);

/** Whether the meeting of this id is locked, as an expression of its own. */
export const isLocked = (meetingId: string): SQL<boolean> =>
  sql<boolean>`exists (select 1 from ${meeting} lm join ${course} lc on lc.id = lm.course_id
    where lm.id = ${meetingId} and ${lockOf(sql`lc.policy`, sql`lm.starts_at`)} is not null)`;
