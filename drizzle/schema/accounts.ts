/** Accounts; the first four tables are better-auth's, in its field names. */
import { boolean, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, at, now } from "./columns.ts";

export const user = pgTable("user", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  email: text("email").notNull().unique(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: text("image"),
  role: text("role", { enum: ["student", "teacher", "administrator"] })
    .notNull()
    .default("student"),
  language: text("language", { enum: ["en", "es"] })
    .notNull()
    .default("en"),
  studentNumber: text("student_number"),
  /**
   * since when a row that a file put on a roster is somebody's account, until a teacher has said that it is theirs: whoever
   * knows a classmate's address could have taken it
   */
  claimedAt: at("claimed_at"),
  createdAt: now("created_at"),
  updatedAt: now("updated_at"),
});

export const session = pgTable(
  "session",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    token: text("token").notNull().unique(),
    expiresAt: at("expires_at").notNull(),
    ipAddress: text("ip_address"),
    userAgent: text("user_agent"),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (t) => [index("session_user").on(t.userId)],
);

export const account = pgTable(
  "account",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accountId: text("account_id").notNull(),
    providerId: text("provider_id").notNull(),
    accessToken: text("access_token"),
    refreshToken: text("refresh_token"),
    idToken: text("id_token"),
    accessTokenExpiresAt: at("access_token_expires_at"),
    refreshTokenExpiresAt: at("refresh_token_expires_at"),
    scope: text("scope"),
    password: text("password"),
    createdAt: now("created_at"),
    updatedAt: now("updated_at"),
  },
  (t) => [index("account_user").on(t.userId)],
);

export const verification = pgTable("verification", {
  id: uuid("id").primaryKey(),
  identifier: text("identifier").notNull(),
  value: text("value").notNull(),
  expiresAt: at("expires_at").notNull(),
  createdAt: now("created_at"),
  updatedAt: now("updated_at"),
});

/** One-time links and codes; only the SHA-256 of the secret is kept. */
export const oneTimeSecret = pgTable("one_time_secret", {
  id: uuid("id").primaryKey(),
  purpose: text("purpose", { enum: ["setup", "invitation", "password_reset"] }).notNull(),
  secretHash: text("secret_hash").notNull().unique(),
  email: text("email"),
  role: text("role", { enum: ["student", "teacher", "administrator"] }),
  userId: uuid("user_id").references(() => user.id, { onDelete: "cascade" }),
  createdBy: uuid("created_by").references(() => user.id),
  createdAt: now("created_at"),
  expiresAt: at("expires_at"),
  usedAt: at("used_at"),
});

/** Server secrets that this installation made for itself (signing keys), where none is configured. */
export const serverSecret = pgTable("server_secret", {
  name: text("name").primaryKey(),
  value: bytea("value").notNull(),
  createdAt: now("created_at"),
});

/** Counters of rate-limiter-flexible (its field names); they hold across replicas. */
export const rateLimit = pgTable("rate_limit", {
  key: text("key").primaryKey(),
  points: integer("points").notNull().default(0),
  expire: at("expire"),
});
