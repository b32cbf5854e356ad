import sharp from "sharp";
import type { Raster } from "../../shared/face/geometry.ts";

/** A photo may have this many bytes … */
export const MAX_PHOTO_BYTES = 512 * 1024;
/** … and this many pixels. */
export const MAX_PHOTO_PIXELS = 4_000_000;

export type Decoded =
  | { readonly ok: true; readonly raster: Raster }
  | { readonly ok: false; readonly code: "photo_undecodable" | "photo_too_large" };

const undecodable = { ok: false, code: "photo_undecodable" } as const;
const tooLarge = { ok: false, code: "photo_too_large" } as const;

/** JPEG or WebP by the first bytes; whatever a name or header claimed is not asked. */
function hasPhotoSignature(bytes: Uint8Array): boolean {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  return text(0, 3) === "\xff\xd8\xff" || (text(0, 4) === "RIFF" && text(8, 12) === "WEBP");
}

/**
 * Decodes an uploaded photo into RGBA. Length, type and size are checked on the header, before any pixel exists;
 * damaged or cut-off files are refused rather than shown in part.
 *
 * The raster is the stored one: an EXIF orientation is **not** applied, because the app's own photos (drawn on a canvas)
 * carry none and their landmarks are pixels of that raster. Grey and CMYK become sRGB; transparency is dropped.
 */
export async function decodePhoto(bytes: Uint8Array): Promise<Decoded> {
  if (bytes.length > MAX_PHOTO_BYTES) return tooLarge;
  if (!hasPhotoSignature(bytes)) return undecodable;
  try {
    const options = {
      failOn: "warning",
      limitInputPixels: false,
      sequentialRead: true,
      autoOrient: false,
    } as const;
    const { format, width, height, pages = 1 } = await sharp(bytes, options).metadata();
    if ((format !== "jpeg" && format !== "webp") || pages !== 1) return undecodable;
    if (width * height > MAX_PHOTO_PIXELS) return tooLarge;
    const { data, info } = await sharp(bytes, { ...options, limitInputPixels: MAX_PHOTO_PIXELS })
      .toColourspace("srgb")
      .removeAlpha()
      .ensureAlpha()
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) return undecodable;
    return { ok: true, raster: { width: info.width, height: info.height, data } };
  } catch {
    return undecodable;
  }
}
