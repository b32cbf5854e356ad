import type { Box } from "../../../shared/face/crop.ts";
import type { Purpose } from "../../../shared/face/quality.ts";
import { type Steadiness, step, UNSTEADY } from "../../../shared/face/steady.ts";
import type { FoundFace, Landmarker } from "./landmarker.ts";
import { measure, type Trace } from "./measure.ts";
import type { Report } from "./messages.ts";
import type { Pixels } from "./pixels.ts";

/** Follows the frames of one capture; says of each what to tell the person, and when to take the photo. */
export function createWatch(purpose: Purpose, landmarker: Landmarker, pixels: Pixels) {
  let state: Steadiness = UNSTEADY;
  let trace: Trace | null = null;
  return {
    /** @param atMs the page's performance.now() of the frame @returns `shoot`: the face to photograph, or null */
    look(frame: ImageBitmap, atMs: number): { report: Report; shoot: FoundFace | null } {
      const start = performance.now();
      const found = landmarker.find(frame, atMs);
      const landmarkMs = performance.now() - start;
      const measured = measure(frame, found, pixels, trace, atMs);
      trace = measured.trace;
      const next = step(state, measured.frame, purpose, atMs);
      state = next.state;
      return {
        report: {
          coaching: next.state.shown,
          box: found.face && fractions(found.face.box, frame),
          points: [...(found.face?.outline ?? [])],
          steady: next.steady,
          landmarkMs,
        },
        shoot: next.shoot ? found.face : null,
      };
    },
  };
}

const fractions = (box: Box, frame: ImageBitmap) => ({
  x: box.x / frame.width,
  y: box.y / frame.height,
  width: box.width / frame.width,
  height: box.height / frame.height,
});
