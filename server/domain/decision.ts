import type { OutcomeCode } from "../../shared/protocol/sync.ts";

/** The model's thresholds and the measured bounds that a decision is made with. */
export interface Bounds {
  readonly tHi: number;
  readonly tLo: number;
  /** lowest cosine of a claimed and a recomputed embedding that counts as agreement */
  readonly agreement: number;
  /** largest distance of a claimed landmark from the own detector's, in inter-eye distances */
  readonly landmarks: number;
}

/** What the server found in the photo. */
export type PhotoFindings =
  | { readonly ok: false; readonly code: "photo_undecodable" | "photo_too_large" | "photo_mismatch" }
  | {
      readonly ok: true;
      readonly faces: number;
      /** null: no face to compare */
      readonly score: number | null;
      /** null: claimed with another model, or not comparable */
      readonly agreement: number | null;
      readonly landmarkError: number | null;
      /** the photo, or nearly the same, was used before */
      readonly copy: boolean;
    };

export interface Decision {
  readonly state: "accepted" | "review" | "rejected";
  readonly code: OutcomeCode | null;
}

const rejected = (code: OutcomeCode): Decision => ({ state: "rejected", code });
const review = (code: OutcomeCode): Decision => ({ state: "review", code });

/**
 * The decision on a check-in (step 15): the server's own score decides, what the phone claimed can only raise doubts.
 * With several faces in view no one is refused: the one that was compared may be a neighbour's.
 * @param doubts of claim time (see domain/claim.ts)
 * @param evidence what the check-in lacks for the course's policy; null: nothing
 */
export function decide(
  findings: PhotoFindings,
  bounds: Bounds,
  evidence: { readonly doubts: readonly OutcomeCode[]; readonly lacking: OutcomeCode | null },
): Decision {
  if (!findings.ok) return rejected(findings.code);
  if (findings.faces === 0 || findings.score === null) return rejected("no_face");
  if (findings.faces > 1) return review("faces_many");
  if (findings.score < bounds.tLo) return rejected("face_mismatch");
  if (findings.copy) return review("duplicate_photo");
  // asked as "does it pass": a value that is no number passes nothing
  const landmarksFit = findings.landmarkError !== null && findings.landmarkError <= bounds.landmarks;
  const embeddingsAgree = findings.agreement !== null && findings.agreement >= bounds.agreement;
  const faceMatches = findings.score >= bounds.tHi;
  if (!landmarksFit) return review("landmarks");
  if (!embeddingsAgree) return review("emb_mismatch");
  if (!faceMatches) return review("face_doubtful");
  const [doubt] = evidence.doubts;
  if (doubt) return review(doubt);
  return evidence.lacking ? review(evidence.lacking) : { state: "accepted", code: null };
}
