import { type SQL, sql } from "drizzle-orm";
import { course, courseMember, meeting, term } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import type { HeldOfCourse, OverviewCourseRow, TermFacts, TermRow } from "../domain/analysis-facts.ts";
import {
  asIds,
  COUNTED,
  meetingCounts,
  OF_MEETING,
  OF_STUDENT,
  studentCounts,
  withDelta,
} from "./analysis-totals.ts";

/** @param userId courses that this person teaches or assists in; null: all */
export const overviewCourses = (db: Db, userId: string | null) =>
  db.execute<OverviewCourseRow & Record<string, unknown>>(sql`
    select c.id, c.name, c.code, c.policy, c.term_id as "termId" from ${course} c
    where ${
      userId === null
        ? sql`true`
        : sql`exists (select 1 from ${courseMember} m where m.course_id = c.id and m.user_id = ${userId}
            and m.role in ('teacher', 'assistant') and m.left_at is null)`
    } order by c.name, c.id`);

/** All terms, the latest first. */
export const listTerms = (db: Db) =>
  db.execute<TermRow & Record<string, unknown>>(
    sql`select id, name, starts_on::text as "startsOn", ends_on::text as "endsOn" from ${term} order by starts_on desc, name`,
  );

/** WITH part `rules`: each course's policy as plain columns, taken out of its JSON once. */
const rulesOf = (courses: SQL) => sql`
  rules as materialized (
    select id as course_id, coalesce((policy #>> '{share,lateWeightPct}')::int, 100) as late_weight,
      coalesce(policy #>> '{share,excused}', 'left_out') as excused_counts,
      coalesce((policy ->> 'requiredPct')::int, 75) as required
    from ${course} where id = any(${courses})
  )`;
/** shared/attendance-share.ts in SQL */
const EARNED = sql`(100 * o.present + c.late_weight * o.late + case when c.excused_counts = 'present' then 100 * o.excused else 0 end)`;
const OF = sql`(o.present + o.late + o.absent + case when c.excused_counts = 'left_out' then 0 else o.excused end)`;
/** share, rounded to the hundredth of a percent as it is shown, below what is required; domain/analysis.ts isBelow */
const BELOW = sql`(${OF} > 0 and 200 * ${EARNED} + ${OF} < 200 * c.required * ${OF})`;

/** Hours on the university's clocks since a Monday: 168 make a week, whole numbers that are quickly grouped by. */
const monday = sql.raw("(date '1969-12-29' + 7 * week)::text");
const HOUR = sql`(floor(date_part('epoch', ${meeting.startsAt}::timestamp) / 3600)::int + 72)`;

const four = sql.raw(
  ["present", "late", "excused", "absent"]
    .map((name) => `coalesce(sum(o.${name}), 0)::int as ${name}`)
    .join(", "),
);
const rowsOf = (rows: SQL) => sql`(select coalesce(json_agg(r), '[]') from (${rows}) r)`;

/**
 * What the overview of some courses is made of, in one statement and so of one moment.
 * @param policies for each course a number that stands for its share policy, by which the hours are told apart
 */
export async function termFacts(
  db: Db,
  courseIds: readonly string[],
  policies: readonly number[],
): Promise<TermFacts> {
  const ids = asIds(courseIds);
  const [row] = await db.execute<TermFacts & Record<string, unknown>>(sql`
    with ${meetingCounts(ids)}, ${studentCounts(ids)}, ${rulesOf(ids)}, of_course as materialized (
      select * from unnest(${ids}, ${`{${policies.join(",")}}`}::int[]) as p(course_id, policy)
    ), tallied as materialized (
      select course_id, policy, hour / 168 as week, hour % 168 as place, count(*)::int as meetings, ${four} from (
        select ${meeting.courseId} as course_id, p.policy, ${HOUR} as hour, ${withDelta}
        from ${meeting} join of_course p on p.course_id = ${meeting.courseId} ${OF_MEETING}
        where ${meeting.courseId} = any(${ids}) and ${COUNTED} offset 0) o
      group by grouping sets ((course_id, policy, hour / 168), (policy, hour % 168))
    ), of_week as materialized (
      select course_id, policy, week, meetings, present, late, excused, absent from tallied where course_id is not null
    )
    select
      ${rowsOf(sql`select policy, ${monday} as monday, meetings, present, late, excused, absent
        from (select policy, week, sum(meetings)::int as meetings, ${four} from of_week o group by 1, 2) w
        order by week, policy`)} as weeks,
      ${rowsOf(sql`select o.course_id as "courseId", c.meetings, c.present, c.late, c.excused, c.absent,
        ${monday} as monday, json_build_object('meetings', o.meetings, 'present', o.present, 'late', o.late,
          'excused', o.excused, 'absent', o.absent) as latest
        from (select course_id, max(week) as week, sum(meetings)::int as meetings, ${four} from of_week o group by 1) c
        join of_week o using (course_id, week)`)} as courses,
      ${rowsOf(sql`select policy, place / 24 + 1 as weekday, place % 24 as hour, meetings, present, late, excused, absent
        from tallied where place is not null order by place, policy`)} as hours,
      ${rowsOf(sql`select course_id as "courseId", count(*)::int as students,
        count(*) filter (where ${BELOW})::int as "atRisk"
        from (select ${courseMember.courseId} as course_id, ${withDelta} from ${courseMember} ${OF_STUDENT}
          where ${courseMember.courseId} = any(${ids}) and ${courseMember.role} = 'student' and ${courseMember.leftAt} is null) o
        join rules c using (course_id) group by 1`)} as students`);
  if (!row) throw new Error("a statement without rows");
  return row;
}

/** How many meetings that count each course has had, and what their marks are. */
export const courseTotals = (db: Db, courseIds: readonly string[]) => {
  const ids = asIds(courseIds);
  return db.execute<HeldOfCourse & Record<string, unknown>>(sql`
    with ${meetingCounts(ids)}
    select course_id as "courseId", count(*)::int as meetings, ${four}
    from (select ${meeting.courseId} as course_id, ${withDelta} from ${meeting} ${OF_MEETING}
      where ${meeting.courseId} = any(${ids}) and ${COUNTED}) o group by 1`);
};
