/** Courses, their groups and people, weekly slots and what differs from them, and meetings. Dates and times of day are the university's. */
import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  time,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { CoursePolicy } from "../../shared/api/course.ts";
import { at, now } from "./columns.ts";
import { user } from "./accounts.ts";
import { room, term } from "./timetable.ts";

export const course = pgTable("course", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  code: text("code"),
  joinCode: text("join_code").notNull().unique(),
  policy: jsonb("policy").$type<CoursePolicy>().notNull(),
  /** null: of no term */
  termId: uuid("term_id").references(() => term.id, { onDelete: "set null" }),
  createdBy: uuid("created_by")
    .notNull()
    .references(() => user.id),
  createdAt: now("created_at"),
});

/** Students of a course who take it together. */
export const courseGroup = pgTable(
  "course_group",
  {
    id: uuid("id").primaryKey(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    createdAt: now("created_at"),
  },
  (t) => [unique("course_group_name").on(t.courseId, t.name)],
);

export const courseMember = pgTable(
  "course_member",
  {
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text("role", { enum: ["student", "teacher", "assistant"] }).notNull(),
    joinedAt: now("joined_at"),
    leftAt: at("left_at"),
    groupId: uuid("group_id").references(() => courseGroup.id, { onDelete: "set null" }),
    /** the university's dates from and until which meetings count, inclusive; null: as joined and left */
    eligibleFrom: date("eligible_from"),
    eligibleUntil: date("eligible_until"),
  },
  (t) => [primaryKey({ columns: [t.courseId, t.userId] }), index("course_member_user").on(t.userId)],
);

/** A weekly hour of a course, or of one of its groups. */
export const slot = pgTable(
  "slot",
  {
    id: uuid("id").primaryKey(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    /** null: the whole course */
    groupId: uuid("group_id").references(() => courseGroup.id, { onDelete: "cascade" }),
    roomId: uuid("room_id").references(() => room.id, { onDelete: "set null" }),
    /** ISO 8601: 1 Monday … 7 Sunday */
    weekday: smallint("weekday").notNull(),
    startsAt: time("starts_at", { precision: 0 }).notNull(),
    /** after `startsAt`; a slot does not pass midnight */
    endsAt: time("ends_at", { precision: 0 }).notNull(),
    /** first and last date on which it can fall, inclusive */
    from: date("from_date").notNull(),
    until: date("until_date").notNull(),
    /** 1: each week; 2: every second week, counted from `from` */
    everyWeeks: smallint("every_weeks").notNull().default(1),
    title: text("title"),
    createdAt: now("created_at"),
  },
  (t) => [index("slot_course").on(t.courseId)],
);

/** One date on which a slot does not take place as it says; what replaces it stands in its meeting. */
export const slotException = pgTable(
  "slot_exception",
  {
    id: uuid("id").primaryKey(),
    slotId: uuid("slot_id")
      .notNull()
      .references(() => slot.id, { onDelete: "cascade" }),
    /** the date on which the slot would fall */
    date: date("date").notNull(),
    kind: text("kind", { enum: ["cancelled", "moved"] }).notNull(),
    reason: text("reason"),
    /** of a moved one */
    startsAt: at("starts_at"),
    endsAt: at("ends_at"),
    roomId: uuid("room_id").references(() => room.id, { onDelete: "set null" }),
    createdBy: uuid("created_by").references(() => user.id),
    createdAt: now("created_at"),
  },
  (t) => [unique("slot_exception_once").on(t.slotId, t.date)],
);

export const meeting = pgTable(
  "meeting",
  {
    id: uuid("id").primaryKey(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    title: text("title"),
    startsAt: at("starts_at").notNull(),
    endsAt: at("ends_at").notNull(),
    openedAt: at("opened_at"),
    /** the latest opening, where it was opened more than once */
    reopenedAt: at("reopened_at"),
    closedAt: at("closed_at"),
    /** it closed by the course's rule, not by a teacher */
    closedItself: boolean("closed_itself").notNull().default(false),
    openedBy: uuid("opened_by").references(() => user.id),
    /** the slot and the date of it that this meeting is; null: an extra one */
    slotId: uuid("slot_id").references(() => slot.id, { onDelete: "set null" }),
    slotDate: date("slot_date"),
    /** null: the whole course */
    groupId: uuid("group_id").references(() => courseGroup.id, { onDelete: "set null" }),
    roomId: uuid("room_id").references(() => room.id, { onDelete: "set null" }),
    cancelledAt: at("cancelled_at"),
    cancelReason: text("cancel_reason"),
    /** when it was to start before somebody moved it */
    movedFrom: at("moved_from"),
    /** grows with each change of time, place or cancellation: iCalendar's SEQUENCE */
    revision: integer("revision").notNull().default(0),
    /** the last of those changes */
    revisedAt: now("revised_at"),
    /** people whom the teacher counted in the room */
    headCount: integer("head_count"),
    /** when the server had last told the time to the device that opened it, where that was too long ago for its room codes to be exact */
    clockToldAt: at("clock_told_at"),
    createdAt: now("created_at"),
  },
  (t) => [
    index("meeting_course").on(t.courseId, t.startsAt),
    index("meeting_starts").on(t.startsAt),
    unique("meeting_slot_once").on(t.slotId, t.slotDate),
  ],
);
