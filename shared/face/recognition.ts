import type { AlignmentTemplate } from "./geometry.ts";

/** What differs between recognition models; one declaration for phone and server. */
export interface RecognitionModel {
  readonly id: RecognitionModelId;
  readonly dimension: number;
  readonly template: AlignmentTemplate;
  /** order of the colour planes in the NCHW float32 input */
  readonly channels: "rgb" | "bgr";
  /** input = (value − mean) / scale */
  readonly mean: number;
  readonly scale: number;
  /** cosine thresholds: accept alone at or above tHi, reject below tLo; starting points, see RECOGNITION.md */
  readonly tHi: number;
  readonly tLo: number;
  /**
   * Lowest cosine of a claimed and a recomputed embedding (same bytes, same landmarks, other decoder and runtime) that
   * counts as agreement. Never 1: decoders of other browsers may differ.
   */
  readonly agreementBound: number;
}

export const RECOGNITION_MODEL_IDS = ["arcface-mbf", "omz-0095"] as const;
export type RecognitionModelId = (typeof RECOGNITION_MODEL_IDS)[number];

const fractions = (size: number, points: number[]) => ({ size, points: points.map((p) => p * size) });

export const RECOGNITION_MODELS: Readonly<Record<RecognitionModelId, RecognitionModel>> = {
  "arcface-mbf": {
    id: "arcface-mbf",
    dimension: 512,
    // InsightFace's five-point template for 112×112
    template: {
      size: 112,
      points: [38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299, 92.2041],
    },
    channels: "rgb",
    mean: 127.5,
    scale: 127.5,
    tHi: 0.45,
    tLo: 0.3,
    agreementBound: 0.995,
  },
  "omz-0095": {
    id: "omz-0095",
    dimension: 256,
    // Open Model Zoo, face-reidentification-retail-0095: reference landmarks as fractions of the crop
    template: fractions(
      128,
      [0.31557, 0.46157, 0.68262, 0.46157, 0.50026, 0.64054, 0.34947, 0.82469, 0.65344, 0.82469],
    ),
    channels: "bgr",
    mean: 0,
    scale: 1,
    tHi: 0.45,
    tLo: 0.3,
    agreementBound: 0.995,
  },
};
