/** What of a student's requests bears on a meeting, as expressions for queries with `meeting` and `user`. */
import { type SQL, sql } from "drizzle-orm";
import { meeting, request, user } from "../../drizzle/schema.ts";

/** Whether a request is about the meeting: named, or held within its dates (the university's). */
const about = (r: SQL): SQL =>
  sql`(${r}.meeting_id = ${meeting.id} or (${r}.course_id = ${meeting.courseId}
    and ${meeting.startsAt}::date between ${r}.from_date and ${r}.until_date))`;

/** How a student's wish to be excused from a meeting stands: granted before asked for; null without one. */
export const excuseFor = (): SQL<"open" | "granted" | null> =>
  sql<"open" | "granted" | null>`(select r.state from ${request} r
    where r.user_id = ${user.id} and r.kind = 'excuse' and r.state in ('open', 'granted') and ${about(sql`r`)}
    order by r.state limit 1)`;

/** Whether a request of this kind about the meeting waits for an answer. */
export const hasOpen = (kind: "excuse" | "contest"): SQL<boolean> =>
  sql<boolean>`exists (select 1 from ${request} r
    where r.user_id = ${user.id} and r.kind = ${kind} and r.state = 'open' and ${about(sql`r`)})`;
