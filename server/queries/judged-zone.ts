/** Whose an absence is depends on the university's dates, and so on its time zone. */
import { sql } from "drizzle-orm";
import { judgedZone } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/**
 * After a change of TIME_ZONE every absence of a student with a first or last date is doubted: it may lie on the other side of
 * midnight now. Readers judge doubts at once, the next fold writes down what they are. Once, however many servers start.
 * @returns the zone before, where it was another one
 */
export const judgeInZone = (db: Db, timeZone: string): Promise<string | null> =>
  db.transaction(async (tx) => {
    // the first start remembers
    await tx.insert(judgedZone).values({ timeZone }).onConflictDoNothing();
    const [known] = await tx.select().from(judgedZone).for("update");
    if (!known || known.timeZone === timeZone) return null;
    await tx.update(judgedZone).set({ timeZone });
    await tx.execute(sql`
      insert into eligibility_change (course_id, user_id) select course_id, user_id from course_member
      where role = 'student' and (eligible_from is not null or eligible_until is not null)`);
    return known.timeZone;
  });
