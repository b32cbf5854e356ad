/** Consent, enrolment, templates. */
import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bytea, at, now } from "./columns.ts";
import { user } from "./accounts.ts";

export const consent = pgTable(
  "consent",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    version: text("version").notNull(),
    language: text("language", { enum: ["en", "es"] }).notNull(),
    textHash: text("text_hash").notNull(),
    givenAt: now("given_at"),
    withdrawnAt: at("withdrawn_at"),
  },
  (t) => [index("consent_user").on(t.userId)],
);

export const enrolment = pgTable(
  "enrolment",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    status: text("status", {
      enum: ["uploading", "checking", "awaiting", "confirmed", "rejected"],
    }).notNull(),
    code: text("code"),
    pose: text("pose"),
    reason: text("reason"),
    createdAt: now("created_at"),
    decidedBy: uuid("decided_by").references(() => user.id),
    decidedAt: at("decided_at"),
    /** of one that takes another's place: who agreed first */
    agreedBy: uuid("agreed_by").references(() => user.id, { onDelete: "set null" }),
    agreedAt: at("agreed_at"),
    /** whether its anchors show the face of the enrolment that was confirmed when it was checked; null: nothing to compare */
    alike: boolean("alike"),
  },
  (t) => [
    index("enrolment_user").on(t.userId, t.createdAt),
    // one enrolment under way and one confirmed at a time
    uniqueIndex("enrolment_one_open")
      .on(t.userId)
      .where(sql`${t.status} in ('uploading','checking','awaiting')`),
    uniqueIndex("enrolment_one_confirmed")
      .on(t.userId)
      .where(sql`${t.status} = 'confirmed'`),
    index("enrolment_awaiting")
      .on(t.createdAt)
      .where(sql`${t.status} = 'awaiting'`),
  ],
);

/** A photo in the lake. `lakeName` is the object's name there. */
export const photo = pgTable(
  "photo",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["enrolment", "checkin"] }).notNull(),
    sha256: text("sha256").notNull(),
    contentType: text("content_type").notNull(),
    bytes: integer("bytes").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    lakeName: text("lake_name").notNull().unique(),
    createdAt: now("created_at"),
  },
  (t) => [index("photo_user").on(t.userId, t.createdAt), index("photo_hash").on(t.sha256)],
);

export const enrolmentPhoto = pgTable(
  "enrolment_photo",
  {
    enrolmentId: uuid("enrolment_id")
      .notNull()
      .references(() => enrolment.id, { onDelete: "cascade" }),
    pose: text("pose", { enum: ["front", "left", "right", "up", "down"] }).notNull(),
    /** what the phone said of it, as declared in shared/api/enrolment.ts */
    claim: jsonb("claim").notNull(),
    photoId: uuid("photo_id").references(() => photo.id, { onDelete: "set null" }),
    /** where its photo will lie in the lake; null in rows older than sealed photos, where the claim tells it */
    lakeName: text("lake_name"),
  },
  (t) => [primaryKey({ columns: [t.enrolmentId, t.pose] })],
);

/** An embedding of a reference photo. Enrol and verify with the same aligner: each photo has one of each. */
export const template = pgTable(
  "template",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    photoId: uuid("photo_id")
      .notNull()
      .references(() => photo.id, { onDelete: "cascade" }),
    kind: text("kind", { enum: ["anchor", "window"] }).notNull(),
    aligner: text("aligner", { enum: ["device", "server"] }).notNull(),
    modelId: text("model_id").notNull(),
    modelDigest: text("model_digest").notNull(),
    /** float32-LE, L2-normalised; sealed for the student (server/vault) where `sealed` says so */
    embedding: bytea("embedding").notNull(),
    /** false in rows older than the vault, until they are sealed in the background */
    sealed: boolean("sealed").notNull().default(false),
    createdAt: now("created_at"),
  },
  (t) => [
    index("template_user").on(t.userId, t.aligner),
    unique("template_once").on(t.photoId, t.aligner, t.modelDigest),
  ],
);
