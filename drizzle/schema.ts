import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CoursePolicy } from "../shared/api/course.ts";
import type { PublicJwk } from "../shared/protocol/sync.ts";

/** A teacher's word as an attendance keeps it. */
export interface StandingWord {
  readonly id: string;
  readonly status: "present" | "late" | "excused" | "absent";
  readonly reason: string | null;
  /** ISO 8601 */
  readonly at: string;
  readonly actorId: string | null;
}

const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const at = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
const now = (name: string) => at(name).notNull().defaultNow();
const epochMs = (name: string) => bigint(name, { mode: "number" });

// — accounts (the first four are better-auth's, in its field names) —————————————————————————————

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

// — consent, enrolment, templates ———————————————————————————————————————————————————————————————

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
    /** float32-LE, L2-normalised */
    embedding: bytea("embedding").notNull(),
    createdAt: now("created_at"),
  },
  (t) => [
    index("template_user").on(t.userId, t.aligner),
    unique("template_once").on(t.photoId, t.aligner, t.modelDigest),
  ],
);

// — courses and meetings ————————————————————————————————————————————————————————————————————————

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

// — devices and the check-in chain (FA1) ————————————————————————————————————————————————————————

export const deviceChallenge = pgTable("device_challenge", {
  did: uuid("did").primaryKey(),
  userId: uuid("user_id")
    .notNull()
    .references(() => user.id, { onDelete: "cascade" }),
  inst: uuid("inst").notNull(),
  nonce: text("nonce").notNull(),
  expiresAt: at("expires_at").notNull(),
  usedAt: at("used_at"),
});

export const device = pgTable(
  "device",
  {
    did: uuid("did").primaryKey(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    kid: text("kid").notNull().unique(),
    jwk: jsonb("jwk").$type<PublicJwk>().notNull(),
    inst: uuid("inst").notNull(),
    status: text("status", { enum: ["active", "revoked", "frozen"] })
      .notNull()
      .default("active"),
    /** seq 0 and the genesis hash before the first entry */
    headSeq: integer("head_seq").notNull().default(0),
    headHash: text("head_hash").notNull(),
    genesis: text("genesis").notNull(),
    probationUntil: at("probation_until"),
    createdAt: now("created_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [
    uniqueIndex("device_one_active")
      .on(t.userId)
      .where(sql`${t.status} = 'active'`),
    index("device_inst").on(t.inst),
  ],
);

/** Hashes of the time tokens given to a device: an entry that names one was sealed after its `ms` (PROTOCOL, Time: L). */
export const timeToken = pgTable(
  "time_token",
  {
    hash: text("hash").primaryKey(),
    did: uuid("did")
      .notNull()
      .references(() => device.did, { onDelete: "cascade" }),
    ms: epochMs("ms").notNull(),
  },
  (t) => [index("time_token_device").on(t.did, t.ms)],
);

export const entry = pgTable(
  "entry",
  {
    /** SHA-256 of the whole JWS: the content key of everything */
    hash: text("hash").primaryKey(),
    did: uuid("did")
      .notNull()
      .references(() => device.did, { onDelete: "cascade" }),
    seq: integer("seq").notNull(),
    prev: text("prev").notNull(),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    /** no foreign key: a meeting opened offline may come later */
    meetingId: uuid("meeting_id").notNull(),
    /** the exact ASCII that was signed */
    jws: text("jws").notNull(),
    capturedMs: epochMs("captured_ms").notNull(),
    /** "not before" in ms (PROTOCOL, Time: L), from time tokens of this entry and its ancestors */
    lowerMs: epochMs("lower_ms"),
    /** server time at which this entry or a descendant first arrived (U) */
    receivedAt: now("received_at"),
    photoHash: text("photo_hash").notNull(),
    embeddingHash: text("embedding_hash").notNull(),
    state: text("state", { enum: ["pending", "accepted", "review", "rejected"] }).notNull(),
    code: text("code"),
    grade: text("grade", { enum: ["E1", "E2", "E3"] }),
    /** the doubts of claim time (chain, code, clocks) that the final decision must weigh */
    flags: jsonb("flags").$type<string[]>().notNull().default([]),
    score: real("score"),
    decidedAt: at("decided_at"),
    /** who carried the claim here when the phone itself did not */
    carrierId: uuid("carrier_id").references(() => user.id),
    /** grows with each change; the phone polls "since" it */
    version: bigserial("version", { mode: "number" }).notNull(),
  },
  (t) => [
    unique("entry_seq_once").on(t.did, t.seq),
    index("entry_user").on(t.userId, t.receivedAt),
    index("entry_meeting").on(t.meetingId),
    index("entry_did_version").on(t.did, t.version),
    index("entry_photo").on(t.photoHash),
  ],
);

/** Bytes that an entry announced, as they came; `lakeName` says where they lie. */
export const blob = pgTable(
  "blob",
  {
    hash: text("hash").notNull(),
    did: uuid("did")
      .notNull()
      .references(() => device.did, { onDelete: "cascade" }),
    bytes: integer("bytes").notNull(),
    lakeName: text("lake_name").notNull(),
    receivedAt: now("received_at"),
  },
  (t) => [primaryKey({ columns: [t.hash, t.did] })],
);

/** What the server found in a check-in's photo; append-only, one row a verification. */
export const verificationResult = pgTable(
  "verification_result",
  {
    id: uuid("id").primaryKey(),
    entryHash: text("entry_hash")
      .notNull()
      .references(() => entry.hash, { onDelete: "cascade" }),
    photoId: uuid("photo_id").references(() => photo.id, { onDelete: "set null" }),
    modelId: text("model_id").notNull(),
    modelDigest: text("model_digest").notNull(),
    faces: integer("faces"),
    /** largest distance between claimed and own landmarks, in inter-eye distances */
    landmarkError: real("landmark_error"),
    /** cosine of the claimed and the recomputed embedding */
    agreement: real("agreement"),
    /** cosine of the recomputed embedding and the reference, same aligner */
    score: real("score"),
    state: text("state", { enum: ["pending", "accepted", "review", "rejected"] }).notNull(),
    code: text("code"),
    /** milliseconds of each step */
    ms: jsonb("ms").$type<Record<string, number>>(),
    at: now("at"),
  },
  (t) => [index("verification_entry").on(t.entryHash)],
);

/** What teachers did on their devices, each once, as it was sent; append-only. */
export const teacherAction = pgTable(
  "teacher_action",
  {
    id: uuid("id").primaryKey(),
    actorId: uuid("actor_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    meetingId: uuid("meeting_id").notNull(),
    kind: text("kind", { enum: ["create", "open", "close", "mark"] }).notNull(),
    /** the action as declared in shared/api/actions.ts */
    payload: jsonb("payload").notNull(),
    /** when it counts as done: what the device claimed, within bounds */
    at: at("at").notNull(),
    receivedAt: now("received_at"),
  },
  (t) => [index("teacher_action_meeting").on(t.meetingId, t.at)],
);

// — marks and attendance ————————————————————————————————————————————————————————————————————————

/** One append-only event that bears on an attendance. */
export const mark = pgTable(
  "mark",
  {
    id: uuid("id").primaryKey(),
    meetingId: uuid("meeting_id")
      .notNull()
      .references(() => meeting.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    source: text("source", { enum: ["automatic", "manual"] }).notNull(),
    status: text("status", { enum: ["present", "late", "excused", "absent"] }).notNull(),
    reason: text("reason"),
    entryHash: text("entry_hash").references(() => entry.hash),
    actorId: uuid("actor_id").references(() => user.id),
    /** of a teacher's mark: ids of the marks that it answers; null in early records: all before it */
    base: uuid("base").array(),
    /** of a teacher's mark: until when the list was known that the teacher looked at; null: `at` */
    seenAt: at("seen_at"),
    at: now("at"),
  },
  (t) => [
    index("mark_meeting").on(t.meetingId, t.userId, t.at),
    // an accepted check-in marks once, however often it is verified
    uniqueIndex("mark_entry_once")
      .on(t.entryHash)
      .where(sql`${t.source} = 'automatic'`),
  ],
);

/** The fold of the marks of one student at one meeting, kept beside them for reading. */
export const attendance = pgTable(
  "attendance",
  {
    meetingId: uuid("meeting_id")
      .notNull()
      .references(() => meeting.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    status: text("status", { enum: ["present", "late", "excused", "absent"] }).notNull(),
    source: text("source", { enum: ["automatic", "manual"] }).notNull(),
    reason: text("reason"),
    entryHash: text("entry_hash").references(() => entry.hash),
    /** the teacher's words that nobody has answered (shared/words.ts) */
    words: jsonb("words").$type<StandingWord[]>().notNull().default([]),
    updatedAt: now("updated_at"),
  },
  (t) => [primaryKey({ columns: [t.meetingId, t.userId] }), index("attendance_user").on(t.userId)],
);

/** Who looked at or changed what: photos viewed, roles given, enrolments decided. */
export const audit = pgTable(
  "audit",
  {
    id: uuid("id").primaryKey(),
    actorId: uuid("actor_id").references(() => user.id),
    action: text("action").notNull(),
    subjectId: uuid("subject_id"),
    detail: jsonb("detail"),
    at: now("at"),
  },
  (t) => [index("audit_subject").on(t.subjectId, t.at)],
);
