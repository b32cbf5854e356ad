import { claimedPoints, claimLandmarks, photoWindow } from "../../../shared/face/crop.ts";
import { alignFace } from "../../../shared/face/geometry.ts";
import type { RecognitionModel } from "../../../shared/face/recognition.ts";
import type { Embedder } from "./embedder.ts";
import type { FoundFace } from "./landmarker.ts";
import { decodePhoto, encodePhoto } from "./pixels.ts";

/** The photo and what the phone claims about it; times in milliseconds. */
export interface Photo {
  readonly jpeg: ArrayBuffer;
  readonly width: number;
  readonly height: number;
  readonly landmarks: number[];
  readonly embedding: Float32Array<ArrayBuffer>;
  readonly ms: { encode: number; decode: number; align: number; embed: number };
}

/**
 * Takes the photo. The embedding is that of the decoded JPEG, aligned by the rounded landmarks that are claimed: exactly
 * what the server can do again with what it receives. The landmarks are the frame's, moved into the photo: looking for the
 * face a second time would cost as much as the rest and know no better.
 */
export async function takePhoto(
  frame: ImageBitmap,
  face: FoundFace,
  model: RecognitionModel,
  embedder: Embedder,
): Promise<Photo> {
  const window = photoWindow(face.box, frame.width, frame.height);
  const landmarks = claimLandmarks(face.five, window);
  const start = performance.now();
  const jpeg = await encodePhoto(frame, window);
  const encoded = performance.now();
  const raster = await decodePhoto(jpeg);
  const decoded = performance.now();
  const crop = alignFace(raster, claimedPoints(landmarks), model.template);
  const aligned = performance.now();
  const embedding = await embedder.embed(crop);
  const embedded = performance.now();
  return {
    jpeg,
    width: raster.width,
    height: raster.height,
    landmarks,
    embedding,
    ms: {
      encode: encoded - start,
      decode: decoded - encoded,
      align: aligned - decoded,
      embed: embedded - aligned,
    },
  };
}
