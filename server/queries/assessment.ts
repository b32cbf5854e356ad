import { sql } from "drizzle-orm";
import { consent, enrolment, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** How many people there are, and by which way students check in. */
export interface PeopleCounts {
  readonly students: number;
  /** consent stands and the face is confirmed */
  readonly byFace: number;
  /** consent stands, the face is not confirmed (yet) */
  readonly consented: number;
  readonly teachers: number;
  readonly administrators: number;
}

export async function countPeople(db: Db): Promise<PeopleCounts> {
  const [row] = await db.execute<PeopleCounts & Record<string, number>>(sql`
    select count(*) filter (where p.role = 'student')::int as students,
      count(*) filter (where p.role = 'student' and p.consented and p.confirmed)::int as "byFace",
      count(*) filter (where p.role = 'student' and p.consented and not p.confirmed)::int as consented,
      count(*) filter (where p.role = 'teacher')::int as teachers,
      count(*) filter (where p.role = 'administrator')::int as administrators
    from (select u.role,
      exists (select 1 from ${consent} c where c.user_id = u.id and c.withdrawn_at is null) as consented,
      exists (select 1 from ${enrolment} e where e.user_id = u.id and e.status = 'confirmed') as confirmed
      from ${user} u) p`);
  const { students = 0, byFace = 0, consented = 0, teachers = 0, administrators = 0 } = row ?? {};
  return { students, byFace, consented, teachers, administrators };
}
