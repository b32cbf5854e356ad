/** Rooms that two courses have at the same time. */
import { sql } from "drizzle-orm";
import type { RoomClash } from "../../shared/api/timetable.ts";
import type { Db } from "../context.ts";

const MOST = 20;

/**
 * Meetings of a course that are to come, in a room where a meeting of another course takes place meanwhile; those of two weekly
 * hours once, with how often. The other's day is looked through by the index of starts: none lasts longer than a day.
 */
export async function roomClashes(db: Db, courseId: string, now: Date): Promise<RoomClash[]> {
  const rows = await db.execute<
    Omit<RoomClash, "startsAt" | "endsAt"> & { startsMs: string; endsMs: string } & Record<string, unknown>
  >(sql`
    select r.name as room, c.name as "courseName", count(*)::int as times,
      extract(epoch from min(o.starts_at)) * 1000 as "startsMs", extract(epoch from min(o.ends_at)) * 1000 as "endsMs"
    from meeting m
    join lateral (select * from meeting o where o.room_id = m.room_id and o.course_id <> m.course_id and o.cancelled_at is null
      and o.starts_at < m.ends_at and o.ends_at > m.starts_at and o.starts_at > m.starts_at - interval '1 day' offset 0) o on true
    join room r on r.id = m.room_id join course c on c.id = o.course_id
    where m.course_id = ${courseId} and m.cancelled_at is null and m.ends_at > ${now.toISOString()}
    group by r.name, c.id, c.name, extract(isodow from o.starts_at), o.starts_at::time, o.ends_at::time, m.starts_at::time
    order by min(o.starts_at), c.name limit ${MOST}`);
  const instant = (ms: string) => new Date(Number(ms)).toISOString();
  return rows.map(({ room, courseName, times, startsMs, endsMs }) => ({
    room,
    courseName,
    times,
    startsAt: instant(startsMs),
    endsAt: instant(endsMs),
  }));
}
