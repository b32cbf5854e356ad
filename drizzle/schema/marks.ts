/** Marks and attendance. */
import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  integer,
} from "drizzle-orm/pg-core";
import { at, now } from "./columns.ts";
import { user } from "./accounts.ts";
import { meeting } from "./courses.ts";
import { entry } from "./check-ins.ts";
import { request } from "./requests.ts";

/** A teacher's word as an attendance keeps it. */
export interface StandingWord {
  readonly id: string;
  readonly status: "present" | "late" | "excused" | "absent";
  readonly reason: string | null;
  /** ISO 8601 */
  readonly at: string;
  readonly actorId: string | null;
}

/** One append-only event that bears on an attendance. */
export const mark = pgTable(
  "mark",
  {
    id: uuid("id").primaryKey(),
    meetingId: uuid("meeting_id")
      .notNull()
      .references(() => meeting.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    source: text("source", { enum: ["automatic", "manual"] }).notNull(),
    status: text("status", { enum: ["present", "late", "excused", "absent"] }).notNull(),
    reason: text("reason"),
    entryHash: text("entry_hash").references(() => entry.hash),
    actorId: uuid("actor_id").references(() => user.id),
    /** of a teacher's mark: ids of the marks that it answers; null in early records: all before it */
    base: uuid("base").array(),
    /** of a teacher's mark: until when the list was known that the teacher looked at; null: `at` */
    seenAt: at("seen_at"),
    /** the student's request that it answers */
    requestId: uuid("request_id").references(() => request.id, { onDelete: "set null" }),
    /** it came when grades were locked: recorded, without effect until an administrator unlocks them */
    frozen: boolean("frozen").notNull().default(false),
    at: now("at"),
  },
  (t) => [
    index("mark_meeting").on(t.meetingId, t.userId, t.at),
    // an accepted check-in marks once, however often it is verified
    uniqueIndex("mark_entry_once")
      .on(t.entryHash)
      .where(sql`${t.source} = 'automatic'`),
  ],
);

/** A teacher took back a mark of their own. It may come before the mark it names, so no key binds the two. */
export const markRetraction = pgTable(
  "mark_retraction",
  {
    markId: uuid("mark_id").notNull(),
    meetingId: uuid("meeting_id")
      .notNull()
      .references(() => meeting.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    actorId: uuid("actor_id")
      .notNull()
      .references(() => user.id),
    frozen: boolean("frozen").notNull().default(false),
    at: now("at"),
  },
  (t) => [
    primaryKey({ columns: [t.markId, t.actorId] }),
    index("mark_retraction_of").on(t.meetingId, t.userId),
  ],
);

/** The fold of the marks of one student at one meeting, kept beside them for reading. */
export const attendance = pgTable(
  "attendance",
  {
    meetingId: uuid("meeting_id")
      .notNull()
      .references(() => meeting.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    status: text("status", { enum: ["present", "late", "excused", "absent"] }).notNull(),
    source: text("source", { enum: ["automatic", "manual"] }).notNull(),
    reason: text("reason"),
    entryHash: text("entry_hash").references(() => entry.hash),
    /** minutes since the Unix epoch at which the check-in behind a present or late was captured; kept by a trigger */
    arrivedMin: integer("arrived_min"),
    /** the teacher's words that nobody has answered (shared/words.ts) */
    words: jsonb("words").$type<StandingWord[]>().notNull().default([]),
    updatedAt: now("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.meetingId, t.userId] }), index("attendance_user").on(t.userId)],
);

/** Who looked at or changed what: photos viewed, roles given, enrolments decided. */
export const audit = pgTable(
  "audit",
  {
    id: uuid("id").primaryKey(),
    actorId: uuid("actor_id").references(() => user.id),
    action: text("action").notNull(),
    subjectId: uuid("subject_id"),
    detail: jsonb("detail"),
    at: now("at"),
  },
  (t) => [index("audit_subject").on(t.subjectId, t.at)],
);
