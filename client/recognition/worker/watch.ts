import type { Box } from "../../../shared/face/crop.ts";
import type { Purpose } from "../../../shared/face/quality.ts";
import { type Steadiness, step, UNSTEADY } from "../../../shared/face/steady.ts";
import type { FoundFace, Landmarker } from "./landmarker.ts";
import { measure, type Trace } from "./measure.ts";
import type { Report } from "./messages.ts";
import type { Pixels } from "./pixels.ts";
import type { SecondLook } from "./second-look.ts";

/** How often other faces are looked for: seldom, but soon again once there was one. */
const LOOK_MS = { alone: 1_000, together: 250 };

/** Follows the frames of one capture; says of each what to tell the person, and when to take the photo. */
export function createWatch(
  purpose: Purpose,
  landmarker: Landmarker,
  secondLook: SecondLook,
  pixels: Pixels,
) {
  let state: Steadiness = UNSTEADY;
  let trace: Trace | null = null;
  let looked = { faces: 1, atMs: -Infinity };

  return {
    /** @param atMs the page's performance.now() of the frame @returns `shoot`: the face to photograph, or null */
    look(frame: ImageBitmap, atMs: number): { report: Report; shoot: FoundFace | null } {
      const start = performance.now();
      const found = landmarker.find(frame, atMs);
      const duringPass = state.pass !== null && looked.atMs < state.pass.sinceMs;
      const pauseMs = looked.faces > 1 ? LOOK_MS.together : LOOK_MS.alone;
      if (found.face && (duringPass || atMs - looked.atMs >= pauseMs)) {
        const faces = secondLook.faces(frame);
        if (faces !== null) looked = { faces, atMs };
      }
      const landmarkMs = performance.now() - start;

      const measured = measure(frame, found, pixels, trace, atMs);
      trace = measured.trace;
      const faces = found.face ? Math.max(1, looked.faces) : 0;
      const next = step(state, { ...measured.frame, faces }, purpose, atMs);
      state = next.state;
      // nobody else may have been there while the face was right
      const alone = next.state.pass !== null && looked.atMs >= next.state.pass.sinceMs;
      return {
        report: {
          coaching: next.state.shown,
          box: found.face && fractions(found.face.box, frame),
          points: [...(found.face?.outline ?? [])],
          steady: next.steady,
          landmarkMs,
        },
        shoot: next.shoot && alone ? found.face : null,
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
