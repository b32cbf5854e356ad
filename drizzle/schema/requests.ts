/** What students ask about their attendance: to be excused, or to have a mark looked at again; and what became of it. */
import { sql } from "drizzle-orm";
import { date, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { user } from "./accounts.ts";
import { at, now } from "./columns.ts";
import { course, meeting } from "./courses.ts";

export const request = pgTable(
  "request",
  {
    id: uuid("id").primaryKey(),
    /** excuse: to be excused; contest: to have the status of one meeting looked at again */
    kind: text("kind", { enum: ["excuse", "contest"] }).notNull(),
    courseId: uuid("course_id")
      .notNull()
      .references(() => course.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** null: an excuse for a span of dates */
    meetingId: uuid("meeting_id").references(() => meeting.id, { onDelete: "cascade" }),
    /** the university's dates, both inclusive; null where it is about one meeting */
    fromDate: date("from_date"),
    untilDate: date("until_date"),
    reason: text("reason").notNull(),
    /** of a contest: what the student says it should be */
    wanted: text("wanted", { enum: ["present", "late", "excused"] }),
    /** granted: of a contest, the mark was changed; refused: it stands */
    state: text("state", { enum: ["open", "granted", "refused", "withdrawn"] })
      .notNull()
      .default("open"),
    answer: text("answer"),
    /** of a granted contest: what the teacher gave */
    given: text("given", { enum: ["present", "late", "excused"] }),
    decidedBy: uuid("decided_by").references(() => user.id),
    decidedAt: at("decided_at"),
    /** when the student saw the answer */
    seenAt: at("seen_at"),
    createdAt: now("created_at"),
  },
  (t) => [
    index("request_course").on(t.courseId, t.state, t.createdAt),
    index("request_user").on(t.userId, t.createdAt),
    index("request_meeting").on(t.meetingId),
    uniqueIndex("request_one_open")
      .on(t.userId, t.meetingId, t.kind)
      .where(sql`${t.state} = 'open' and ${t.meetingId} is not null`),
  ],
);

/** A document that a student gave with a request; its bytes are in the lake. */
export const requestAttachment = pgTable("request_attachment", {
  requestId: uuid("request_id")
    .primaryKey()
    .references(() => request.id, { onDelete: "cascade" }),
  /** as the student's device called it; shown, never used as a file's name */
  name: text("name").notNull(),
  /** found in the bytes, not announced */
  contentType: text("content_type").notNull(),
  bytes: integer("bytes").notNull(),
  sha256: text("sha256").notNull(),
  lakeName: text("lake_name").notNull(),
  createdAt: now("created_at"),
});
