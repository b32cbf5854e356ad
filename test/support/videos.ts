import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { photosOf } from "./needs.ts";
import { tool } from "./tools.ts";

/**
 * Videos for Chromium's fake camera, made by ffmpeg once and kept in .cache/videos. The camera repeats them without
 * end. Motion JPEG, 1280×720 at 15 frames a second; a slow zoom keeps them from being stills.
 */
const FOLDER = join(import.meta.dirname, "../../.cache/videos");
const SIZE = "1280x720";
const FPS = 15;

/** The photo in the middle over its own blurred enlargement: no edge that a detector could stumble over. */
const FRAMED = (height: number) =>
  `split[a][b];[a]scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720,gblur=sigma=60[back];` +
  `[b]scale=-2:${height}:flags=lanczos[front];[back][front]overlay=(W-w)/2:(H-h)/2,setsar=1`;

/** A slow breath of the camera, computed on a larger picture so that it does not tremble. */
const breathing = (seconds: number) =>
  `scale=2560:1440,zoompan=z='1.015+0.012*sin(2*PI*on/${FPS * 3})':x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)'` +
  `:d=${seconds * FPS}:s=${SIZE}:fps=${FPS}`;

export interface FaceVideoOptions {
  /** a folder of FACES_DIR/labelled, such as "subject-01" */
  subject: string;
  /** which of its photos, counted from 0 in the order of their names (default: the first) */
  photos?: readonly number[];
  /** how long each is shown before the next (default 4) */
  secondsEach?: number;
  /** height of the photo in the 720 lines of the frame (default 720) */
  height?: number;
  /** of the light that there was, for a room that is too dark (default 1) */
  brightness?: number;
}

/** One person before the camera, in one photo after the other. @returns path of the video */
export function faceVideo(options: FaceVideoOptions): Promise<string> {
  const { subject, photos = [0], secondsEach = 4, height = 720, brightness = 1 } = options;
  const all = photosOf(subject);
  const chosen = photos.map((index) => all[index]).filter((path) => path !== undefined);
  if (chosen.length !== photos.length) throw new Error(`${subject} has ${all.length} photos only`);
  const light = brightness === 1 ? "" : `,lutyuv=y=val*${brightness}`;
  const parts = chosen.map(
    (_, i) =>
      `[${i}:v]${FRAMED(height).replaceAll(/\[(a|b|back|front)\]/g, `[$1${i}]`)},${breathing(secondsEach)}${light}[v${i}]`,
  );
  const joined = `${parts.join(";")};${chosen.map((_, i) => `[v${i}]`).join("")}concat=n=${chosen.length}:v=1[out]`;
  return make([...chosen.flatMap((path) => ["-i", path]), "-filter_complex", joined, "-map", "[out]"]);
}

/** The same person in a room with hardly any light. */
export const darkVideo = (subject: string): Promise<string> => faceVideo({ subject, brightness: 0.08 });

/** Two people side by side. */
export function twoFacesVideo(one: string, other: string): Promise<string> {
  const [left, right] = [photosOf(one)[0], photosOf(other)[0]];
  if (left === undefined || right === undefined) throw new Error("both need a photo");
  const filter = `[0:v]scale=640:720:force_original_aspect_ratio=increase,crop=640:720[l];[1:v]scale=640:720:force_original_aspect_ratio=increase,crop=640:720[r];[l][r]hstack,setsar=1,${breathing(4)}[out]`;
  return make(["-i", left, "-i", right, "-filter_complex", filter, "-map", "[out]"]);
}

/** A wall with slowly moving light and nobody before it. */
export const emptyVideo = (): Promise<string> =>
  make(["-f", "lavfi", "-i", `gradients=s=${SIZE}:r=${FPS}:d=4:c0=0x8a8f98:c1=0xb9bec6:speed=0.02`]);

/** Pictures of a screen before the camera, each for a moment, again and again; `paths` of PNG files. */
export function screenVideo(paths: readonly string[], secondsEach = 1): Promise<string> {
  const inputs = paths.flatMap((path) => ["-loop", "1", "-t", String(secondsEach), "-i", path]);
  const parts = paths.map(
    (_, i) =>
      `[${i}:v]scale=-2:640:flags=lanczos,pad=1280:720:(ow-iw)/2:(oh-ih)/2:0x30343c,setsar=1,fps=${FPS}[v${i}]`,
  );
  const joined = `${parts.join(";")};${paths.map((_, i) => `[v${i}]`).join("")}concat=n=${paths.length}:v=1[out]`;
  return make([...inputs, "-filter_complex", joined, "-map", "[out]"]);
}

/** Runs ffmpeg unless the same video was made before of the same photos. */
async function make(input: readonly string[]): Promise<string> {
  const args = [...input, "-an", "-r", String(FPS), "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"];
  const key = createHash("sha256").update(JSON.stringify(args));
  for (const [i, word] of input.entries()) {
    if (input[i - 1] === "-i" && existsSync(word)) key.update(await readFile(word));
  }
  const path = join(FOLDER, `${key.digest("hex").slice(0, 16)}.mjpeg`);
  if (existsSync(path)) return path;
  await mkdir(FOLDER, { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  const done = spawnSync(
    tool("ffmpeg", "FFMPEG"),
    ["-hide_banner", "-loglevel", "error", "-y", ...args, "-f", "mjpeg", unfinished],
    { encoding: "utf8" },
  );
  if (done.status !== 0)
    throw new Error(`ffmpeg could not make a test video: ${done.stderr || String(done.error)}`);
  await rename(unfinished, path);
  return path;
}
