import type { RecognitionModelId } from "../../../shared/face/recognition.ts";

/**
 * What a model's cosines mean for references, for one aligner. Measured on 100 public photos of 10 people (5 anchors each,
 * 4,500 impostor pairs) with `npm run evaluate -- --gallery`; a deployment must measure its own.
 */
export interface GalleryBounds {
  /**
   * T_upd: the mean of a candidate's three best anchor cosines (FMR 1e-6). Ten people cannot show 1e-6: the impostors' normal tail
   * reaches it at .34 (arcface-mbf) and .54 (omz-0095), brothers and sisters are in no such set, so it lies above that and above T_hi.
   */
  readonly update: number;
  /** cosine to the anchors' mean below which the window has no say (FMR 1e-3) */
  readonly floor: number;
  /** window mean against anchor mean: the genuine 1st percentile; below it nothing more is admitted */
  readonly drift: number;
  /**
   * cosine between a candidate's displacement from the anchors' centre and the others' mean one, the genuine 99.9th percentile:
   * beyond it a photo goes the way that the others went
   */
  readonly direction: number;
  /**
   * The window's share of the score; the anchors have the rest. It must lower FNMR by 20 % at equal FMR, else it is 0: the
   * window did not on the faces at hand, see README, Measured.
   */
  readonly windowWeight: number;
}

/** By model and aligner. Only the server's aligner decides, so only it has a window. */
export const GALLERY_BOUNDS: Readonly<Record<RecognitionModelId, { readonly server: GalleryBounds }>> = {
  "arcface-mbf": {
    server: { update: 0.5, floor: 0.3, drift: 0.8, direction: 0.6, windowWeight: 0 },
  },
  "omz-0095": {
    server: { update: 0.6, floor: 0.39, drift: 0.82, direction: 0.67, windowWeight: 0 },
  },
};

/** The share that the design gives the window where it has earned it (RECOGNITION.md, Templates). */
export const DESIGNED_WINDOW_WEIGHT = 0.3;

const DAY_MS = 24 * 60 * 60 * 1000;

/** The twenty-photo rule's numbers (RECOGNITION.md, "Templates and the twenty photos"). */
export const GALLERY = {
  windowPhotos: 20,
  /** a candidate whose nearest reference is closer brings nothing new */
  nearCopy: 0.95,
  /** a photo that goes the others' way may lie no further out than they do on average, by this cosine: slow steps stop */
  outward: 0.05,
  aDay: 1,
  aWeek: 3,
  quarantineMs: 7 * DAY_MS,
  /** how long a retired photo is kept, so that what it led to can be looked at, before it is destroyed */
  retiredMs: 30 * DAY_MS,
  /** by how much a presentation-attack score must clear its threshold */
  padMargin: 0.1,
} as const;
