/** What is destroyed, when and why; what looks after it; and the end of all biometric processing. */
import { index, integer, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import type { StopCounts } from "../../shared/api/stop.ts";
import { at, now } from "./columns.ts";
import { user } from "./accounts.ts";

/**
 * What was destroyed: one row for what went together. Append-only, which a trigger keeps. It names objects of the lake, whose
 * names say nothing to whoever lacks the name secret, and people by their id alone; no foreign keys, for it outlives both.
 */
export const deletionLog = pgTable(
  "deletion_log",
  {
    id: uuid("id").primaryKey(),
    at: now("at"),
    /** as declared in shared/api/retention.ts */
    class: text("class").notNull(),
    /** a rule's time had come, or a person wished it */
    by: text("by", { enum: ["rule", "person"] }).notNull(),
    /** as declared in shared/api/retention.ts */
    reason: text("reason").notNull(),
    actorId: uuid("actor_id"),
    /** whose it was; null: of several people, or nobody's */
    subjectId: uuid("subject_id"),
    count: integer("count").notNull(),
    /** names of objects in the lake; rows that never had an object are only counted */
    names: text("names").array().notNull().default([]),
  },
  (t) => [index("deletion_log_at").on(t.at, t.id), index("deletion_log_subject").on(t.subjectId, t.at)],
);

/**
 * Objects whose row is gone, whatever deleted it: triggers on photo, blob and request_attachment write them here, so that a
 * deleted account, course or request leaves nothing in the lake. What is deleted from the lake leaves this table.
 */
export const goneObject = pgTable("gone_object", {
  name: text("name").primaryKey(),
  subjectId: uuid("subject_id"),
  at: now("at"),
});

/** The last times that a scheduled look was had, and what it found. */
export const upkeepRun = pgTable(
  "upkeep_run",
  {
    id: uuid("id").primaryKey(),
    kind: text("kind", { enum: ["retention", "reconcile", "lake_rules"] }).notNull(),
    at: now("at"),
    /** as declared in shared/api/retention.ts */
    detail: jsonb("detail").notNull(),
  },
  (t) => [index("upkeep_run_kind").on(t.kind, t.at)],
);

/** Backups of the keys that `npm run keys -- backup` wrote: they are deleted when they are too old to be put back. */
export const keyBackup = pgTable("key_backup", {
  id: uuid("id").primaryKey(),
  /** absolute, on that machine */
  path: text("path").notNull(),
  host: text("host").notNull(),
  madeAt: now("made_at"),
  deletedAt: at("deleted_at"),
});

/** "Stop and destroy": from the second administrator's word on nothing biometric is processed, until it is lifted. */
export const institutionStop = pgTable("institution_stop", {
  id: uuid("id").primaryKey(),
  /** proposed: waits for another administrator; destroying: in force, under way; done: in force, with a certificate */
  state: text("state", { enum: ["proposed", "cancelled", "destroying", "done"] }).notNull(),
  reason: text("reason").notNull(),
  requestedBy: uuid("requested_by")
    .notNull()
    .references(() => user.id),
  requestedAt: now("requested_at"),
  confirmedBy: uuid("confirmed_by").references(() => user.id),
  /** when it came into force */
  confirmedAt: at("confirmed_at"),
  cancelledAt: at("cancelled_at"),
  done: integer("done").notNull().default(0),
  total: integer("total").notNull().default(0),
  counts: jsonb("counts").$type<StopCounts>().notNull().default({}),
  finishedAt: at("finished_at"),
  /** JWS by the server's receipt key; its payload is shared/api/stop.ts: StopCertificate */
  certificate: text("certificate"),
  liftedBy: uuid("lifted_by").references(() => user.id),
  liftedAt: at("lifted_at"),
});

/**
 * A stop that this database knows nothing of, by the mark that it left outside (server/jobs/stop/mark.ts): the database was restored
 * from before it. Nothing biometric is processed until another stop is done, which settles it.
 */
export const unknownStop = pgTable("unknown_stop", {
  /** the stop's; of a mark that this server did not sign, the mark's digest */
  id: text("id").primaryKey(),
  foundAt: now("found_at"),
  settledAt: at("settled_at"),
});
