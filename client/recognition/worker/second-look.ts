import { startFaceLandmarker } from "./mediapipe.ts";

/**
 * Counts the faces in a frame. Asking the video landmarker for two faces would make it search the whole frame each time
 * (25 ms a frame instead of 18); a second one that is asked about once a second, and about the photo itself, costs nearly
 * nothing.
 */
export interface SecondLook {
  /** @returns null while it is not ready */
  faces(frame: ImageBitmap): number | null;
}

/** @param after it starts then: others are more urgent */
export function createSecondLook(
  wasm: WebAssembly.Module,
  model: Uint8Array,
  after: Promise<void>,
): SecondLook {
  let count: ((frame: ImageBitmap) => number) | null = null;
  const start = async () => {
    await after;
    const landmarker = await startFaceLandmarker(wasm, model, { runningMode: "IMAGE", numFaces: 2 });
    count = (frame) => landmarker.detect(frame).faceLandmarks.length;
  };
  start().catch(() => {
    // without it the server's own look decides, as it does anyway
    count = () => 1;
  });
  return { faces: (frame) => count?.(frame) ?? null };
}
