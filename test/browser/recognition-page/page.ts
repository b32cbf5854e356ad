/** The bridge without the app around it: what tests and the bench drive in a real browser. */
import { loadRecogniser } from "../../../client/recognition/bridge.ts";
import type { Capture, Coaching, FrameReport, Recogniser } from "../../../client/recognition/types.ts";
import type { RecognitionConfig } from "../../../shared/api/about.ts";
import { toBase64Url } from "../../../shared/bytes.ts";
import { cosine } from "../../../shared/face/geometry.ts";
import type { Purpose } from "../../../shared/face/quality.ts";

const WIDTH = 640;
const HEIGHT = 480;

/** A camera whose picture the test paints. */
const canvas = document.createElement("canvas");
canvas.width = WIDTH;
canvas.height = HEIGHT;
const context = canvas.getContext("2d");
if (!context) throw new TypeError("no 2D canvas");
const video = document.createElement("video");
video.muted = true;
let paint: () => void = () => undefined;
setInterval(() => paint(), 33);

/** A photo in the frame: `zoom` 1 fits the height; `dim` scales the light. */
export interface Placed {
  readonly url: string;
  readonly x?: number;
  readonly zoom?: number;
  readonly dim?: number;
}

let recogniser: Recogniser | null = null;
let last: Float32Array | null = null;

const lab = {
  async load(config: RecognitionConfig, timeoutMs = 60_000) {
    const progress: { loaded: number; total: number }[] = [];
    const startMs = performance.now();
    recogniser = await loadRecogniser(config, {
      signal: AbortSignal.timeout(timeoutMs),
      onProgress: (at) => progress.push({ ...at }),
    });
    return { threads: recogniser.threads, ms: performance.now() - startMs, progress };
  },
  dispose: () => recogniser?.dispose(),
  async show(photos: Placed[]) {
    const images = await Promise.all(
      photos.map(async (photo) => ({ photo, image: await imageOf(photo.url) })),
    );
    paint = () => {
      context.filter = "none";
      context.fillStyle = "#777";
      context.fillRect(0, 0, WIDTH, HEIGHT);
      for (const { photo, image } of images) {
        const { x = 0.5, zoom = 1, dim = 1 } = photo;
        const side = HEIGHT * zoom;
        context.filter = `brightness(${dim})`;
        context.drawImage(image, x * WIDTH - side / 2, (HEIGHT - side) / 2, side, side);
        if (dim < 1) {
          context.filter = "none";
          context.fillStyle = `rgb(0 0 0 / ${1 - dim})`;
          context.fillRect(0, 0, x * WIDTH - side / 2, HEIGHT);
          context.fillRect(x * WIDTH + side / 2, 0, WIDTH, HEIGHT);
        }
      }
    };
    paint();
    video.srcObject ??= canvas.captureStream(30);
    await video.play();
  },
  /** Captures, or says what stood in the way until the time was up or `until` was said. */
  async capture(purpose: Purpose, timeoutMs: number, until?: Coaching) {
    if (!recogniser) throw new TypeError("load first");
    const seen: FrameReport[] = [];
    const startMs = performance.now();
    let shutterMs = 0;
    const ended = new AbortController();
    try {
      const capture = await recogniser.capture(video, {
        purpose,
        signal: AbortSignal.any([ended.signal, AbortSignal.timeout(timeoutMs)]),
        onReport(report) {
          seen.push(report);
          if (report.coaching === until) ended.abort();
          shutterMs = performance.now();
        },
      });
      // the verdict: the own reference against what was just seen
      const cosineToLast = last ? cosine(last, capture.embedding) : null;
      const endMs = performance.now();
      last = capture.embedding;
      return {
        ...told(seen),
        error: null,
        capture: portable(capture),
        cosineToLast,
        ms: endMs - startMs,
        verdictMs: endMs - shutterMs,
      };
    } catch (error) {
      return { ...told(seen), error: error instanceof Error ? error.name : String(error), capture: null };
    }
  },
  /** From the page's beginning until the first face has landmarks. */
  async firstLandmarksMs(config: RecognitionConfig, photo: Placed) {
    const [loaded] = await Promise.all([lab.load(config), lab.show([photo])]);
    const ended = new AbortController();
    let firstMs = 0;
    await recogniser
      ?.capture(video, {
        purpose: { kind: "checkin" },
        signal: AbortSignal.any([ended.signal, AbortSignal.timeout(10_000)]),
        onReport(report) {
          if (!report.box) return;
          firstMs = performance.now();
          ended.abort();
        },
      })
      .catch(() => undefined);
    return { firstMs, loadMs: loaded.ms };
  },
  /** Disposes the recogniser while it watches, after some frames. */
  async captureAndDispose(purpose: Purpose, frames: number) {
    if (!recogniser) throw new TypeError("load first");
    let left = frames;
    return recogniser
      .capture(video, {
        purpose,
        signal: AbortSignal.timeout(30_000),
        onReport() {
          if (--left === 0) recogniser?.dispose();
        },
      })
      .then(
        () => "a photo",
        (error: unknown) => (left <= 0 && error instanceof Error ? error.name : String(error)),
      );
  },
};

const told = (seen: readonly FrameReport[]) => ({
  /** the sentences in the order in which they changed */
  coaching: seen.map(({ coaching }) => coaching).filter((coaching, i, all) => coaching !== all[i - 1]),
  landmarkMs: seen.map(({ landmarkMs }) => landmarkMs),
  frames: seen.length,
});

const portable = (capture: Capture) => ({
  ...capture,
  jpeg: toBase64Url(new Uint8Array(capture.jpeg)),
  embedding: [...capture.embedding],
});

async function imageOf(url: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetch(url)).blob());
}

declare global {
  interface Window {
    lab: typeof lab;
  }
}
window.lab = lab;
