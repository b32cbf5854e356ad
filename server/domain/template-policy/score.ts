import { cosine, meanEmbedding } from "../../../shared/face/geometry.ts";
import { weightedMean } from "./geometry.ts";
import type { GalleryBounds } from "./policy.ts";

export interface WindowMember {
  readonly embedding: Float32Array;
  /** its weight, above 0 */
  readonly quality: number;
}

/** What a probe is compared with; one model, one aligner. */
export interface References {
  /** at least one */
  readonly anchors: readonly Float32Array[];
  readonly window: readonly WindowMember[];
}

export interface Score {
  readonly score: number;
  /** cosine to the anchors' mean */
  readonly anchorScore: number;
  /** cosine to the window's mean; null where the window has no say */
  readonly windowScore: number | null;
}

/**
 * The fused score: the anchors' cosine and the window's, by their weights. Below the floor the anchors alone speak, so that no
 * window, whatever is in it, lifts a stranger. Never the maximum over the references: at one threshold it multiplies FMR.
 */
export function scoreOf(
  probe: Float32Array,
  { anchors, window }: References,
  { floor, windowWeight }: Pick<GalleryBounds, "floor" | "windowWeight">,
): Score {
  const anchorScore = cosine(probe, meanEmbedding(anchors));
  if (windowWeight === 0 || window.length === 0)
    return { score: anchorScore, anchorScore, windowScore: null };
  const windowScore = cosine(probe, weightedMean(window));
  const fused = (1 - windowWeight) * anchorScore + windowWeight * windowScore;
  // asked as "does it reach the floor": a value that is no number reaches nothing
  return { score: anchorScore >= floor ? fused : Math.min(anchorScore, fused), anchorScore, windowScore };
}
