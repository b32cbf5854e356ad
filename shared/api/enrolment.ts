import * as v from "valibot";
import { Instant, Sha256, Uuid, written } from "../ids.ts";
import { EmbeddingClaim, LandmarkClaim, PhotoClaim } from "../protocol/entry.ts";
import { EnrolmentStatus, Language } from "./account.ts";

/** GET /v1/consent?language= — the text in force. `sha256` is over version, language and paragraphs joined by "\n". */
export const ConsentText = v.strictObject({
  version: v.string(),
  language: Language,
  title: v.string(),
  paragraphs: v.array(v.string()),
  sha256: Sha256,
  /** the institution has stopped face recognition: nobody can consent at present */
  stopped: v.exactOptional(v.literal(true)),
});
export type ConsentText = v.InferOutput<typeof ConsentText>;
/** POST /v1/consent */
export const ConsentGiven = v.strictObject({ version: v.string(), language: Language, sha256: Sha256 });

/** The five guided poses, in this order. "left" and "right" are the student's own. */
export const POSES = ["front", "left", "right", "up", "down"] as const;
export const Pose = v.picklist(POSES);
export type Pose = v.InferOutput<typeof Pose>;

export const EnrolmentPhotoClaim = v.strictObject({
  pose: Pose,
  photo: PhotoClaim,
  lmk: LandmarkClaim,
  emb: EmbeddingClaim,
});
export type EnrolmentPhotoClaim = v.InferOutput<typeof EnrolmentPhotoClaim>;

/** POST /v1/enrolments: one claim a pose; then PUT /v1/enrolments/:id/photos/:pose with each JPEG. */
export const EnrolmentRequest = v.strictObject({
  photos: v.pipe(v.array(EnrolmentPhotoClaim), v.length(POSES.length)),
});

/** Why an enrolment was not taken, by the server's own look at the photos or by a person. */
export const ENROLMENT_CODES = [
  "photo_undecodable",
  "photo_mismatch",
  "no_face",
  "faces_many",
  "face_small",
  "not_one_person",
  "emb_mismatch",
  "photos_alike",
  /** not refused by it: the head hardly turned, and whoever confirms is told */
  "unturned",
  "person_rejected",
  /** a later enrolment took its place */
  "replaced",
  /** the student withdrew the consent */
  "consent_withdrawn",
  /** nobody came for so long that its time was over */
  "kept_long_enough",
  /** the institution stopped face recognition and destroyed all of it */
  "institution_stop",
] as const;

/** Answer of POST /v1/enrolments and GET /v1/enrolments/mine. */
export const Enrolment = v.strictObject({
  id: Uuid,
  status: EnrolmentStatus,
  code: v.nullable(v.picklist(ENROLMENT_CODES)),
  /** poses whose photo the server still wants */
  need: v.array(Pose),
  /** the pose that the code is about, where it is about one */
  pose: v.nullable(Pose),
  reason: v.nullable(v.string()),
  at: Instant,
});
export type Enrolment = v.InferOutput<typeof Enrolment>;

/** GET /v1/enrolments/awaiting (teacher: own courses; administrator: all). Photos: GET /v1/enrolments/:id/photos/:pose */
export const AwaitingEnrolment = v.strictObject({
  id: Uuid,
  student: v.strictObject({
    id: Uuid,
    name: v.string(),
    email: v.string(),
    studentNumber: v.nullable(v.string()),
  }),
  poses: v.array(Pose),
  at: Instant,
  /** the confirmed enrolment whose place it would take: then two people must agree, where there are two */
  replaces: v.nullable(
    v.strictObject({
      id: Uuid,
      poses: v.array(Pose),
      since: Instant,
      /** whether the server finds the same face in both; null: it could not compare them */
      alike: v.nullable(v.boolean()),
    }),
  ),
  /** the head hardly turned from one photo to the next: so do photos of a photo */
  unturned: v.boolean(),
  /** who has agreed already; `own`: whoever asks */
  agreed: v.nullable(v.strictObject({ name: v.string(), own: v.boolean(), at: Instant })),
});
export type AwaitingEnrolment = v.InferOutput<typeof AwaitingEnrolment>;
export const AwaitingEnrolments = v.array(AwaitingEnrolment);

/** POST /v1/enrolments/:id/decision: 204, or 202 where a second person must agree, too */
export const EnrolmentDecision = v.variant("decision", [
  v.strictObject({ decision: v.literal("confirm") }),
  v.strictObject({ decision: v.literal("reject"), reason: written(500) }),
]);

/** GET /v1/me/templates: the student's own references for the phone (device aligner), base64url float32-LE. */
export const OwnTemplates = v.strictObject({
  model: v.strictObject({ id: v.string(), digest: Sha256, dimension: v.number() }),
  tHi: v.number(),
  tLo: v.number(),
  embeddings: v.array(v.string()),
});
export type OwnTemplates = v.InferOutput<typeof OwnTemplates>;
