import type { InferenceSession } from "onnxruntime-node";
import { faceQuality } from "../../shared/face/five-quality.ts";
import { alignFace, type FivePoints, interEyePx, type Raster } from "../../shared/face/geometry.ts";
import { RECOGNITION_MODELS, type RecognitionModel } from "../../shared/face/recognition.ts";
import { decodePhoto } from "./decode.ts";
import { detectFaces } from "./detect.ts";
import { embedFace } from "./embed.ts";
import type { WorkerStart } from "./messages.ts";
import { nearestPrint, printOf } from "./near-copy.ts";
import type { Analysis, Wanted } from "./recogniser.ts";
import { singleThreaded } from "./session.ts";

/** The sessions of one worker; the embedder in use first. */
export interface Sessions {
  readonly detector: InferenceSession;
  readonly embedders: readonly {
    readonly model: RecognitionModel;
    readonly digest: string;
    readonly session: InferenceSession;
  }[];
}

export async function openSessions({ detector, embedders }: WorkerStart): Promise<Sessions> {
  const [opened, ...sessions] = await Promise.all(
    [detector, ...embedders.map(({ path }) => path)].map(singleThreaded),
  );
  if (!opened) throw new TypeError("a recognition worker needs a detector");
  return {
    detector: opened,
    embedders: embedders.flatMap(({ model, digest }, i) => {
      const session = sessions[i];
      return session ? [{ model: RECOGNITION_MODELS[model], digest, session }] : [];
    }),
  };
}

export async function closeSessions({ detector, embedders }: Sessions): Promise<void> {
  await detector.release();
  for (const { session } of embedders) await session.release();
}

/** The gates of shared/face/quality.ts were chosen on this crop; the model in use does not move them. */
const QUALITY_CROP = RECOGNITION_MODELS["arcface-mbf"].template;

/** The face's print, and which of these it comes nearest to. */
function lookAgain(image: Raster, points: FivePoints | null, prints: readonly Uint8Array[]) {
  const nothing = { print: null, nearest: null };
  if (!points) return nothing;
  try {
    const crop = alignFace(image, points, QUALITY_CROP);
    return { print: printOf(crop), nearest: nearestPrint(crop, prints) };
  } catch (error) {
    if (error instanceof RangeError) return nothing;
    throw error;
  }
}

/** All recognition steps on one photo, in order. See {@link Analysis}. */
export async function analysePhoto(
  sessions: Sessions,
  jpeg: Uint8Array,
  claimedLandmarks: FivePoints | null,
  wanted: Wanted = {},
): Promise<Analysis> {
  const embed = async (image: Raster, points: FivePoints | null, digest: string | undefined) => {
    const [first] = sessions.embedders;
    const chosen = digest === undefined ? first : sessions.embedders.find((one) => one.digest === digest);
    return points && chosen ? embedFace(chosen.session, chosen.model, image, points) : null;
  };
  const started = performance.now();
  const decoded = await decodePhoto(jpeg);
  if (!decoded.ok) return decoded;
  const image = decoded.raster;
  const decodedAt = performance.now();
  const { faces, face } = await detectFaces(sessions.detector, image);
  const detectedAt = performance.now();
  const own = await embed(image, face && face.landmarks, wanted.own);
  const claimed = await embed(image, claimedLandmarks, wanted.claimed);
  return {
    ok: true,
    width: image.width,
    height: image.height,
    faces,
    face: face && { ...face, interEyePx: interEyePx(face.landmarks) },
    own: own?.embedding ?? null,
    claimed: claimed?.embedding ?? null,
    ...(wanted.prints && lookAgain(image, face && face.landmarks, wanted.prints)),
    ...(wanted.quality && { quality: face && faceQuality(image, face.landmarks, QUALITY_CROP) }),
    ms: {
      decode: decodedAt - started,
      detect: detectedAt - decodedAt,
      align: (own?.alignMs ?? 0) + (claimed?.alignMs ?? 0),
      embed: (own?.embedMs ?? 0) + (claimed?.embedMs ?? 0),
    },
  };
}
