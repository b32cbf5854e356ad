import type { FivePoints } from "../../shared/face/geometry.ts";

/** What the server sees in one photo. */
export type Analysis =
  | { readonly ok: false; readonly code: "photo_undecodable" | "photo_too_large" }
  | {
      readonly ok: true;
      readonly width: number;
      readonly height: number;
      /** faces found by the server's own detector (YuNet) */
      readonly faces: number;
      /** the face that counts (size × closeness to the centre), or null */
      readonly face: {
        readonly box: { x: number; y: number; width: number; height: number };
        readonly landmarks: FivePoints;
        readonly score: number;
        readonly interEyePx: number;
      } | null;
      /** L2-normalised embedding aligned by the own landmarks; null without a face */
      readonly own: Float32Array | null;
      /** L2-normalised embedding aligned by the claimed landmarks; null when none were claimed */
      readonly claimed: Float32Array | null;
      readonly ms: { decode: number; detect: number; align: number; embed: number };
    };

/** The server's recognition: a pool of workers, each with its own single-threaded sessions. */
export interface Recogniser {
  readonly model: {
    readonly id: string;
    readonly digest: string;
    readonly dimension: number;
    readonly tHi: number;
    readonly tLo: number;
  };
  /** lowest cosine of a claimed and a recomputed embedding that counts as agreement; measured, see README */
  readonly agreementBound: number;
  readonly workers: number;
  /**
   * Decodes (limits first), detects, aligns and embeds. Never throws for what a photo can hold.
   * @param jpeg the bytes as uploaded
   * @param claimedLandmarks ten pixel coordinates in that photo, or null
   * @throws AbortError when `signal` aborts
   */
  analyse(jpeg: Uint8Array, claimedLandmarks: FivePoints | null, signal?: AbortSignal): Promise<Analysis>;
  close(): Promise<void>;
}
