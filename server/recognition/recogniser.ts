import type { FaceQuality } from "../../shared/face/five-quality.ts";
import type { FivePoints } from "../../shared/face/geometry.ts";
import type { RecognitionModelId } from "../../shared/face/recognition.ts";

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
      /** of the face that counts; only where it was wanted */
      readonly quality?: FaceQuality | null;
      /** its print, and the print among those that were given which it comes nearest to; only where they were given */
      readonly print?: Uint8Array<ArrayBuffer> | null;
      readonly nearest?: { readonly index: number; readonly likeness: number } | null;
      readonly ms: { decode: number; detect: number; align: number; embed: number };
    };

/** A recognition model as the server runs it, with its thresholds. */
export interface ServerModel {
  readonly id: RecognitionModelId;
  /** SHA-256 of its file, base64url: what templates and claims name it by */
  readonly digest: string;
  readonly dimension: number;
  readonly tHi: number;
  readonly tLo: number;
}

/** What else is wanted of a photo than both embeddings by the model in use. */
export interface Wanted {
  /** the models of the two embeddings, by digest; one that is not loaded leaves its embedding null */
  readonly own?: string | undefined;
  readonly claimed?: string | undefined;
  readonly quality?: boolean | undefined;
  /** compare the face with these (near-copy.ts), and take its print; absent: neither */
  readonly prints?: readonly Uint8Array<ArrayBuffer>[] | undefined;
}

/** The server's recognition: a pool of workers, each with its own single-threaded sessions. */
export interface Recogniser {
  readonly model: ServerModel;
  /** the model that was in use before, while students have no templates of the new one; absent: none */
  readonly previous?: ServerModel | null;
  /** lowest cosine of a claimed and a recomputed embedding that counts as agreement; measured, see README */
  readonly agreementBound: number;
  readonly workers: number;
  /**
   * Decodes (limits first), detects, aligns and embeds. Never throws for what a photo can hold.
   * @param jpeg the bytes as uploaded
   * @param claimedLandmarks ten pixel coordinates in that photo, or null
   * @throws AbortError when `signal` aborts
   */
  analyse(
    jpeg: Uint8Array,
    claimedLandmarks: FivePoints | null,
    signal?: AbortSignal,
    wanted?: Wanted,
  ): Promise<Analysis>;
  close(): Promise<void>;
}
