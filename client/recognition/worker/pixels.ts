import {
  type AlignmentTemplate,
  estimateSimilarity,
  type FivePoints,
  type Raster,
} from "../../../shared/face/geometry.ts";
import type { PhotoWindow } from "../../../shared/face/crop.ts";

const JPEG_QUALITY = 0.92;
const THUMBNAIL = 32;

type Canvas = { canvas: OffscreenCanvas; context: OffscreenCanvasRenderingContext2D };

function canvasOf(width: number, height: number): Canvas {
  const canvas = new OffscreenCanvas(width, height);
  // read back at once, so never on the GPU
  const context = canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  if (!context) throw new TypeError("no 2D canvas");
  return { canvas, context };
}

/** Reads small pictures out of frames, on canvases made once. */
export function createPixels(template: AlignmentTemplate) {
  const aligned = canvasOf(template.size, template.size);
  const thumbnail = canvasOf(THUMBNAIL, THUMBNAIL);
  return {
    /** The face on the model's template, quick rather than exact: for light and sharpness of the live frame. */
    roughCrop(frame: ImageBitmap, five: FivePoints): Raster {
      const { a, b, tx, ty } = estimateSimilarity(five, template.points);
      const { context } = aligned;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillRect(0, 0, template.size, template.size);
      context.setTransform(a, b, -b, a, tx, ty);
      context.imageSmoothingQuality = "medium";
      context.drawImage(frame, 0, 0);
      return context.getImageData(0, 0, template.size, template.size);
    },
    /** The whole frame, tiny. */
    thumbnail(frame: ImageBitmap): Raster {
      thumbnail.context.drawImage(frame, 0, 0, THUMBNAIL, THUMBNAIL);
      return thumbnail.context.getImageData(0, 0, THUMBNAIL, THUMBNAIL);
    },
  };
}
export type Pixels = ReturnType<typeof createPixels>;

/** Cuts the window out of a frame and encodes it. */
export async function encodePhoto(frame: ImageBitmap, window: PhotoWindow): Promise<ArrayBuffer> {
  const { canvas, context } = canvasOf(window.photoWidth, window.photoHeight);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    frame,
    window.x,
    window.y,
    window.width,
    window.height,
    0,
    0,
    window.photoWidth,
    window.photoHeight,
  );
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: JPEG_QUALITY });
  return blob.arrayBuffer();
}

/** The pixels that anybody else gets out of the JPEG: no colour conversion, no turning. */
export async function decodePhoto(jpeg: ArrayBuffer): Promise<Raster> {
  const bitmap = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }), {
    colorSpaceConversion: "none",
    imageOrientation: "none",
    premultiplyAlpha: "none",
  });
  const { context } = canvasOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  const raster = context.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return raster;
}
