/** The references that check-ins bring beside the anchors, why each came and went, and faces that resemble one another. */
import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, real, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { at, bytea, now } from "./columns.ts";
import { user } from "./accounts.ts";
import { entry } from "./check-ins.ts";
import { enrolment, photo } from "./faces.ts";

/**
 * A check-in's photo that serves, will serve or has served as a reference. It waits in quarantine, counts in the window
 * (at most twenty a student), and is retired; a retired photo has no templates and is destroyed at `destroyAt`.
 */
export const galleryPhoto = pgTable(
  "gallery_photo",
  {
    photoId: uuid("photo_id")
      .primaryKey()
      .references(() => photo.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** the check-in that brought it */
    entryHash: text("entry_hash")
      .notNull()
      .references(() => entry.hash, { onDelete: "cascade" }),
    did: uuid("did").notNull(),
    state: text("state", { enum: ["quarantine", "window", "retired"] }).notNull(),
    /** its weight in the window's mean, 0 … 1 */
    quality: real("quality").notNull(),
    /** when the check-in was received: the pace of admission is counted in it */
    receivedAt: at("received_at").notNull(),
    admittedAt: at("admitted_at").notNull(),
    /** the end of its quarantine */
    countsFrom: at("counts_from").notNull(),
    countedAt: at("counted_at"),
    retiredAt: at("retired_at"),
    reason: text("reason"),
    destroyAt: at("destroy_at"),
    /** written before the lake is asked to destroy it: from then on its bytes may be gone */
    destroyingAt: at("destroying_at"),
  },
  (t) => [
    index("gallery_photo_user").on(t.userId, t.state),
    index("gallery_photo_counts")
      .on(t.countsFrom)
      .where(sql`${t.state} = 'quarantine'`),
    index("gallery_photo_destroy")
      .on(t.destroyAt)
      .where(sql`${t.state} = 'retired'`),
  ],
);

/** What became of each photo as a reference, with the reason; append-only, seen by the student and the administrator. */
export const templateEvent = pgTable(
  "template_event",
  {
    id: uuid("id").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** no foreign key: the log outlives the photo */
    photoId: uuid("photo_id"),
    entryHash: text("entry_hash"),
    kind: text("kind", {
      enum: ["admitted", "refused", "counted", "retired", "destroyed", "scored_again", "anchors_replaced"],
    }).notNull(),
    reason: text("reason"),
    actorId: uuid("actor_id").references(() => user.id, { onDelete: "set null" }),
    /** the numbers behind it */
    detail: jsonb("detail").$type<Record<string, number>>(),
    at: at("at").notNull(),
  },
  (t) => [
    index("template_event_user").on(t.userId, t.at),
    // a check-in is judged once as a reference, however often the job runs
    uniqueIndex("template_event_once")
      .on(t.entryHash, t.kind)
      .where(sql`${t.kind} <> 'scored_again'`),
  ],
);

/**
 * What a student's latest check-ins looked like, so that a photo that comes again is asked about: some prints
 * (server/recognition/near-copy.ts) in one box of the vault, which goes with the student's key.
 */
export const facePrint = pgTable("face_print", {
  userId: uuid("user_id")
    .primaryKey()
    .references(() => user.id, { onDelete: "cascade" }),
  prints: bytea("prints").notNull(),
  /** one more with each change: whoever compared with older ones looks again */
  version: integer("version").notNull(),
  changedAt: now("changed_at"),
});

/** The search of all anchors for a face like the one that was enrolled: done once an enrolment and model. */
export const duplicateSearch = pgTable(
  "duplicate_search",
  {
    enrolmentId: uuid("enrolment_id")
      .notNull()
      .references(() => enrolment.id, { onDelete: "cascade" }),
    modelDigest: text("model_digest").notNull(),
    /** people whose anchors were compared */
    compared: integer("compared").notNull(),
    finishedAt: now("finished_at"),
  },
  (t) => [unique("duplicate_search_once").on(t.enrolmentId, t.modelDigest)],
);

/** Another person whose anchors resemble an enrolment: for the administrator to decide. */
export const duplicateHit = pgTable(
  "duplicate_hit",
  {
    id: uuid("id").primaryKey(),
    enrolmentId: uuid("enrolment_id")
      .notNull()
      .references(() => enrolment.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    otherId: uuid("other_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** cosine of the two means of anchors */
    score: real("score").notNull(),
    modelDigest: text("model_digest").notNull(),
    decision: text("decision", { enum: ["same_person", "different_people"] }),
    note: text("note"),
    decidedBy: uuid("decided_by").references(() => user.id, { onDelete: "set null" }),
    decidedAt: at("decided_at"),
    createdAt: now("created_at"),
  },
  (t) => [
    unique("duplicate_hit_once").on(t.enrolmentId, t.otherId, t.modelDigest),
    index("duplicate_hit_open")
      .on(t.createdAt)
      .where(sql`${t.decision} is null`),
  ],
);
