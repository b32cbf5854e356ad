/** Keeping the totals of attendance: folding in what changed, proving them right, and making them anew. */
import { type SQL, sql } from "drizzle-orm";
import {
  arrivalTotal,
  attendance,
  attendanceAstray,
  attendanceChange,
  course,
  courseMember,
  eligibilityChange,
  meeting,
  meetingTotal,
  studentTotal,
} from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import {
  arrivalCounts,
  COUNTED,
  judged,
  meetingCounts,
  OF_MEETING,
  pendingOf,
  spread,
  studentCounts,
  summed,
  withDelta,
} from "./analysis-totals.ts";
import { countsFor } from "./eligibility.ts";

/** Any number will do, as long as every replica takes the same. */
const FOLD_LOCK = 7_263_450_119;
/** Changes and doubts that one statement takes: it must not hold the totals for long. */
const MOST_CHANGES = 20_000;
const MOST_DOUBTS = 500;

const COLUMNS = ["present", "late", "excused", "absent"] as const;
/** `insert … on conflict` that adds to what is there */
const adding = (table: SQL) =>
  sql.join(
    COLUMNS.map((name) => sql`${sql.raw(name)} = ${table}.${sql.raw(name)} + excluded.${sql.raw(name)}`),
    sql`, `,
  );

/**
 * Takes changes out of the log and adds them to the totals, in one statement and so in one snapshot; a reader sees them
 * either here or there. One process at a time does it.
 * @returns how many were taken; 0: nothing was left, or another is at it
 */
export const foldChanges = (db: Db): Promise<number> =>
  db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${FOLD_LOCK}) as mine`,
    );
    if (lock?.mine !== true) return 0;
    const [row] = await tx.execute<{ taken: number }>(sql`
      with changes as (
        delete from ${attendanceChange} where id in (select id from ${attendanceChange} order by id limit ${MOST_CHANGES}) returning *
      ), doubts as (
        delete from ${eligibilityChange} where id in (select id from ${eligibilityChange} order by id limit ${MOST_DOUBTS}) returning *
      ), pending as materialized (${pendingOf(sql`changes`, sql`doubts`)}
      ), judged as materialized (${judged}
      ), cleared as (
        delete from ${attendanceAstray} s using pending p
        where s.course_id = p.course_id and s.meeting_id = p.meeting_id and s.user_id = p.user_id
          and not exists (select 1 from judged j where j.meeting_id = s.meeting_id and j.user_id = s.user_id)
      ), kept as (
        insert into ${attendanceAstray} (course_id, meeting_id, user_id, status)
        select course_id, meeting_id, user_id, status from judged
        on conflict (course_id, meeting_id, user_id) do update set status = excluded.status
      ), of_meetings as (
        insert into ${meetingTotal} as t (course_id, meeting_id, present, late, excused, absent)
        select course_id, meeting_id, ${summed} from (select *, ${spread(sql`status`, sql`n`)} from changes) c group by 1, 2
        on conflict (meeting_id) do update set ${adding(sql`t`)}
      ), of_students as (
        insert into ${studentTotal} as t (course_id, user_id, present, late, excused, absent)
        select course_id, user_id, ${summed} from (select *, ${spread(sql`status`, sql`n`)} from changes) c group by 1, 2
        on conflict (course_id, user_id) do update set ${adding(sql`t`)}
      ), of_minutes as (
        insert into ${arrivalTotal} as t (course_id, meeting_id, arrived_min, students)
        select course_id, meeting_id, arrived_min, sum(n) from changes where arrived_min is not null group by 1, 2, 3
        on conflict (course_id, meeting_id, arrived_min) do update set students = t.students + excluded.students
      )
      select (select count(*) from changes)::int + (select count(*) from doubts)::int as taken`);
    return row?.taken ?? 0;
  });

/** Folds until nothing is left. */
export async function foldAllChanges(db: Db): Promise<void> {
  while ((await foldChanges(db)) > 0);
}

/** Makes the totals anew from the attendance; whoever changes an attendance meanwhile waits. */
export async function rebuildTotals(db: Db): Promise<void> {
  await db.execute(sql`select rebuild_attendance_totals()`);
  await foldAllChanges(db);
}

/** A number of the totals that is not what the attendance itself says. */
export interface TotalsDifference extends Record<string, unknown> {
  readonly kind: "meeting" | "student" | "minute";
  readonly course_id: string;
  readonly of: string;
  readonly kept: string | null;
  readonly recomputed: string | null;
}

/**
 * Holds the totals, as they are read, against the attendance counted row by row, in one snapshot.
 * @returns where they differ: empty, always
 */
export function checkTotals(db: Db): Promise<TotalsDifference[]> {
  const all = sql`array(select id from ${course})`;
  const text = sql`concat_ws('/', present, late, excused, absent)`;
  const kept = sql`
    select 'meeting' as kind, course_id, meeting_id::text as of, ${text} as value from (
      select ${meeting.courseId} as course_id, ${meeting.id} as meeting_id, ${withDelta} from ${meeting} ${OF_MEETING} where ${COUNTED}
    ) o where (present, late, excused, absent) <> (0, 0, 0, 0)
    union all select 'student', course_id, user_id::text, ${text} from (
      select course_id, user_id, ${withDelta} from ${studentTotal} t full join student_delta d using (course_id, user_id)
    ) o where (present, late, excused, absent) <> (0, 0, 0, 0)
    union all select 'minute', course_id, meeting_id || ' ' || arrived_min, students::text from of_minute where students <> 0`;
  const counted = sql`
    select ${meeting.courseId} as course_id, ${attendance.meetingId} as meeting_id, ${attendance.userId} as user_id,
      ${spread(sql`${attendance.status}`, sql`1`)}
    from ${attendance} join ${meeting} on ${meeting.id} = ${attendance.meetingId}
    left join ${courseMember} on ${courseMember.courseId} = ${meeting.courseId} and ${courseMember.userId} = ${attendance.userId}
    where ${COUNTED} and coalesce(${countsFor()}, false)`;
  const recomputed = sql`
    select 'meeting' as kind, course_id, meeting_id::text as of, ${text} as value
      from (select course_id, meeting_id, ${summed} from counted group by 1, 2) c
    union all select 'student', course_id, user_id::text, ${text}
      from (select course_id, user_id, ${summed} from counted group by 1, 2) c
    union all select 'minute', m.course_id, a.meeting_id || ' ' || floor(e.captured_ms / 60000.0)::int, count(*)::text
      from ${attendance} a join ${meeting} m on m.id = a.meeting_id join entry e on e.hash = a.entry_hash
      where a.status in ('present', 'late') group by 1, 2, 3`;
  return db.execute<TotalsDifference>(sql`
    with ${meetingCounts(all)}, ${studentCounts(all)}, ${arrivalCounts(all)}, counted as materialized (${counted}),
    kept as (${kept}), recomputed as (${recomputed})
    select kind, course_id, "of", k.value as kept, r.value as recomputed
    from kept k full join recomputed r using (kind, course_id, "of")
    where k.value is distinct from r.value order by kind, course_id, "of"`);
}
