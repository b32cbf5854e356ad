import type { InferenceSession } from "onnxruntime-node";
import { type FivePoints, interEyePx } from "../../shared/face/geometry.ts";
import { RECOGNITION_MODELS, type RecognitionModelId } from "../../shared/face/recognition.ts";
import { decodePhoto } from "./decode.ts";
import { detectFaces } from "./detect.ts";
import { embedFace } from "./embed.ts";
import type { Analysis } from "./recogniser.ts";
import { singleThreaded } from "./session.ts";

/** The sessions of one worker. */
export interface Sessions {
  readonly model: RecognitionModelId;
  readonly detector: InferenceSession;
  readonly embedder: InferenceSession;
}

export async function openSessions(paths: {
  model: RecognitionModelId;
  detector: string;
  embedder: string;
}): Promise<Sessions> {
  const { model } = paths;
  const [detector, embedder] = await Promise.all([
    singleThreaded(paths.detector),
    singleThreaded(paths.embedder),
  ]);
  return { model, detector, embedder };
}

export async function closeSessions({ detector, embedder }: Sessions): Promise<void> {
  await detector.release();
  await embedder.release();
}

/** All recognition steps on one photo, in order. See {@link Analysis}. */
export async function analysePhoto(
  sessions: Sessions,
  jpeg: Uint8Array,
  claimedLandmarks: FivePoints | null,
): Promise<Analysis> {
  const model = RECOGNITION_MODELS[sessions.model];
  const started = performance.now();
  const decoded = await decodePhoto(jpeg);
  if (!decoded.ok) return decoded;
  const image = decoded.raster;
  const decodedAt = performance.now();
  const { faces, face } = await detectFaces(sessions.detector, image);
  const detectedAt = performance.now();
  const own = face && (await embedFace(sessions.embedder, model, image, face.landmarks));
  const claimed = claimedLandmarks && (await embedFace(sessions.embedder, model, image, claimedLandmarks));
  return {
    ok: true,
    width: image.width,
    height: image.height,
    faces,
    face: face && { ...face, interEyePx: interEyePx(face.landmarks) },
    own: own?.embedding ?? null,
    claimed: claimed?.embedding ?? null,
    ms: {
      decode: decodedAt - started,
      detect: detectedAt - decodedAt,
      align: (own?.alignMs ?? 0) + (claimed?.alignMs ?? 0),
      embed: (own?.embedMs ?? 0) + (claimed?.embedMs ?? 0),
    },
  };
}
