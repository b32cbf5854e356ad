import * as v from "valibot";
import { EpochMs, Instant, Sha256, Uuid } from "../ids.ts";
import { AUDIENCE, EntryJws, PROTOCOL_VERSION } from "./entry.ts";
import { OUTCOME_CODES } from "./outcome-codes.ts";

/** At most this many entries and bytes in one POST /v1/sync. */
export const MAX_BATCH_ENTRIES = 50;
export const MAX_BATCH_BYTES = 256 * 1024;

const Nonce = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/));
const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Where a device's chain stands: seq 0 and the genesis hash before the first entry. */
export const ChainHead = v.strictObject({ seq: Seq, h: Sha256 });
export type ChainHead = v.InferOutput<typeof ChainHead>;

/** Payload of the request signature (typ fa-request+jws) that stands in `authorization: FA1 <jws>`. */
export const RequestProof = v.strictObject({
  htm: v.picklist(["GET", "POST", "PUT"]),
  /** path and query, no origin */
  htu: v.pipe(v.string(), v.maxLength(512)),
  n: Nonce,
  /** SHA-256 of the body's bytes; of no bytes when there is no body */
  bh: Sha256,
  did: Uuid,
  /** client's Date.now(); a diagnostic only, clocks may be wrong */
  iat: EpochMs,
});
export type RequestProof = v.InferOutput<typeof RequestProof>;

/** POST /v1/sync */
export const SyncRequest = v.strictObject({
  v: v.literal(PROTOCOL_VERSION),
  did: Uuid,
  n: Nonce,
  entries: v.pipe(v.array(EntryJws), v.maxLength(MAX_BATCH_ENTRIES)),
  /** places in the chain whose entries this phone has lost for good: the server waits for them no longer */
  lost: v.optional(v.pipe(v.array(Seq), v.maxLength(MAX_BATCH_ENTRIES))),
});
export type SyncRequest = v.InferOutput<typeof SyncRequest>;

export { OUTCOME_CODES };
export const OutcomeCode = v.picklist(OUTCOME_CODES);
export type OutcomeCode = v.InferOutput<typeof OutcomeCode>;

export const EntryState = v.picklist(["accepted", "duplicate", "pending", "review", "rejected", "retry"]);
export type EntryState = v.InferOutput<typeof EntryState>;

export const EvidenceGrade = v.picklist(["E1", "E2", "E3"]);
export type EvidenceGrade = v.InferOutput<typeof EvidenceGrade>;

/** The server's word on one entry. */
export const EntryResult = v.strictObject({
  h: Sha256,
  /** null when the entry could not be read */
  seq: v.nullable(Seq),
  st: EntryState,
  /** with st "duplicate": the stored state that is repeated */
  was: v.optional(v.picklist(["accepted", "pending", "review", "rejected"])),
  code: v.optional(OutcomeCode),
  /** the attendance it led to, once there is one */
  att: v.optional(v.picklist(["present", "late", "excused", "absent"])),
  grade: v.optional(EvidenceGrade),
  /** hashes of the blobs that the server still wants, as "blob:<sha256>" */
  need: v.array(v.pipe(v.string(), v.regex(/^blob:[A-Za-z0-9_-]{43}$/))),
  /** retry after, ms */
  ra: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  /** a teacher's word on it, shown to the student */
  note: v.optional(v.string()),
});
export type EntryResult = v.InferOutput<typeof EntryResult>;

/** Answer of POST /v1/sync. `time` and `rcpt` are server JWS. */
export const SyncReply = v.strictObject({
  v: v.literal(PROTOCOL_VERSION),
  time: v.string(),
  head: ChainHead,
  results: v.array(EntryResult),
  rcpt: v.nullable(v.string()),
});
export type SyncReply = v.InferOutput<typeof SyncReply>;

/** Payload of the time token (typ fa-time+jws). */
export const TimeToken = v.strictObject({
  k: v.literal("time"),
  aud: v.literal(AUDIENCE),
  did: Uuid,
  ms: EpochMs,
  n: Nonce,
  head: ChainHead,
});
export type TimeToken = v.InferOutput<typeof TimeToken>;

/** Payload of the receipt (typ fa-receipt+jws): the server has these entries, committed. */
export const Receipt = v.strictObject({
  k: v.literal("receipt"),
  aud: v.literal(AUDIENCE),
  did: Uuid,
  ms: EpochMs,
  entries: v.array(v.strictObject({ h: Sha256, seq: Seq, st: EntryState })),
});
export type Receipt = v.InferOutput<typeof Receipt>;

/** GET /v1/entries/status?since=<version>; versions grow with every change of an entry of this device. */
export const StatusReply = v.strictObject({
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  results: v.array(EntryResult),
});
export type StatusReply = v.InferOutput<typeof StatusReply>;

/** POST /v1/devices/challenge (session cookie, sign-in at most 10 min old). */
export const DeviceChallengeRequest = v.strictObject({ inst: Uuid });
export const DeviceChallenge = v.strictObject({ did: Uuid, nonce: Nonce, expires: Instant });
export type DeviceChallenge = v.InferOutput<typeof DeviceChallenge>;

/** Payload of the proof of possession (typ fa-pop+jws). `jkt`: RFC 7638 thumbprint; `inst`: installation id. */
export const PossessionProof = v.strictObject({
  v: v.literal(PROTOCOL_VERSION),
  aud: v.literal(AUDIENCE),
  did: Uuid,
  uid: Uuid,
  nonce: Nonce,
  jkt: Sha256,
  inst: Uuid,
});
export type PossessionProof = v.InferOutput<typeof PossessionProof>;

const Coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
export const PublicJwk = v.strictObject({
  kty: v.literal("EC"),
  crv: v.literal("P-256"),
  x: Coordinate,
  y: Coordinate,
});
export type PublicJwk = v.InferOutput<typeof PublicJwk>;

/** POST /v1/devices */
export const DeviceRegistration = v.strictObject({ jwk: PublicJwk, pop: EntryJws });
export const DeviceRegistered = v.strictObject({
  did: Uuid,
  kid: Sha256,
  /** SHA-256("FA1-GENESIS\0" ‖ did16 ‖ nonce32) and seq 0 */
  head: ChainHead,
  /** the server's public key for receipts and time tokens */
  serverJwk: PublicJwk,
  /** evidence is graded lower until then after a replacement; null for a first device */
  probationUntil: v.nullable(Instant),
});
export type DeviceRegistered = v.InferOutput<typeof DeviceRegistered>;
