/** What serves as a person's reference, and faces that resemble one another. */
import * as v from "valibot";
import { Instant, Uuid, written } from "../ids.ts";
import { IsoDate } from "../dates.ts";

/** Why a check-in's photo did not become a reference (server/domain/template-policy). */
export const ReferenceRefusal = v.picklist([
  "evidence",
  "not_alone",
  "pace_day",
  "pace_week",
  "no_anchors",
  "photo_gone",
  "faces",
  "face_small",
  "pose",
  "blurred",
  "light",
  "pad",
  "unlike_anchors",
  "near_copy",
  "direction",
  "frozen",
]);
export type ReferenceRefusal = v.InferOutput<typeof ReferenceRefusal>;
/** Why a reference no longer counts. */
export const ReferenceRetirement = v.picklist(["oldest", "aged", "purged", "re_enrolled", "photo_gone"]);
export type ReferenceRetirement = v.InferOutput<typeof ReferenceRetirement>;

/** A check-in's photo as a reference. No photo and no embedding: when it came, and what it is for. */
export const ReferencePhoto = v.strictObject({
  id: Uuid,
  /** quarantine: it counts from `countsFrom` on */
  state: v.picklist(["quarantine", "window", "retired"]),
  courseName: v.nullable(v.string()),
  takenAt: Instant,
  countsFrom: Instant,
  retiredAt: v.nullable(Instant),
  reason: v.nullable(ReferenceRetirement),
  destroyAt: v.nullable(Instant),
  /** the phone that brought it; only for the administrator */
  did: v.nullable(Uuid),
});
export type ReferencePhoto = v.InferOutput<typeof ReferencePhoto>;

export const ReferenceEvent = v.strictObject({
  id: Uuid,
  kind: v.picklist([
    "admitted",
    "refused",
    "counted",
    "retired",
    "destroyed",
    "scored_again",
    "anchors_replaced",
  ]),
  reason: v.nullable(v.union([ReferenceRefusal, ReferenceRetirement])),
  courseName: v.nullable(v.string()),
  /** when the photo was taken, as the phone said */
  takenAt: v.nullable(Instant),
  /** of decisions that were scored again: how many, and how many of them changed */
  decisions: v.nullable(v.number()),
  changed: v.nullable(v.number()),
  at: Instant,
});
export type ReferenceEvent = v.InferOutput<typeof ReferenceEvent>;

/** GET /v1/me/references, GET /v1/users/:id/references (administrator) */
export const References = v.strictObject({
  name: v.string(),
  anchors: v.strictObject({ photos: v.number(), since: v.nullable(Instant) }),
  /** 0: photos from check-ins are kept as references but have no say yet */
  windowWeight: v.nullable(v.number()),
  windowPhotos: v.number(),
  photos: v.array(ReferencePhoto),
  events: v.array(ReferenceEvent),
});
export type References = v.InferOutput<typeof References>;

/** POST /v1/users/:id/references/purge: one photo, all of one phone, or all that were received on these dates, inclusive. */
export const ReferencePurge = v.strictObject({
  of: v.variant("by", [
    v.strictObject({ by: v.literal("photo"), photoId: Uuid }),
    v.strictObject({ by: v.literal("device"), did: Uuid }),
    v.strictObject({ by: v.literal("dates"), from: IsoDate, until: IsoDate }),
  ]),
  reason: written(500),
});
export type ReferencePurge = v.InferOutput<typeof ReferencePurge>;
/** How many photos were taken out of the references. */
export const ReferencePurged = v.strictObject({ photos: v.number() });

const Somebody = v.strictObject({ id: Uuid, name: v.string(), email: v.string() });
/** Two people whose enrolled faces resemble one another. */
export const Duplicate = v.strictObject({
  id: Uuid,
  person: Somebody,
  other: Somebody,
  /** cosine of the two means of anchors */
  score: v.number(),
  decision: v.nullable(v.picklist(["same_person", "different_people"])),
  note: v.nullable(v.string()),
  at: Instant,
  decidedAt: v.nullable(Instant),
});
export type Duplicate = v.InferOutput<typeof Duplicate>;
/** GET /v1/duplicates: undecided first */
export const Duplicates = v.array(Duplicate);
/** POST /v1/duplicates/:id/decision */
export const DuplicateDecision = v.strictObject({
  decision: v.picklist(["same_person", "different_people"]),
  note: v.nullable(written(500)),
});
export type DuplicateDecision = v.InferOutput<typeof DuplicateDecision>;

/** GET /v1/recognition/progress: what goes on in the background */
export const RecognitionProgress = v.strictObject({
  /** photos that serve as references, and how many have a template of the model in use */
  photos: v.number(),
  done: v.number(),
  model: v.nullable(v.string()),
  /** the model that answers for the others meanwhile */
  previous: v.nullable(v.string()),
  openDuplicates: v.number(),
});
export type RecognitionProgress = v.InferOutput<typeof RecognitionProgress>;
