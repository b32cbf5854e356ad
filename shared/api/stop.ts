import * as v from "valibot";
import { Instant, Uuid, written } from "../ids.ts";

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What "stop and destroy" destroys, in the order of the certificate. */
export const STOP_CLASSES = [
  "consents",
  "student_keys",
  "enrolment_photos",
  "checkin_photos",
  "embeddings",
  "templates",
  "duplicate_findings",
  /** objects of the lake that no row named */
  "stray_objects",
  "key_backups",
  /** check-ins that waited for recognition, and were given to a person */
  "undecided_check_ins",
] as const;
export const StopClass = v.picklist(STOP_CLASSES);
export type StopClass = v.InferOutput<typeof StopClass>;
/** How many of each; what is not named was none. */
export const StopCounts = v.record(StopClass, Count);
export type StopCounts = Partial<Record<StopClass, number>>;

/** What is typed to confirm: the words of either language. */
export const STOP_PHRASES = { en: "stop and destroy", es: "detener y destruir" } as const;

/** POST /v1/stop: proposes it, or begins it where there is no second administrator. */
export const StopRequest = v.strictObject({ phrase: v.string(), reason: written(500) });
/** POST /v1/stop/:id/confirmation and /lift: the typed words. */
export const StopConfirmation = v.strictObject({ phrase: v.string() });

const Person = v.strictObject({ id: Uuid, name: v.string() });

export const StopView = v.strictObject({
  id: Uuid,
  state: v.picklist(["proposed", "cancelled", "destroying", "done"]),
  reason: v.string(),
  requestedBy: Person,
  requestedAt: Instant,
  confirmedBy: v.nullable(Person),
  inForceSince: v.nullable(Instant),
  /** students whose data is destroyed, of all that had some */
  done: Count,
  total: Count,
  counts: StopCounts,
  finishedAt: v.nullable(Instant),
  liftedAt: v.nullable(Instant),
  /** whether the caller may confirm it: another administrator proposed it */
  mayConfirm: v.boolean(),
});
export type StopView = v.InferOutput<typeof StopView>;

/** GET /v1/stop (administrator): the newest first */
export const Stops = v.strictObject({
  /** whether a second administrator must confirm */
  needsSecond: v.boolean(),
  /** the database was restored from before a stop: nothing biometric is done until another one is */
  olderThanStop: v.boolean(),
  /** what would be destroyed now */
  atStake: v.strictObject({ students: Count, photos: Count, templates: Count }),
  stops: v.array(StopView),
});
export type Stops = v.InferOutput<typeof Stops>;

/** What the certificate says; signed as a JWS (ES256) with the key that signs receipts. */
export const StopCertificate = v.strictObject({
  v: v.literal(1),
  k: v.literal("stop_and_destroy"),
  id: Uuid,
  installation: v.nullable(v.string()),
  reason: v.string(),
  requestedBy: Person,
  requestedAt: Instant,
  /** null: the only administrator */
  confirmedBy: v.nullable(Person),
  inForceSince: Instant,
  finishedAt: Instant,
  destroyed: StopCounts,
  /** what stays, because it is nothing biometric */
  kept: v.strictObject({ documents: Count, attendances: Count, marks: Count }),
  /** the last look: what is left of everything that had to go */
  scan: v.strictObject({
    at: Instant,
    objects: Count,
    documents: Count,
    orphans: Count,
    missing: Count,
    photos: Count,
    templates: Count,
    blobs: Count,
    keys: Count,
  }),
  /** replaced: whatever copy of a key there is was wrapped by a key-encryption key that no longer exists here */
  keyEncryptionKey: v.picklist(["replaced", "to_be_replaced_by_hand"]),
  /** backups of the keys on other machines, which their people must delete */
  backupsElsewhere: v.array(v.strictObject({ host: v.string(), madeAt: Instant })),
});
export type StopCertificate = v.InferOutput<typeof StopCertificate>;

/**
 * What a stop leaves outside the database, in the photo store and beside the keys, so that a database restored from before it
 * is known for what it is. Signed as its certificate is.
 */
export const StopMark = v.strictObject({
  v: v.literal(1),
  k: v.literal("stop_in_force"),
  /** the stop's */
  id: Uuid,
  inForceSince: Instant,
});
export type StopMark = v.InferOutput<typeof StopMark>;

/** GET /v1/stop/:id/certificate.json: the certificate, its signature, and the key that it is checked with. */
export const SignedCertificate = v.strictObject({
  certificate: StopCertificate,
  jws: v.string(),
  key: v.strictObject({
    kty: v.literal("EC"),
    crv: v.literal("P-256"),
    x: v.string(),
    y: v.string(),
  }),
  /** RFC 7638 thumbprint of the key: the same that phones know from their receipts */
  kid: v.string(),
});
export type SignedCertificate = v.InferOutput<typeof SignedCertificate>;
