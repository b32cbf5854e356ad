/**
 * Running totals of attendance. Triggers of the database (see the migration "attendance_totals") write each change of an
 * `attendance` row into `attendance_change`, in its own transaction and without waiting for anybody; a job folds them into the
 * totals now and then. A reader adds both up in one snapshot, so that what it sees is never behind.
 *
 * Totals know nothing of a meeting's state: whether it counts is asked when they are read. Absences that are not their student's
 * (shared/eligibility.ts), because a date or a group was changed later, stand in `attendance_astray`; what may have changed that
 * is written into `eligibility_change` by triggers, too. No foreign keys: the rows go by the same changes as they came.
 */
import {
  bigserial,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";

const counts = {
  present: integer("present").notNull().default(0),
  late: integer("late").notNull().default(0),
  excused: integer("excused").notNull().default(0),
  absent: integer("absent").notNull().default(0),
};

/** A row of `attendance` that came (n = 1) or went (n = -1) and is not in the totals yet. */
export const attendanceChange = pgTable(
  "attendance_change",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    courseId: uuid("course_id").notNull(),
    meetingId: uuid("meeting_id").notNull(),
    userId: uuid("user_id").notNull(),
    status: text("status", { enum: ["present", "late", "excused", "absent"] }).notNull(),
    arrivedMin: integer("arrived_min"),
    n: smallint("n").notNull(),
  },
  (t) => [index("attendance_change_course").on(t.courseId)],
);

/** How many students have which status at a meeting. */
export const meetingTotal = pgTable(
  "meeting_total",
  { meetingId: uuid("meeting_id").primaryKey(), courseId: uuid("course_id").notNull(), ...counts },
  (t) => [index("meeting_total_course").on(t.courseId)],
);

/** At how many meetings of a course a student has which status, whatever the state of the meeting. */
export const studentTotal = pgTable(
  "student_total",
  { courseId: uuid("course_id").notNull(), userId: uuid("user_id").notNull(), ...counts },
  (t) => [primaryKey({ columns: [t.courseId, t.userId] })],
);

/** How many students arrived in which minute at a meeting; those whose attendance has a check-in behind it. */
export const arrivalTotal = pgTable(
  "arrival_total",
  {
    courseId: uuid("course_id").notNull(),
    meetingId: uuid("meeting_id").notNull(),
    /** minutes since the Unix epoch */
    arrivedMin: integer("arrived_min").notNull(),
    students: integer("students").notNull(),
  },
  (t) => [primaryKey({ columns: [t.courseId, t.meetingId, t.arrivedMin] })],
);

/** A membership or a meeting that was changed, so that it is to be asked anew whose the absences are. */
export const eligibilityChange = pgTable(
  "eligibility_change",
  {
    id: bigserial("id", { mode: "number" }).primaryKey(),
    courseId: uuid("course_id").notNull(),
    /** null: everybody at the meeting */
    userId: uuid("user_id"),
    /** null: all meetings of the student */
    meetingId: uuid("meeting_id"),
  },
  (t) => [index("eligibility_change_course").on(t.courseId)],
);

/** A row of `attendance` that does not count: absent or excused where the student was not expected. */
export const attendanceAstray = pgTable(
  "attendance_astray",
  {
    courseId: uuid("course_id").notNull(),
    meetingId: uuid("meeting_id").notNull(),
    userId: uuid("user_id").notNull(),
    status: text("status", { enum: ["excused", "absent"] }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.courseId, t.meetingId, t.userId] })],
);

/** One row: the time zone by whose dates the absences were judged (server/queries/judged-zone.ts). */
export const judgedZone = pgTable("judged_zone", {
  one: boolean("one").primaryKey().default(true),
  timeZone: text("time_zone").notNull(),
});
