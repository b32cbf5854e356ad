import * as v from "valibot";
import { Instant, Sha256, Uuid } from "../ids.ts";
import { EvidenceGrade, OutcomeCode } from "../protocol/sync.ts";

/** A check-in as evidence: when, by which device (the start of its key's fingerprint), and how it came. */
export const EvidenceOfCheckIn = v.strictObject({
  h: Sha256,
  st: v.picklist(["accepted", "pending", "review", "rejected"]),
  code: v.nullable(OutcomeCode),
  grade: v.nullable(EvidenceGrade),
  capturedAt: Instant,
  receivedAt: Instant,
  carrier: v.nullable(v.string()),
  device: v.string(),
});
export type EvidenceOfCheckIn = v.InferOutput<typeof EvidenceOfCheckIn>;

/** One mark with its provenance. */
export const MarkProvenance = v.strictObject({
  id: Uuid,
  at: Instant,
  /** when the server heard of it, where it was done on a device earlier */
  receivedAt: v.nullable(Instant),
  source: v.picklist(["automatic", "manual"]),
  status: v.picklist(["present", "late", "excused", "absent"]),
  reason: v.nullable(v.string()),
  /** the teacher */
  by: v.nullable(v.string()),
  /** rule: at the close; check_in: by an accepted check-in; teacher: by hand; request: as the answer to one */
  because: v.picklist(["rule", "check_in", "teacher", "request"]),
  /** hash of the check-in that it rests on */
  checkIn: v.nullable(Sha256),
  requestId: v.nullable(Uuid),
  /** it came after the grades were locked and has no effect */
  frozen: v.boolean(),
  /** taken back by whoever said it */
  takenBackAt: v.nullable(Instant),
  /** whether the status rests on it now */
  counts: v.boolean(),
});
export type MarkProvenance = v.InferOutput<typeof MarkProvenance>;

/** GET /v1/meetings/:id/history/:userId (who may watch the list), GET /v1/me/meetings/:id/history: oldest first. */
export const MarkHistory = v.strictObject({
  meetingId: Uuid,
  userId: Uuid,
  marks: v.array(MarkProvenance),
  checkIns: v.array(EvidenceOfCheckIn),
});
export type MarkHistory = v.InferOutput<typeof MarkHistory>;
