import sharp from "sharp";
import type { Capture } from "../../../client/recognition/types.ts";
import { decodePhoto } from "../../../server/recognition/decode.ts";
import type { Recogniser } from "../../../server/recognition/recogniser.ts";
import { sha256, utf8 } from "../../../shared/bytes.ts";
import { type FivePoints, l2Normalise, type Raster } from "../../../shared/face/geometry.ts";
import { chance } from "./random.ts";

/** A "face" is a pattern of CELLS × CELLS grey cells; a photo of it shows them, with noise. */
const CELLS = 8;
const SIDE_PX = 32;
const CELL_PX = SIDE_PX / CELLS;
const LANDMARKS = [10, 12, 22, 12, 16, 17, 12, 22, 20, 22];

/** Goes by the name of a model that there is, with a digest of its own. */
export const MODEL = {
  id: "arcface-mbf",
  digest: await sha256(utf8("soak-cells")),
  dimension: CELLS * CELLS,
  tHi: 0.6,
  tLo: 0.3,
} as const;
const DETECTOR = { id: "soak-phone", digest: await sha256(utf8("soak-phone")) };

/** A photo of one person: a real JPEG, other bytes for each `shot`. */
export async function photoOf(person: string, shot: string): Promise<Buffer> {
  const cells = chance("face", person).bytes(CELLS * CELLS);
  const noise = chance("shot", person, shot).bytes(SIDE_PX * SIDE_PX);
  const grey = Uint8Array.from({ length: SIDE_PX * SIDE_PX }, (_, i) => {
    const cell = Math.floor(i / SIDE_PX / CELL_PX) * CELLS + Math.floor((i % SIDE_PX) / CELL_PX);
    return Math.min(255, 20 + (cells[cell] ?? 0) * 0.75 + (noise[i] ?? 0) * 0.1);
  });
  return sharp(grey, { raw: { width: SIDE_PX, height: SIDE_PX, channels: 1 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** The mean of each cell, centred, at unit length. */
function embed({ width, data }: Raster): Float32Array {
  const sums = new Float32Array(CELLS * CELLS);
  for (let i = 0; i < SIDE_PX * SIDE_PX; i++) {
    const [x, y] = [i % SIDE_PX, Math.floor(i / SIDE_PX)];
    const cell = Math.floor(y / CELL_PX) * CELLS + Math.floor(x / CELL_PX);
    sums[cell] = (sums[cell] ?? 0) + (data[(y * width + x) * 4] ?? 0);
  }
  const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
  return l2Normalise(sums.map((value) => value - mean));
}

/**
 * A recogniser of such faces that does honest work: it decodes the photo as it was uploaded, by the server's own decoder,
 * and computes the embedding from its pixels alone.
 */
export const cellRecogniser: Recogniser = {
  model: MODEL,
  agreementBound: 0.999,
  workers: 1,
  async analyse(jpeg, claimed) {
    const decoded = await decodePhoto(jpeg);
    if (!decoded.ok) return decoded;
    const { width, height } = decoded.raster;
    if (width !== SIDE_PX || height !== SIDE_PX) return { ok: false, code: "photo_undecodable" };
    const own = embed(decoded.raster);
    const box = { x: 4, y: 4, width: 24, height: 24 };
    const landmarks: FivePoints = LANDMARKS;
    const ms = { decode: 0, detect: 0, align: 0, embed: 0 };
    const face = { box, landmarks, score: 1, interEyePx: 12 };
    return { ok: true, width, height, faces: 1, face, own, claimed: claimed && own, ms };
  },
  close: async () => {},
};

/** What the phone's recognition hands to the outbox, but for the clocks. */
export async function captureOf(person: string, shot: string): Promise<Omit<Capture, "wall" | "mono">> {
  const photo = await photoOf(person, shot);
  const seen = await cellRecogniser.analyse(photo, LANDMARKS);
  if (!seen.ok || !seen.own) throw new Error("the photo shows no face");
  return {
    jpeg: new Uint8Array(photo).buffer,
    width: SIDE_PX,
    height: SIDE_PX,
    landmarks: LANDMARKS.map((px) => px * 10),
    embedding: seen.own,
    model: { id: MODEL.id, digest: MODEL.digest },
    detector: DETECTOR,
    ms: { encode: 0, decode: 0, landmark: 0, align: 0, embed: 0, total: 0 },
  };
}
