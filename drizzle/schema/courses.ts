/** Courses and meetings. */
import { boolean, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { CoursePolicy } from "../../shared/api/course.ts";
import { at, now } from "./columns.ts";
import { user } from "./accounts.ts";

export const course = pgTable("course", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  code: text("code"),
  joinCode: text("join_code").notNull().unique(),
  policy: jsonb("policy").$type<CoursePolicy>().notNull(),
  createdBy: uuid("created_by")
    .notNull()
    .references(() => user.id),
  createdAt: now("created_at"),
});

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
  },
  (t) => [primaryKey({ columns: [t.courseId, t.userId] }), index("course_member_user").on(t.userId)],
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
    createdAt: now("created_at"),
  },
  (t) => [index("meeting_course").on(t.courseId, t.startsAt)],
);
