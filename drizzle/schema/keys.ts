/**
 * Keys of students, wrapped. In a PostgreSQL schema of their own, so that a dump of the database leaves them out
 * (`pg_dump --exclude-schema=keys`) and they have a backup of their own, which is short-lived.
 */
import { sql } from "drizzle-orm";
import { index, pgSchema, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { user } from "./accounts.ts";
import { at, bytea, now } from "./columns.ts";

export const keys = pgSchema("keys");

/**
 * A student's key pair for one purpose. When it is erased the row stays, empty, so that a backup of the keys cannot bring it
 * back.
 */
export const studentKey = keys.table(
  "student_key",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** the face goes with the consent to it; papers (documents of requests) stay */
    purpose: text("purpose", { enum: ["face", "papers"] })
      .notNull()
      .default("face"),
    /** X25519, raw: whoever has it can seal */
    publicKey: bytea("public_key"),
    /** its private half under the key-encryption key: whoever can unwrap it can open */
    wrapped: bytea("wrapped"),
    /** version of the key-encryption key that wraps it */
    kek: text("kek"),
    createdAt: now("created_at"),
    erasedAt: at("erased_at"),
  },
  (t) => [
    uniqueIndex("student_key_one")
      .on(t.userId, t.purpose)
      .where(sql`${t.erasedAt} is null`),
    index("student_key_kek").on(t.kek),
  ],
);

/** Secrets of the installation that are under the key-encryption key too: what names the lake's objects. */
export const wrappedSecret = keys.table("wrapped_secret", {
  name: text("name").primaryKey(),
  wrapped: bytea("wrapped").notNull(),
  kek: text("kek").notNull(),
  createdAt: now("created_at"),
});
