import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { audit, course, entry, meeting, request, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** The latest so many are shown; the export has all of them. */
const MOST = 1000;
const LOOKING = ["photo_viewed", "document_viewed", "data_exported"] as const;

/** Looks at one person's photos and documents, the newest first, with what each was about. */
export const looksAt = (db: Db, userId: string) =>
  db
    .select({
      id: audit.id,
      at: audit.at,
      action: sql<(typeof LOOKING)[number]>`${audit.action}`,
      by: { id: user.id, name: user.name, role: user.role },
      enrolment: sql<string | null>`${audit.detail} ->> 'enrolment'`,
      checkIn: sql<string | null>`${audit.detail} ->> 'checkIn'`,
      photos: sql<string | null>`${audit.detail} ->> 'photos'`,
      capturedMs: entry.capturedMs,
      courseName: course.name,
    })
    .from(audit)
    .leftJoin(user, eq(user.id, audit.actorId))
    .leftJoin(entry, eq(entry.hash, sql`${audit.detail} ->> 'checkIn'`))
    .leftJoin(request, eq(sql`${request.id}::text`, sql`${audit.detail} ->> 'request'`))
    .leftJoin(meeting, eq(meeting.id, entry.meetingId))
    .leftJoin(course, eq(course.id, sql`coalesce(${meeting.courseId}, ${request.courseId})`))
    .where(and(eq(audit.subjectId, userId), inArray(audit.action, [...LOOKING])))
    .orderBy(desc(audit.at), desc(audit.id))
    .limit(MOST);
export type LookRow = Awaited<ReturnType<typeof looksAt>>[number];
