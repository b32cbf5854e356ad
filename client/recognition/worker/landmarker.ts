import { FaceLandmarker } from "@mediapipe/tasks-vision";
import type { Box } from "../../../shared/face/crop.ts";
import { FACE_LANDMARKER_FIVE, type FivePoints } from "../../../shared/face/geometry.ts";
import { type HeadPose, headPose } from "../../../shared/face/pose.ts";
import { startFaceLandmarker } from "./mediapipe.ts";

/** The face that counts, in pixels of the frame. */
export interface FoundFace {
  readonly five: FivePoints;
  readonly box: Box;
  /** the face's oval in ring order, then both irises: pairs of fractions of the frame */
  readonly outline: readonly number[];
  readonly pose: HeadPose;
  /** 0 open .. 1 closed, the more closed eye */
  readonly eyesClosed: number;
}
export interface Found {
  readonly faces: number;
  readonly face: FoundFace | null;
}

export interface Landmarker {
  /** @param atMs milliseconds that never go back */
  find(frame: ImageBitmap, atMs: number): Found;
}

const OVAL = FaceLandmarker.FACE_LANDMARKS_FACE_OVAL.map(({ start }) => start);
const IRISES = [468, 473];

/** Follows one face through a video; blendshapes and pose cost nothing. */
export async function createLandmarker(wasm: WebAssembly.Module, model: Uint8Array): Promise<Landmarker> {
  const landmarker = await startFaceLandmarker(wasm, model, {
    runningMode: "VIDEO",
    numFaces: 1,
    outputFaceBlendshapes: true,
    outputFacialTransformationMatrixes: true,
  });
  let lastMs = 0;
  return {
    find(frame, atMs) {
      lastMs = Math.max(lastMs + 1, Math.round(atMs));
      const seen = landmarker.detectForVideo(frame, lastMs);
      return { faces: seen.faceLandmarks.length, face: faceThatCounts(seen, frame.width, frame.height) };
    },
  };
}

type Seen = ReturnType<FaceLandmarker["detectForVideo"]>;

/** By size × closeness to the centre, never by size alone. */
function faceThatCounts(seen: Seen, width: number, height: number): FoundFace | null {
  const candidates = seen.faceLandmarks.map((points, index) => {
    const box = boxOf(points, width, height);
    const off = Math.hypot((box.x + box.width / 2) / width - 0.5, (box.y + box.height / 2) / height - 0.5);
    return { index, points, box, weight: box.width * box.height * (1 - Math.min(1, off)) };
  });
  const best = candidates.toSorted((p, q) => q.weight - p.weight)[0];
  if (!best) return null;
  const { index, points, box } = best;
  const blink = (name: string) =>
    seen.faceBlendshapes[index]?.categories.find(({ categoryName }) => categoryName === name)?.score ?? 0;
  return {
    box,
    five: FACE_LANDMARKER_FIVE.flatMap((i) => [(points[i]?.x ?? 0) * width, (points[i]?.y ?? 0) * height]),
    outline: [...OVAL, ...IRISES].flatMap((i) => [points[i]?.x ?? 0, points[i]?.y ?? 0]),
    pose: headPose(seen.facialTransformationMatrixes[index]?.data ?? []),
    eyesClosed: Math.max(blink("eyeBlinkLeft"), blink("eyeBlinkRight")),
  };
}

function boxOf(points: readonly { x: number; y: number }[], width: number, height: number): Box {
  const xs = points.map(({ x }) => x * width);
  const ys = points.map(({ y }) => y * height);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
