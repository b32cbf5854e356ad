import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { MAX_PHOTO_BYTES, MAX_PHOTO_PIXELS } from "../../server/recognition/decode.ts";

/** One labelled picture. */
export interface LabelledFace {
  readonly identity: string;
  readonly path: string;
}

/** The folder is not what evaluate and bench need. The message is a sentence. */
export class FacesError extends Error {
  override readonly name = "FacesError";
}

const PICTURE = /\.(jpe?g|png|webp)$/i;
const collator = new Intl.Collator("en", { numeric: true });

/**
 * Pictures of a folder with one folder an identity, in a fixed order.
 * @throws FacesError when there is no such folder or no picture in it
 */
export async function listFaces(dir: string): Promise<LabelledFace[]> {
  const info = await stat(dir).catch(() => null);
  if (!info) throw new FacesError(`There is no folder ${dir}.`);
  if (!info.isDirectory()) throw new FacesError(`${dir} is not a folder.`);
  const faces: LabelledFace[] = [];
  for (const identity of (await readdir(dir)).toSorted(collator.compare)) {
    const folder = join(dir, identity);
    if (!(await stat(folder)).isDirectory()) continue;
    for (const name of (await readdir(folder)).toSorted(collator.compare)) {
      if (PICTURE.test(name)) faces.push({ identity, path: join(folder, name) });
    }
  }
  if (faces.length === 0)
    throw new FacesError(
      `${dir} has no pictures: it needs one folder an identity with .jpg or .png files in it.`,
    );
  return faces;
}

/** Larger pictures take seconds to pack without loss, and gain nothing. */
const LOSSLESS_PIXELS = 300_000;
const SIDES = [2000, 1600, 1280, 1024, 800] as const;

/**
 * The bytes of any picture as the server's pipeline takes them: untouched when they are a photo within its limits, else
 * upright, at most 4 Mpx and 512 kB (small PNGs without loss).
 * @throws FacesError when the file is no picture
 */
export async function readAsPhoto(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path);
  try {
    const {
      format,
      width,
      height,
      orientation = 1,
    } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const fits = width * height <= MAX_PHOTO_PIXELS;
    if (format === "jpeg" && orientation === 1 && fits && bytes.length <= MAX_PHOTO_BYTES) return bytes;
    const upright = sharp(bytes, { limitInputPixels: 200_000_000, failOn: "error" })
      .autoOrient()
      .flatten()
      .toColourspace("srgb");
    if (width * height <= LOSSLESS_PIXELS) {
      const lossless = await upright.clone().webp({ lossless: true, effort: 1 }).toBuffer();
      if (lossless.length <= MAX_PHOTO_BYTES) return lossless;
    }
    for (const side of SIDES) {
      const smaller = await upright
        .clone()
        .resize(side, side, { fit: "inside", withoutEnlargement: true })
        .jpeg({ quality: 92 })
        .toBuffer();
      if (smaller.length <= MAX_PHOTO_BYTES) return smaller;
    }
  } catch (error) {
    throw new FacesError(`${path} cannot be read as a picture.`, { cause: error });
  }
  throw new FacesError(`${path} does not fit into ${MAX_PHOTO_BYTES} bytes.`);
}
