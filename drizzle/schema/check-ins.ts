/** Devices and the check-in chain (FA1). */
import { sql } from "drizzle-orm";
import {
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { PublicJwk } from "../../shared/protocol/sync.ts";
import { at, bytea, now, epochMs } from "./columns.ts";
import { user } from "./accounts.ts";
import { photo } from "./faces.ts";

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
    /** null, both: a check-in without a face */
    photoHash: text("photo_hash"),
    embeddingHash: text("embedding_hash"),
    /** what the room code that it shows is worth; null: it shows none. Checked once: neither code nor secret changes */
    roomCode: text("room_code", { enum: ["qr", "typed", "wrong"] }),
    /** from when the right code was shown, where the entry does not name that slot itself: a typed one says none for sure */
    codeShownMs: epochMs("code_shown_ms"),
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
    // the few that may keep a meeting unsettled
    index("entry_unaccepted")
      .on(t.meetingId, t.userId)
      .where(sql`${t.state} <> 'accepted'`),
  ],
);

/** Bytes that an entry announced: a photo in the lake, or an embedding, sealed, in the row itself. */
export const blob = pgTable(
  "blob",
  {
    hash: text("hash").notNull(),
    did: uuid("did")
      .notNull()
      .references(() => device.did, { onDelete: "cascade" }),
    bytes: integer("bytes").notNull(),
    /** null: the bytes are in `sealed` */
    lakeName: text("lake_name"),
    sealed: bytea("sealed"),
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
    /** cosine of the recomputed embedding and the reference, same aligner; fused where the window weighs */
    score: real("score"),
    /** its two parts where the window had a say, else null (domain/template-policy) */
    anchorScore: real("anchor_score"),
    windowScore: real("window_score"),
    state: text("state", { enum: ["pending", "accepted", "review", "rejected"] }).notNull(),
    code: text("code"),
    /** the earlier check-in of which it is a near copy, and how near (server/recognition/near-copy.ts) */
    copyOf: text("copy_of"),
    copyLikeness: real("copy_likeness"),
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
    kind: text("kind", { enum: ["create", "open", "close", "mark", "undo", "count"] }).notNull(),
    /** the action as declared in shared/api/actions.ts */
    payload: jsonb("payload").notNull(),
    /** when it counts as done: what the device claimed, within bounds */
    at: at("at").notNull(),
    receivedAt: now("received_at"),
  },
  (t) => [index("teacher_action_meeting").on(t.meetingId, t.at)],
);
