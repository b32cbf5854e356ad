import type { RecognitionConfig } from "../../shared/api/about.ts";
import type { Coaching } from "../../shared/face/coaching.ts";
import type { Purpose } from "../../shared/face/quality.ts";

export { COACHING, type Coaching } from "../../shared/face/coaching.ts";

/** What the worker saw in one frame. Coordinates are fractions of the frame, unmirrored. */
export interface FrameReport {
  readonly coaching: Coaching;
  /** box of the face that counts, or null */
  readonly box: { x: number; y: number; width: number; height: number } | null;
  /** the face's oval in ring order (36 points), then the two irises: pairs of fractions; empty without a face */
  readonly points: readonly number[];
  /** 0..1, how long the face has been right of the time that it must be */
  readonly steady: number;
  readonly landmarkMs: number;
}

/** A photo taken by the shutter, with what the phone makes of it. Everything refers to the JPEG's own pixels. */
export interface Capture {
  /** exactly the bytes that will be uploaded */
  readonly jpeg: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  /** ten integers: five landmarks, pixels × 10 */
  readonly landmarks: number[];
  /** L2-normalised */
  readonly embedding: Float32Array;
  readonly model: { id: string; digest: string };
  readonly detector: { id: string; digest: string };
  /** clocks at the shutter: Date.now(), performance.now() and the page's time origin id */
  readonly wall: number;
  readonly mono: number;
  readonly ms: {
    encode: number;
    decode: number;
    landmark: number;
    align: number;
    embed: number;
    total: number;
  };
}

export interface LoadProgress {
  /** bytes decoded so far and in all, over every asset still missing */
  readonly loaded: number;
  readonly total: number;
}

/** A loaded recogniser in its own worker. One at a time; dispose it when the screen closes. */
export interface Recogniser {
  readonly threads: number;
  /**
   * Watches a playing video until a face has passed all gates for the purpose, then takes the photo.
   * `onReport` is called at the camera's pace. Rejects with AbortError when `signal` aborts.
   */
  capture(
    video: HTMLVideoElement,
    options: {
      purpose: Purpose;
      signal: AbortSignal;
      onReport: (report: FrameReport) => void;
    },
  ): Promise<Capture>;
  dispose(): void;
}

/**
 * Why recognition could not be loaded: "network" (try again later, what came is kept), "corrupt" (the server's files are
 * not what it says), "unsupported" (this browser cannot run it).
 */
export class RecognitionError extends Error {
  readonly code: "network" | "corrupt" | "unsupported" | "crashed";
  constructor(code: RecognitionError["code"], detail: string) {
    super(detail);
    this.name = "RecognitionError";
    this.code = code;
  }
}

/** client/recognition/bridge.ts exports `loadRecogniser` of this type. */
export type LoadRecogniser = (
  config: RecognitionConfig,
  options: { signal: AbortSignal; onProgress: (progress: LoadProgress) => void },
) => Promise<Recogniser>;
