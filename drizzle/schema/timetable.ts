/** What courses are planned in: terms and rooms; and the calendars that people subscribe to. Dates are the university's. */
import { date, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { at, now } from "./columns.ts";
import { user } from "./accounts.ts";

export const term = pgTable("term", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull().unique(),
  /** both inclusive */
  startsOn: date("starts_on").notNull(),
  endsOn: date("ends_on").notNull(),
  createdAt: now("created_at"),
});

export const room = pgTable("room", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull().unique(),
  seats: integer("seats"),
  createdAt: now("created_at"),
});

/** Someone's calendar subscription: the address holds a secret of which only the SHA-256 is kept. */
export const calendarFeed = pgTable(
  "calendar_feed",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    secretHash: text("secret_hash").notNull().unique(),
    createdAt: now("created_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [index("calendar_feed_user").on(t.userId)],
);
