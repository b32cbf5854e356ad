/** Reports that are made in the background or on a schedule, and wait in the app for a while. */
import { boolean, date, index, integer, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, bytea, now } from "./columns.ts";
import { user } from "./accounts.ts";
import { course, courseGroup } from "./courses.ts";

/** A course's report of each week or month, for one reader. */
export const reportSchedule = pgTable(
  "report_schedule",
  {
    id: uuid("id").primaryKey(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** neither: the whole course */
    groupId: uuid("group_id").references(() => courseGroup.id, { onDelete: "cascade" }),
    studentId: uuid("student_id").references(() => user.id, { onDelete: "cascade" }),
    every: text("every", { enum: ["week", "month"] }).notNull(),
    format: text("format", { enum: ["pdf", "xlsx", "csv", "csv_detail"] }).notNull(),
    /** the university's date on whose morning the next one is made: of the week or month that ended the day before */
    nextOn: date("next_on").notNull(),
    createdAt: now("created_at"),
  },
  (t) => [index("report_schedule_user").on(t.userId), index("report_schedule_next").on(t.nextOn)],
);

export const madeReport = pgTable(
  "made_report",
  {
    id: uuid("id").primaryKey(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    /** its reader: nobody else gets it */
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** no foreign key: it keeps a schedule that has ended from making one twice */
    scheduleId: uuid("schedule_id"),
    groupId: uuid("group_id").references(() => courseGroup.id, { onDelete: "cascade" }),
    studentId: uuid("student_id").references(() => user.id, { onDelete: "cascade" }),
    from: date("from_date").notNull(),
    until: date("until_date").notNull(),
    format: text("format", { enum: ["pdf", "xlsx", "csv", "csv_detail"] }).notNull(),
    language: text("language", { enum: ["en", "es"] }).notNull(),
    state: text("state", { enum: ["waiting", "making", "ready", "failed", "cancelled"] })
      .notNull()
      .default("waiting"),
    /** students written of all */
    done: integer("done").notNull().default(0),
    total: integer("total").notNull().default(0),
    fileName: text("file_name"),
    bytes: integer("bytes"),
    mail: text("mail", { enum: ["waiting", "sent", "failed"] }),
    read: boolean("read").notNull().default(false),
    createdAt: now("created_at"),
    readyAt: at("ready_at"),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [
    index("made_report_user").on(t.userId, t.createdAt),
    index("made_report_expires").on(t.expiresAt),
    // once, however many replicas look at the clock
    unique("made_report_once").on(t.scheduleId, t.from),
  ],
);

/** The file of a made report, in pieces, so that neither writing nor reading holds it whole. */
export const reportPart = pgTable(
  "report_part",
  {
    reportId: uuid("report_id")
      .notNull()
      .references(() => madeReport.id, { onDelete: "cascade" }),
    n: integer("n").notNull(),
    bytes: bytea("bytes").notNull(),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.n] })],
);
