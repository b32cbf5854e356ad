import * as v from "valibot";
import { Uuid } from "../ids.ts";

/** What is kept for a time of its own, as the configuration names it (RETAIN_<CLASS>_DAYS). */
export const RETENTION_CLASSES = [
  /** photos of check-ins that are references: in quarantine or in the window; counted from the check-in */
  "window_photo",
  /** photos that were references; from their retirement */
  "retired_photo",
  /** photos of accepted check-ins that never became references; from the decision */
  "accepted_photo",
  /** photos of check-ins that wait, or that a person should look at; from their arrival */
  "undecided_photo",
  /** photos of rejected check-ins; from the decision */
  "rejected_photo",
  /** embeddings that phones sent with check-ins; from the decision */
  "embedding",
  /** enrolment photos and all templates of a student who no longer comes; from the last check-in or enrolment */
  "enrolment_photo",
  /** photos of enrolments that were begun and not finished; from their beginning */
  "unfinished_enrolment",
  /** documents given with requests; from the decision */
  "document",
  /** who looked at which photo or document; from the look */
  "viewing_log",
  /** backups of the students' keys that this machine wrote; from their making */
  "key_backup",
  /** objects of the lake that no row knows; from their storing */
  "orphan",
] as const;
export const RetentionClass = v.picklist(RETENTION_CLASSES);
export type RetentionClass = v.InferOutput<typeof RetentionClass>;
/** How long each class is kept, in days. */
export type RetentionDays = Readonly<Record<RetentionClass, number>>;

/** What the deletion log may say was destroyed: the classes, and what goes by other events than a time. */
export const DELETION_CLASSES = [
  ...RETENTION_CLASSES,
  /** photos of check-ins, of whatever class */
  "checkin_photo",
  /** templates, which go with their photos */
  "template",
  /** keys of students: what was sealed under them no longer opens, wherever a copy lies */
  "student_key",
  /** findings of faces alike */
  "duplicate_finding",
] as const;
export const DeletionClass = v.picklist(DELETION_CLASSES);
export type DeletionClass = v.InferOutput<typeof DeletionClass>;

export const DELETION_REASONS = [
  /** its time had come */
  "kept_long_enough",
  /** the student withdrew the consent */
  "consent_withdrawn",
  /** the enrolment was rejected, or replaced by another */
  "enrolment_over",
  /** an administrator purged it as a reference */
  "purged",
  /** it was replaced by the student, or its request was */
  "replaced",
  /** its row went: an account, a course or a request was deleted */
  "owner_deleted",
  /** no row knew it */
  "nobodys",
  /** the rule that the store itself keeps */
  "store_rule",
  /** "stop and destroy" of the whole installation */
  "institution_stop",
] as const;
export const DeletionReason = v.picklist(DELETION_REASONS);
export type DeletionReason = v.InferOutput<typeof DeletionReason>;

const Moment = v.pipe(v.string(), v.isoTimestamp());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One class as the administrator sees it. */
export const RetentionState = v.strictObject({
  class: RetentionClass,
  days: Count,
  /** how many are kept now */
  kept: Count,
  /** of those, how many are due */
  due: Count,
  /** when the next one is due; null when nothing is kept */
  nextDue: v.nullable(Moment),
});
export type RetentionState = v.InferOutput<typeof RetentionState>;

/** What a daily comparison of lake and database found. */
export const ReconcileResult = v.strictObject({
  objects: Count,
  orphans: Count,
  /** orphans that were old enough, and are gone */
  deleted: Count,
  missing: Count,
  /** names of some that are missing */
  missingNames: v.array(v.string()),
});
export type ReconcileResult = v.InferOutput<typeof ReconcileResult>;

/** Whether the store keeps rules of its own as the second line of defence. */
export const LakeRules = v.strictObject({
  set: v.boolean(),
  rules: v.array(v.strictObject({ prefix: v.string(), days: Count })),
});
export type LakeRules = v.InferOutput<typeof LakeRules>;

/** What one round of destroying did: how many of each class. */
export const RetentionResult = v.strictObject({ destroyed: v.record(v.string(), Count) });
export type RetentionResult = v.InferOutput<typeof RetentionResult>;

const ranAt = <S extends v.GenericSchema>(schema: S) =>
  v.nullable(v.strictObject({ at: Moment, result: schema }));

/** Whether the photo store can be used: while it is away, or another installation's, photos wait on the phones. */
export const LAKE_STATES = ["here", "away", "not_ours"] as const;
export type LakeState = (typeof LAKE_STATES)[number];

/** GET /v1/retention (administrator) */
export const Retention = v.strictObject({
  classes: v.array(RetentionState),
  lastRun: ranAt(RetentionResult),
  reconciled: ranAt(ReconcileResult),
  lakeRules: ranAt(LakeRules),
  lake: v.picklist(LAKE_STATES),
});
export type Retention = v.InferOutput<typeof Retention>;

export const Deletion = v.strictObject({
  id: Uuid,
  at: Moment,
  class: DeletionClass,
  by: v.picklist(["rule", "person"]),
  reason: DeletionReason,
  /** who wished it, if that account still exists */
  actor: v.nullable(v.string()),
  count: Count,
  /** names of objects in the lake */
  names: v.array(v.string()),
});
export type Deletion = v.InferOutput<typeof Deletion>;

/** GET /v1/retention/log: the newest first; `next` is the `before` of the next page, null at the end */
export const DeletionPage = v.strictObject({ deletions: v.array(Deletion), next: v.nullable(Uuid) });
export type DeletionPage = v.InferOutput<typeof DeletionPage>;
