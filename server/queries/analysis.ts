import { sql } from "drizzle-orm";
import {
  attendance,
  course,
  courseGroup,
  courseMember,
  entry,
  meeting,
  term,
  user,
} from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { TREND_WEEKS } from "../domain/analysis.ts";
import type { CourseFacts, CourseOfTerm } from "../domain/analysis-facts.ts";
import { FACE_CODES } from "../domain/meeting.ts";
import {
  arrivalCounts,
  asIds,
  COUNTED,
  meetingCounts,
  OF_MEETING,
  OF_STUDENT,
  spread,
  studentCounts,
  summed,
  withDelta,
} from "./analysis-totals.ts";

/** Calendar and clock of the university: every connection's time zone is (db.ts). */
const MONDAY = sql`date_trunc('week', ${meeting.startsAt}::timestamp)::date::text`;
const TIME = sql`to_char(${meeting.startsAt}, 'HH24:MI')`;
const WEEKDAY = sql`extract(isodow from ${meeting.startsAt})::int`;

const STATUSES = sql.raw("present, late, excused, absent");
const orNone = sql.raw(
  ["present", "late", "excused", "absent"].map((name) => `coalesce(o.${name}, 0) as ${name}`).join(", "),
);
/** The rows of a part of the query as one JSON value. */
const rowsOf = (rows: ReturnType<typeof sql>) => sql`(select coalesce(json_agg(r), '[]') from (${rows}) r)`;

/** Everything that the analysis of a course is made of, in one statement and so of one moment. */
export async function courseFacts(db: Db, courseId: string): Promise<CourseFacts> {
  const ids = asIds([courseId]);
  const [row] = await db.execute<CourseFacts & Record<string, unknown>>(sql`
    with ${meetingCounts(ids)}, ${studentCounts(ids)}, ${arrivalCounts(ids)},
    held as materialized (
      select ${meeting.id} as id, title, ${meeting.startsAt} as starts_at, ${meeting.openedAt} as opened_at, group_id,
        ${MONDAY} as monday, ${WEEKDAY} as weekday, ${TIME} as time, ${withDelta}
      from ${meeting} ${OF_MEETING}
      where ${meeting.courseId} = ${courseId} and ${COUNTED}
    ), recent as materialized (
      select id, monday from held where monday in (select monday from held group by 1 order by 1 desc limit ${TREND_WEEKS})
    ), recent_rows as materialized (
      select r.monday, a.user_id, a.status from recent r
      join lateral (select user_id, status from ${attendance} a where a.meeting_id = r.id offset 0) a on true
      left join astray s on s.meeting_id = r.id and s.user_id = a.user_id where s.user_id is null
    ), unsettled as materialized (
      select h.id as meeting_id, e.user_id from held h
      join lateral (
        select distinct e.user_id from ${entry} e where e.meeting_id = h.id and e.state <> 'accepted'
          and (e.state <> 'rejected' or e.code in ${[...FACE_CODES]}) offset 0) e on true
      left join lateral (select true as there from ${attendance} a
        where a.meeting_id = h.id and a.user_id = e.user_id offset 0) a on true
      where a.there is null
    )
    select
      ${rowsOf(sql`select id, title, extract(epoch from starts_at) * 1000 as "startsMs", group_id as "groupId", monday,
        weekday, time, ${STATUSES} from held order by starts_at, id`)} as meetings,
      ${rowsOf(sql`select u.id as "userId", u.name, u.student_number as "studentNumber", ${courseMember.groupId} as "groupId",
        ${withDelta} from ${courseMember} join ${user} u on u.id = ${courseMember.userId} ${OF_STUDENT}
        where ${courseMember.courseId} = ${courseId} and ${courseMember.role} = 'student' and ${courseMember.leftAt} is null
        order by u.name, u.id`)} as students,
      ${rowsOf(sql`select id, name from ${courseGroup} where course_id = ${courseId} order by name, id`)} as groups,
      ${rowsOf(sql`select meeting_id as "meetingId", user_id as "userId" from unsettled`)} as unsettled,
      ${rowsOf(sql`select user_id as "userId", monday, ${summed} from (
        select user_id, monday, ${spread(sql`status`, sql`1`)} from recent_rows) t group by 1, 2 order by 2`)} as weeks,
      ${rowsOf(sql`select minute, sum(students)::int as students from (
        select o.students, o.arrived_min - floor(extract(epoch from greatest(h.starts_at, h.opened_at)) / 60)::int as minute
        from of_minute o join held h on h.id = o.meeting_id) t group by 1 having sum(students) <> 0 order by 1`)} as arrivals,
      ${rowsOf(sql`select group_id as "groupId", count(*)::int as meetings from ${meeting}
        where course_id = ${courseId} and opened_at is null and cancelled_at is null and starts_at > now()
        group by 1`)} as planned`);
  if (!row) throw new Error("a statement without rows");
  return row;
}

/**
 * The same course in every term, by its code or, where it has none, by its name; the earliest first.
 * @param userId only where this person teaches or assists; null: all
 */
export async function courseInTerms(
  db: Db,
  of: { courseId: string; code: string | null; name: string },
  userId: string | null,
): Promise<CourseOfTerm[]> {
  const alike =
    of.code === null
      ? sql`${course.code} is null and lower(${course.name}) = lower(${of.name})`
      : sql`lower(${course.code}) = lower(${of.code})`;
  const theirs =
    userId === null
      ? sql`true`
      : sql`exists (select 1 from ${courseMember} m where m.course_id = ${course.id} and m.user_id = ${userId}
          and m.role in ('teacher', 'assistant') and m.left_at is null)`;
  const found = await db.execute<{ id: string }>(
    sql`select ${course.id} as id from ${course} where ${alike} and (${theirs} or ${course.id} = ${of.courseId})`,
  );
  if (found.length < 2) return [];
  const ids = asIds(found.map(({ id }) => id));
  return db.execute<CourseOfTerm & Record<string, unknown>>(sql`
    with ${meetingCounts(ids)}, held as materialized (
      select ${meeting.courseId} as course_id, ${withDelta} from ${meeting} ${OF_MEETING}
      where ${meeting.courseId} = any(${ids}) and ${COUNTED}
    ), of_course as (select course_id, count(*)::int as meetings, ${summed} from held group by 1)
    select c.id as "courseId", c.policy, t.name as "termName", t.starts_on::text as "startsOn", coalesce(o.meetings, 0) as meetings, ${orNone}
    from ${course} c left join ${term} t on t.id = c.term_id left join of_course o on o.course_id = c.id
    where c.id = any(${ids}) order by t.starts_on nulls first, c.created_at, c.id`);
}
