import { and, eq, sql } from "drizzle-orm";
import { mark, markRetraction, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

export interface ReportOf {
  readonly courseId: string;
  /** the university's dates, inclusive */
  readonly from: string;
  readonly until: string;
  readonly groupId?: string | null | undefined;
  readonly studentId?: string | null | undefined;
}

/** The university's dates, because every connection's time zone is the university's (db.ts). */
export const inRange = ({ courseId, from, until }: ReportOf) =>
  and(
    eq(meeting.courseId, courseId),
    sql`${meeting.startsAt} >= ${from}::date`,
    sql`${meeting.startsAt} < ${until}::date + 1`,
  );

/** The last thing that happened to the meetings of the range, or was said, or taken back, of the students at them. */
export async function lastChange(db: Db, of: ReportOf): Promise<Date | null> {
  const whose = (column: typeof mark.userId | typeof markRetraction.userId) =>
    of.studentId == null ? undefined : eq(column, of.studentId);
  const [[met], [said], [taken]] = await Promise.all([
    db
      .select({
        at: sql<Date | null>`max(greatest(${meeting.createdAt}, ${meeting.openedAt}, ${meeting.reopenedAt},
          ${meeting.closedAt}, ${meeting.cancelledAt}))`.mapWith(mark.at),
      })
      .from(meeting)
      .where(inRange(of)),
    db
      .select({ at: sql<Date | null>`max(${mark.at})`.mapWith(mark.at) })
      .from(meeting)
      .innerJoin(mark, and(eq(mark.meetingId, meeting.id), whose(mark.userId)))
      .where(inRange(of)),
    db
      .select({ at: sql<Date | null>`max(${markRetraction.at})`.mapWith(mark.at) })
      .from(meeting)
      .innerJoin(markRetraction, and(eq(markRetraction.meetingId, meeting.id), whose(markRetraction.userId)))
      .where(inRange(of)),
  ]);
  const moments = [met?.at, said?.at, taken?.at].filter((at) => at instanceof Date);
  return moments.length === 0 ? null : new Date(Math.max(...moments.map(Number)));
}
