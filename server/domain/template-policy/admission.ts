import type { ReferenceRefusal } from "../../../shared/api/references.ts";
import type { FaceQuality } from "../../../shared/face/five-quality.ts";
import { cosine, meanEmbedding } from "../../../shared/face/geometry.ts";
import type { EvidenceGrade } from "../../../shared/protocol/sync.ts";
import { alignment, meanOfBest, weightedMean } from "./geometry.ts";
import { GALLERY, type GalleryBounds } from "./policy.ts";
import { qualityLack } from "./quality.ts";
import type { References } from "./score.ts";

/** What is known of a check-in without looking at its photo. */
export interface CheckInRecord {
  /** accepted by the machine alone, no person's word */
  readonly acceptedAlone: boolean;
  readonly grade: EvidenceGrade;
  readonly roomCode: "none" | "required";
  /** received while its meeting was open */
  readonly receivedOpen: boolean;
  /** the university's date of its arrival, in days since 1970 */
  readonly day: number;
}

/**
 * First half of the rule: evidence and pace.
 * @param admittedDays the same date of each photo that was admitted before, whatever became of it
 * @returns why not; null: the photo may be looked at
 */
export function recordLack(record: CheckInRecord, admittedDays: readonly number[]): ReferenceRefusal | null {
  if (!record.acceptedAlone) return "not_alone";
  const strong = record.roomCode === "none" ? record.receivedOpen : record.grade === "E3";
  if (!strong) return "evidence";
  const within = (days: number) => admittedDays.filter((day) => Math.abs(day - record.day) < days).length;
  if (within(1) >= GALLERY.aDay) return "pace_day";
  return within(7) >= GALLERY.aWeek ? "pace_week" : null;
}

/** What the server found in the photo. */
export interface CandidateFace {
  readonly faces: number;
  readonly quality: FaceQuality;
  readonly embedding: Float32Array;
  /** how far the presentation-attack score clears its threshold; null: this installation has no such detection */
  readonly padMargin: number | null;
}

/** Which of the guards hold; all of them, but where a test shows what they are for. */
export interface Guards {
  /** T_upd against the anchors alone */
  readonly anchors: boolean;
  readonly direction: boolean;
  readonly drift: boolean;
}
export const ALL_GUARDS: Guards = { anchors: true, direction: true, drift: true };

/** With fewer photos before it, there is no direction that they went. */
const DIRECTION_FROM = 3;
/** The mean of fewer photos says more of one of them than of where they went. */
const DRIFT_FROM = 5;

/**
 * Second half of the rule: the face. T_upd asks the anchors alone, so that what was admitted before can admit nothing; the other
 * guards see slow steps in one direction.
 * @param references the window: those in quarantine too
 */
export function faceLack(
  face: CandidateFace,
  { anchors, window }: References,
  bounds: GalleryBounds,
  guards: Guards = ALL_GUARDS,
): ReferenceRefusal | null {
  if (anchors.length === 0) return "no_anchors";
  if (face.faces !== 1) return "faces";
  const poor = qualityLack(face.quality);
  if (poor) return poor;
  if (face.padMargin !== null && !(face.padMargin >= GALLERY.padMargin)) return "pad";
  const { embedding } = face;
  const earlier = window.map((member) => member.embedding);
  if (guards.anchors && !(meanOfBest(embedding, anchors, 3) >= bounds.update)) return "unlike_anchors";
  const nearest = Math.max(...[...anchors, ...earlier].map((reference) => cosine(embedding, reference)));
  if (!(nearest <= GALLERY.nearCopy)) return "near_copy";
  if (guards.direction && isOneStepMore(embedding, earlier, anchors, bounds)) return "direction";
  if (guards.drift && isFrozen({ anchors, window: [...window, { embedding, quality: 1 }] }, bounds))
    return "frozen";
  return null;
}

/** Whether a photo goes the way that the others went from the anchors' centre, and further than they did. */
function isOneStepMore(
  embedding: Float32Array,
  earlier: readonly Float32Array[],
  anchors: readonly Float32Array[],
  { direction }: Pick<GalleryBounds, "direction">,
): boolean {
  if (earlier.length < DIRECTION_FROM) return false;
  const aligned = alignment(embedding, earlier, anchors);
  if (aligned === null || aligned <= direction) return false;
  const centre = meanEmbedding(anchors);
  const theirs = earlier.reduce((sum, other) => sum + cosine(other, centre), 0) / earlier.length;
  return !(cosine(embedding, centre) >= theirs - GALLERY.outward);
}

/** Whether the window's mean has moved away from the anchors' further than genuine windows do. */
export function isFrozen({ anchors, window }: References, { drift }: Pick<GalleryBounds, "drift">): boolean {
  if (window.length < DRIFT_FROM) return false;
  return !(cosine(weightedMean(window), meanEmbedding(anchors)) >= drift);
}
