/**
 * A university on paper: terms of 200 courses with 100 meetings with marks each, 50 students a course, written by the database itself.
 * Every row that the product would have written is there: device, check-in, mark and attendance; of terms that are over, only
 * the attendance.
 */
import type { Services } from "../../server/context.ts";
import { rebuildTotals } from "../../server/queries/analysis-fold.ts";

export const STUDENTS = 5_000;
export const COURSES = 200;
/** with marks; two more were cancelled */
const MEETINGS = 100;
const CANCELLED = 2;
const WEEKS = 20;
const A_TERM = 20_000;
const DAY_MS = 86_400_000;

export interface Filled {
  /** of the latest term */
  readonly courseIds: readonly string[];
  readonly termId: string;
  readonly terms: number;
  /** students of each course */
  readonly places: number;
  readonly rows: number;
}

/**
 * @param rows of attendance: a term has 1,000,000; more make more terms, as years of use do, or with `wide` bigger courses
 * @param teacherId teaches every course
 */
export async function fillUniversity(
  { db, sql }: Services,
  teacherId: string,
  { rows, wide }: { rows: number; wide: boolean },
  say: (line: string) => void,
): Promise<Filled> {
  const terms = wide ? 1 : Math.max(1, Math.round(rows / (A_TERM * 50)));
  const places = Math.max(1, Math.round(rows / (terms * A_TERM)));
  const step = async (name: string, work: (tx: typeof sql) => Promise<unknown>) => {
    const begun = performance.now();
    await work(sql);
    say(`dashboard: ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  };
  const latestStart = new Date(Date.now() - (WEEKS - 1) * 7 * DAY_MS);
  const monday = new Date(latestStart.getTime() - ((latestStart.getUTCDay() + 6) % 7) * DAY_MS)
    .toISOString()
    .slice(0, 10);
  // constraints are kept by construction, and triggers would do one by one what rebuildTotals does at once
  const bulk = (statement: string) => (tx: typeof sql) =>
    tx.begin(async (one) => {
      await one.unsafe("set local session_replication_role = replica");
      await one.unsafe(statement);
    });
  await step(
    "people",
    bulk(`
    insert into "user" (id, name, email, student_number)
      select md5('s' || i)::uuid, 'Student ' || i, 's' || i || '@bench.example', 'S-' || i from generate_series(0, ${STUDENTS - 1}) i;
    insert into device (did, user_id, kid, jwk, inst, status, head_hash, genesis)
      select md5('d' || i)::uuid, md5('s' || i)::uuid, 'k' || i, '{}', md5('i' || i)::uuid, 'active', 'h', 'g' from generate_series(0, ${STUDENTS - 1}) i;`),
  );
  await step(
    "terms, courses, meetings",
    bulk(`
    insert into term (id, name, starts_on, ends_on)
      select md5('t' || t)::uuid, 'Term ' || t, date '${monday}' - t * 182, date '${monday}' - t * 182 + ${WEEKS * 7 - 1} from generate_series(0, ${terms - 1}) t;
    insert into course (id, name, code, join_code, policy, term_id, created_by)
      select md5('c' || t || ' ' || c)::uuid, 'Course ' || c, 'C-' || c, 'J' || t || '-' || c,
        jsonb_build_object('roomCode', 'none', 'lateAfterMin', 10, 'syncWithinMin', 1440, 'requiredPct', 80,
          'share', jsonb_build_object('lateWeightPct', case when c % 2 = 0 then 50 else 100 end, 'excused', 'left_out')),
        md5('t' || t)::uuid, '${teacherId}' from generate_series(0, ${terms - 1}) t, generate_series(0, ${COURSES - 1}) c;
    insert into course_member (course_id, user_id, role, joined_at)
      select id, '${teacherId}', 'teacher', now() from course where join_code like 'J%-%';
    insert into course_group (id, course_id, name)
      select md5('g' || t || ' ' || c || ' ' || g)::uuid, md5('c' || t || ' ' || c)::uuid, chr(65 + g)
      from generate_series(0, ${terms - 1}) t, generate_series(0, ${COURSES - 1}) c, generate_series(0, 1) g;
    insert into course_member (course_id, user_id, role, joined_at, group_id)
      select md5('c' || t || ' ' || c)::uuid, md5('s' || (c * ${places} + p) % ${STUDENTS})::uuid, 'student',
        date '${monday}' - t * 182 - 7, md5('g' || t || ' ' || c || ' ' || p % 2)::uuid
      from generate_series(0, ${terms - 1}) t, generate_series(0, ${COURSES - 1}) c, generate_series(0, ${places - 1}) p;
    insert into meeting (id, course_id, starts_at, ends_at, opened_at, closed_at, cancelled_at)
      select md5('m' || t || ' ' || c || ' ' || m)::uuid, md5('c' || t || ' ' || c)::uuid, at, at + interval '1 hour', case when m < ${MEETINGS} then at end,
        case when m < ${MEETINGS} then at + interval '65 minutes' end, case when m >= ${MEETINGS} then at end
      from generate_series(0, ${terms - 1}) t, generate_series(0, ${COURSES - 1}) c, generate_series(0, ${MEETINGS + CANCELLED - 1}) m,
        lateral (select (date '${monday}' - t * 182 + m % ${MEETINGS} / 5 * 7 + m % 5)::timestamptz + make_interval(hours => 8 + (c + m) % 9) as at) x;`),
  );
  for (let t = terms - 1; t >= 0; t--) {
    // every cell of the registers: who, when, how; made once and written to three tables
    await step(`term ${t}: check-ins, marks, attendance`, (tx) =>
      tx.begin(async (one) => {
        await one.unsafe("set local session_replication_role = replica");
        await one.unsafe("set local work_mem = '256MB'");
        await one.unsafe(`create temporary table cell on commit drop as
          select m.id as meeting_id, md5('s' || s)::uuid as user_id, md5('d' || s)::uuid as did, m.starts_at, m.k, s,
            case when r < .78 then 'present' when r < .85 then 'late' when r < .89 then 'excused' else 'absent' end as status,
            translate(encode(sha256((m.id::text || s)::bytea), 'base64'), '+/=', '-_') as hash, floor(r * 997) as second
          from (select md5('m' || ${t} || ' ' || c || ' ' || n)::uuid as id, c, c * ${MEETINGS} + n as k from generate_series(0, ${COURSES - 1}) c, generate_series(0, ${MEETINGS - 1}) n) x
          join meeting m0 on m0.id = x.id, lateral (select x.id, x.k, m0.starts_at) m,
          generate_series(0, ${places - 1}) p, lateral (select (x.c * ${places} + p) % ${STUDENTS} as s) y, lateral (select random() as r where p >= 0) z`);
        if (t === 0) {
          await one.unsafe(`insert into entry (hash, did, seq, prev, user_id, meeting_id, jws, captured_ms, received_at, photo_hash, embedding_hash, state, grade, decided_at)
          select hash, did, ${t} * ${COURSES * MEETINGS} + k + 1, hash, user_id, meeting_id, 'not.signed.here',
            (extract(epoch from starts_at) * 1000)::bigint + 60000 * (case when status = 'late' then 11 else -2 end + floor(second / 100)::int),
            starts_at, hash, hash, 'accepted', 'E2', starts_at
          from cell where status in ('present', 'late')`);
          await one.unsafe(`insert into mark (id, meeting_id, user_id, source, status, entry_hash, at)
          select gen_random_uuid(), meeting_id, user_id, 'automatic', status, case when status in ('present', 'late') then hash end, starts_at + interval '1 minute' from cell`);
        }
        await one.unsafe(`insert into attendance (meeting_id, user_id, status, source, entry_hash, arrived_min, updated_at)
          select meeting_id, user_id, status, 'automatic', case when ${t} = 0 and status in ('present', 'late') then hash end,
            case when ${t} = 0 and status in ('present', 'late') then floor(extract(epoch from starts_at) / 60)::int + case when status = 'late' then 11 else -2 end
              + floor(second / 100)::int end, starts_at + interval '1 minute' from cell`);
      }),
    );
  }
  await step("totals", () => rebuildTotals(db));
  await step("statistics", async (tx) => {
    await tx.unsafe("vacuum analyze");
    await tx.unsafe("checkpoint");
  });
  const courses = await sql<
    { id: string }[]
  >`select md5('c0 ' || c)::uuid as id from generate_series(0, ${COURSES - 1}) c`;
  const [counted] = await sql<
    { rows: number; term: string }[]
  >`select count(*)::int as rows, md5('t0')::uuid as term from attendance`;
  return {
    courseIds: courses.map(({ id }) => id),
    termId: counted?.term ?? "",
    terms,
    places,
    rows: counted?.rows ?? 0,
  };
}
