/** Meetings that cannot both take place as planned: one room, the same students, or the same teacher at one time. */
import { type SQL, sql } from "drizzle-orm";
import type { Clash } from "../../shared/api/timetable.ts";
import type { Db } from "../context.ts";

const MOST = 20;

/** Of the table of meetings, those that last into m: none lasts longer than a day, so the indexes of starts serve. */
const meanwhile = sql`o.id <> m.id and o.cancelled_at is null and o.starts_at < m.ends_at and o.ends_at > m.starts_at
  and o.starts_at > m.starts_at - interval '1 day'`;
const found = (kind: Clash["kind"], name: SQL) =>
  sql`select ${kind} as kind, ${name} as name, o.*, m.starts_at as "mine"`;

/**
 * What clashes with the meetings of a course that are to come; of two weekly hours once, with how often. Of two meetings of the
 * course itself the later one is told. Two of its groups at a time are nothing to tell, but in one room, or with one teacher for both.
 */
export async function clashesOf(db: Db, courseId: string, now: Date): Promise<Clash[]> {
  const rows = await db.execute<
    Omit<Clash, "startsAt" | "endsAt"> & { startsMs: string; endsMs: string } & Record<string, unknown>
  >(sql`
    with m as (select * from meeting where course_id = ${courseId} and cancelled_at is null and ends_at > ${now.toISOString()}),
    staff as (select user_id from course_member
      where course_id = ${courseId} and role <> 'student' and left_at is null),
    clash as (
      ${found("room", sql`r.name`)} from m
      join lateral (select * from meeting o where o.room_id = m.room_id and ${meanwhile}
        and (o.course_id <> m.course_id or (o.group_id <> m.group_id and (o.starts_at, o.id) > (m.starts_at, m.id))) offset 0) o on true
      join room r on r.id = m.room_id
      union all
      ${found("students", sql`g.name`)} from m
      join meeting o on o.course_id = m.course_id and ${meanwhile} and (o.starts_at, o.id) > (m.starts_at, m.id)
        and (o.group_id = m.group_id or o.group_id is null or m.group_id is null)
      left join course_group g on g.id = coalesce(o.group_id, m.group_id)
      union all
      ${found("teacher", sql`u.name`)} from m cross join staff s
      join course_member t on t.user_id = s.user_id and t.role <> 'student' and t.left_at is null
      join meeting o on o.course_id = t.course_id and ${meanwhile} and (o.course_id <> m.course_id
        or (o.group_id <> m.group_id and (o.starts_at, o.id) > (m.starts_at, m.id) and (select count(*) from staff) = 1))
      join "user" u on u.id = s.user_id
    )
    select k.kind, k.name, c.name as "courseName", og.name as "groupName", count(*)::int as times,
      extract(epoch from min(k.starts_at)) * 1000 as "startsMs", extract(epoch from min(k.ends_at)) * 1000 as "endsMs"
    from clash k join course c on c.id = k.course_id left join course_group og on og.id = k.group_id
    group by k.kind, k.name, c.id, c.name, og.id, og.name, extract(isodow from k.starts_at), k.starts_at::time, k.ends_at::time, k.mine::time
    order by min(k.starts_at), c.name, k.kind limit ${MOST}`);
  const instant = (ms: string) => new Date(Number(ms)).toISOString();
  return rows.map(({ kind, name, courseName, groupName, times, startsMs, endsMs }) => ({
    kind,
    name,
    courseName,
    groupName,
    times,
    startsAt: instant(startsMs),
    endsAt: instant(endsMs),
  }));
}
