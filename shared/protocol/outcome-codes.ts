/** Why an entry stands where it stands; the sentences are in client/i18n/outcomes.ts. */

/** committed, and not final: something is still missing */
export const PENDING_CODES = [
  "blob",
  "verify",
  "meeting_unknown",
  "roster",
  "enrolment",
  "chain_hold",
] as const;

/** a doubt: a teacher decides */
export const REVIEW_CODES = [
  "time_conflict",
  "time_backwards",
  "clock_back",
  "time_late",
  "chain_gap",
  "code_window",
  "emb_mismatch",
  "landmarks",
  "face_doubtful",
  "faces_many",
  "pad",
  "duplicate_photo",
  "evidence",
  "frozen",
  "contested",
  /** a check-in without a face, and nothing speaks against it: it counts when a teacher confirms it */
  "to_confirm",
  /** a check-in without a face by someone whose face is enrolled, with consent */
  "face_expected",
] as const;

/**
 * refused. Some of them are a teacher's to look at, too, where the fault may be an honest person's: "code_wrong" (a slip
 * in eight typed characters), "code_missing" (no code where the course asks for one), "device_revoked" (sealed before
 * another phone took over).
 */
export const REJECTED_CODES = [
  "bad_signature",
  "bad_entry",
  "unknown_device",
  "device_revoked",
  "wrong_student",
  "not_enrolled",
  "meeting_not_open",
  "code_expired",
  "code_wrong",
  "code_missing",
  "seq_fork",
  "replayed",
  "photo_undecodable",
  "photo_too_large",
  "photo_mismatch",
  "no_face",
  "face_mismatch",
] as const;

export const OUTCOME_CODES = [...PENDING_CODES, ...REVIEW_CODES, ...REJECTED_CODES] as const;
