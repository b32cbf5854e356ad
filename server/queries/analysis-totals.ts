/**
 * Attendance added up: the running totals, what has changed since they were last folded, and less what does not count, read in
 * one snapshot. The parts are common table expressions for the queries of analysis.ts and overview.ts.
 */
import { type SQL, sql } from "drizzle-orm";
import {
  arrivalTotal,
  attendance,
  attendanceAstray,
  attendanceChange,
  courseMember,
  eligibilityChange,
  meeting,
  meetingTotal,
  studentTotal,
} from "../../drizzle/schema.ts";
import { eligible } from "./eligibility.ts";

/** Meetings whose statuses count: closed, and not cancelled. */
export const COUNTED = sql`(${meeting.openedAt} is not null and ${meeting.closedAt} is not null and ${meeting.cancelledAt} is null)`;

/** Course ids as one parameter, so that the statement is the same for any number of them. */
export const asIds = (ids: readonly string[]): SQL => sql`${`{${ids.join(",")}}`}::uuid[]`;

const STATUSES = ["present", "late", "excused", "absent"] as const;
/** four columns: `factor` where the row has that status */
export const spread = (status: SQL, factor: SQL): SQL =>
  sql.join(
    STATUSES.map(
      (name) =>
        sql`case when ${status} = ${sql.raw(`'${name}'`)} then ${factor} else 0 end as ${sql.raw(name)}`,
    ),
    sql`, `,
  );
/** the four columns added up */
export const summed = sql.raw(STATUSES.map((name) => `sum(${name})::int as ${name}`).join(", "));

/** four columns: a total `t`, and `d`, what was changed since; either may be missing */
export const withDelta = sql.raw(
  STATUSES.map((name) => `coalesce(t.${name}, 0) + coalesce(d.${name}, 0) as ${name}`).join(", "),
);
/**
 * After {@link meetingCounts}: `t` and `d` of each meeting of a query. Joined to the meetings themselves rather than added up
 * before: a term has 20,000 of them.
 */
export const OF_MEETING = sql`left join ${meetingTotal} t on t.meeting_id = ${meeting.id}
  left join meeting_delta d on d.meeting_id = ${meeting.id}`;
/** After {@link studentCounts}: `t` and `d` of each course member of a query. */
export const OF_STUDENT = sql`left join ${studentTotal} t on t.course_id = ${courseMember.courseId} and t.user_id = ${courseMember.userId}
  left join student_delta d on d.course_id = ${courseMember.courseId} and d.user_id = ${courseMember.userId}`;

/** Students at meetings whose absence may have become somebody else's since it was judged. */
const pendingPairs = (courses: SQL, changes: SQL, doubts: SQL) => sql`
  select course_id, meeting_id, user_id from ${changes} c where course_id = any(${courses})
  union
  select d.course_id, d.meeting_id, a.user_id from ${doubts} d
    join lateral (select user_id from ${attendance} a where a.meeting_id = d.meeting_id offset 0) a on true
    where d.course_id = any(${courses}) and d.meeting_id is not null
  union
  select d.course_id, m.id, d.user_id from ${doubts} d join ${meeting} m on m.course_id = d.course_id
    where d.course_id = any(${courses}) and d.user_id is not null`;

/** The absences among `pending` that are not their student's. Each is found by its key: no scan of attendance. */
const judged = sql`
  select p.course_id, p.meeting_id, p.user_id, a.status from pending p
  join lateral (select status from ${attendance} a where a.meeting_id = p.meeting_id and a.user_id = p.user_id
    and a.status in ('excused', 'absent') offset 0) a on true
  join ${meeting} on ${meeting.id} = p.meeting_id
  left join ${courseMember} on ${courseMember.courseId} = p.course_id and ${courseMember.userId} = p.user_id
  where ${meeting.cancelledAt} is null and not coalesce(${eligible(courseMember, meeting)}, false)`;

/**
 * WITH parts: `astray` (course_id, meeting_id, user_id, status: what of counted meetings does not count), and
 * `meeting_delta` for {@link OF_MEETING}.
 */
export const meetingCounts = (courses: SQL): SQL => sql`
  pending as materialized (${pendingPairs(courses, sql`${attendanceChange}`, sql`${eligibilityChange}`)}),
  astray as materialized (
    select s.* from (
      select s.course_id, s.meeting_id, s.user_id, s.status from ${attendanceAstray} s where s.course_id = any(${courses})
        and not exists (select 1 from pending p where p.meeting_id = s.meeting_id and p.user_id = s.user_id)
      union all ${judged}
    ) s join ${meeting} on ${meeting.id} = s.meeting_id where ${COUNTED}
  ),
  meeting_delta as materialized (
    select course_id, meeting_id, ${summed} from (
      select course_id, meeting_id, ${spread(sql`status`, sql`n`)} from ${attendanceChange} where course_id = any(${courses})
      union all
      select course_id, meeting_id, ${spread(sql`status`, sql`-1`)} from astray
    ) t group by course_id, meeting_id
  )`;

/** Of meetings that do not count few have marks: as a range PostgreSQL expects that, too, and compiles nothing (JIT). */
const SOME = sql.raw("o.present + o.late + o.excused + o.absent between 1 and 1000000");

/**
 * WITH part after {@link meetingCounts}: `student_delta` for {@link OF_STUDENT}. The running totals know all meetings: those
 * that do not count are taken off here.
 */
export const studentCounts = (courses: SQL): SQL => sql`
  student_delta as materialized (
    select course_id, user_id, ${summed} from (
      select course_id, user_id, ${spread(sql`status`, sql`n`)} from ${attendanceChange} where course_id = any(${courses})
      union all
      select course_id, user_id, ${spread(sql`status`, sql`-1`)} from astray
      union all
      select o.course_id, a.user_id, ${spread(sql`a.status`, sql`-1`)} from (
        select ${meeting.courseId} as course_id, ${meeting.id} as meeting_id, ${withDelta} from ${meeting} ${OF_MEETING}
          where ${meeting.courseId} = any(${courses}) and not ${COUNTED}
      ) o
        join lateral (select user_id, status from ${attendance} a where a.meeting_id = o.meeting_id offset 0) a on true
        where ${SOME}
    ) t group by course_id, user_id
  )`;

/** WITH part: `of_minute` (course_id, meeting_id, arrived_min, students; of meetings in any state). */
export const arrivalCounts = (courses: SQL): SQL => sql`
  of_minute as materialized (
    select course_id, meeting_id, arrived_min, sum(students)::int as students from (
      select course_id, meeting_id, arrived_min, students from ${arrivalTotal} where course_id = any(${courses})
      union all
      select course_id, meeting_id, arrived_min, n from ${attendanceChange}
        where course_id = any(${courses}) and arrived_min is not null
    ) t group by course_id, meeting_id, arrived_min
  )`;

/** WITH parts for the fold: the pairs to judge, from what was taken. */
export const pendingOf = (changes: SQL, doubts: SQL): SQL =>
  pendingPairs(
    sql`array(select course_id from ${changes} union select course_id from ${doubts})`,
    changes,
    doubts,
  );
export { judged };
