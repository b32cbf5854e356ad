import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { device, entry, mark, markRetraction, teacherAction, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const actor = alias(user, "mark_actor");
const carrier = alias(user, "history_carrier");

/** All marks of a student at a meeting with who made them and when the server heard of it, the oldest first. */
export const markHistory = (db: Db, meetingId: string, userId: string) =>
  db
    .select({
      ...getTableColumns(mark),
      by: actor.name,
      receivedAt: teacherAction.receivedAt,
      retractedAt:
        sql<Date | null>`case when not ${markRetraction.frozen} then ${markRetraction.at} end`.mapWith(
          mark.at,
        ),
    })
    .from(mark)
    .leftJoin(actor, eq(actor.id, mark.actorId))
    .leftJoin(teacherAction, eq(teacherAction.id, mark.id))
    .leftJoin(
      markRetraction,
      and(eq(markRetraction.markId, mark.id), eq(markRetraction.actorId, mark.actorId)),
    )
    .where(and(eq(mark.meetingId, meetingId), eq(mark.userId, userId)))
    .orderBy(asc(mark.at), asc(mark.id));
export type HistoryRow = Awaited<ReturnType<typeof markHistory>>[number];

/** The check-ins of a student at a meeting with the device that signed each, the oldest first. */
export const checkInHistory = (db: Db, meetingId: string, userId: string) =>
  db
    .select({
      hash: entry.hash,
      state: entry.state,
      code: entry.code,
      grade: entry.grade,
      capturedMs: entry.capturedMs,
      receivedAt: entry.receivedAt,
      kid: device.kid,
      carrier: carrier.name,
    })
    .from(entry)
    .innerJoin(device, eq(device.did, entry.did))
    .leftJoin(carrier, eq(carrier.id, entry.carrierId))
    .where(and(eq(entry.meetingId, meetingId), eq(entry.userId, userId)))
    .orderBy(asc(entry.receivedAt), asc(entry.hash));
export type CheckInHistoryRow = Awaited<ReturnType<typeof checkInHistory>>[number];
