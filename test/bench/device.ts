/** What a phone does, in real Chromium with the built worker, the app's own headers and real photos. */
import { type Browser, chromium, type Page } from "playwright-core";
import { createRecogniser } from "../../server/recognition/pool.ts";
import { fromBase64Url } from "../../shared/bytes.ts";
import { claimedPoints } from "../../shared/face/crop.ts";
import { cosine } from "../../shared/face/geometry.ts";
import { RECOGNITION_MODELS } from "../../shared/face/recognition.ts";
import { type RecognitionServer, serveRecognition } from "../browser/recognition-server.ts";
import { tool } from "../support/tools.ts";
import type { Bench } from "./bench.ts";
import { listFaces } from "./faces.ts";
import { firstInstallBytes } from "./first-install.ts";
import { agreementBoundFrom, percentile } from "./statistics.ts";

interface Spread {
  readonly p50: number;
  readonly p95: number;
}
const spread = (values: readonly number[]): Spread => {
  const ascending = values.toSorted((a, b) => a - b);
  const round = (p: number) => Math.round(percentile(ascending, p) * 10) / 10;
  return { p50: round(0.5), p95: round(0.95) };
};

const COLD_STARTS = 5;
const WARM_STARTS = 9;
const WATCHED_PHOTOS = 25;
/** the JIT has then seen everything */
const WARM_UP = 5;

/** device{…} and agreement{…}. Durations in milliseconds. */
export const benchDevice: Bench = async ({ model, faces, say }) => {
  const photos = (await listFaces(`${faces}/labelled`)).map(({ path }) => path.slice(faces.length));
  const server = await serveRecognition({ faces, recognitionModel: model });
  const browser = await chromium.launch({
    executablePath: tool("chromium", "CHROMIUM"),
    chromiumSandbox: false,
  });
  try {
    say("device: first install");
    const installBytes = await firstInstallBytes(browser, server);
    say("device: starts");
    const starts = await measureStarts(browser, server, photos[0] ?? "");
    const page = await openLab(await browser.newContext(), server);
    const { threads } = await page.evaluate((config) => window.lab.load(config), server.config);
    say("device: landmarks");
    const landmarkMs = await measureLandmarks(page, photos);
    say("device: shutter");
    const shots = await takeShots(page, photos, say);
    say("device: agreement with the server");
    const agreement = await measureAgreement(server, shots);
    const warm = shots.slice(WARM_UP);
    return {
      device: {
        threads,
        photos: shots.length,
        landmarkMs: spread(landmarkMs),
        embedMs: spread(warm.map(({ capture }) => capture.ms.embed)),
        shutterToVerdictMs: spread(warm.map(({ verdictMs }) => verdictMs)),
        coldStartMs: spread(starts.cold),
        warmStartMs: spread(starts.warm),
        firstInstallBytes: installBytes,
      },
      agreement,
    };
  } finally {
    await browser.close();
    await server.close();
  }
};

async function openLab(
  context: Awaited<ReturnType<Browser["newContext"]>>,
  server: RecognitionServer,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => "lab" in window);
  return page;
}

/** From opening the page to the first landmarks: with nothing stored, and on later visits. */
async function measureStarts(browser: Browser, server: RecognitionServer, photo: string) {
  const first = async (page: Page) => {
    const { firstMs } = await page.evaluate(([config, url]) => window.lab.firstLandmarksMs(config, { url }), [
      server.config,
      `/faces${photo}`,
    ] as const);
    await page.close();
    return firstMs;
  };
  const cold: number[] = [];
  const warm: number[] = [];
  for (let i = 0; i < COLD_STARTS; i++) {
    const context = await browser.newContext();
    cold.push(await first(await openLab(context, server)));
    if (i === COLD_STARTS - 1) {
      for (let j = 0; j < WARM_STARTS; j++) warm.push(await first(await openLab(context, server)));
    }
    await context.close();
  }
  return { cold, warm };
}

/** Frames of faces too far away to be photographed: the watch at the camera's pace, second looks included. */
async function measureLandmarks(page: Page, photos: readonly string[]): Promise<number[]> {
  const all: number[] = [];
  for (const photo of photos.slice(0, WATCHED_PHOTOS)) {
    await page.evaluate((url) => window.lab.show([{ url, zoom: 0.65 }]), `/faces${photo}`);
    const { landmarkMs } = await page.evaluate(() => window.lab.capture({ kind: "checkin" }, 1_200));
    all.push(...landmarkMs.slice(2));
  }
  return all;
}

type Shot = Awaited<ReturnType<typeof takeShots>>[number];

/** A check-in's photo of each face that passes the gates. */
async function takeShots(page: Page, photos: readonly string[], say: (line: string) => void) {
  const shots = [];
  const refused: string[] = [];
  for (const photo of photos) {
    await page.evaluate((url) => window.lab.show([{ url }]), `/faces${photo}`);
    const seen = await page.evaluate(() => window.lab.capture({ kind: "checkin" }, 2_500));
    if (seen.capture) shots.push({ photo, capture: seen.capture, verdictMs: seen.verdictMs });
    else refused.push(`${photo} ${seen.coaching.at(-1) ?? "nothing"}`);
  }
  say(`device: ${shots.length} photos taken, ${refused.length} refused by the gates (${refused.join(", ")})`);
  return shots;
}

/** The claimed embeddings against those that the server computes of the same bytes and landmarks. */
async function measureAgreement(server: RecognitionServer, shots: readonly Shot[]) {
  const { recognition } = server.models;
  const recogniser = await createRecogniser(server.models, { modelId: recognition, workers: 1 });
  if (!recogniser) throw new Error(server.models.unavailable?.en ?? "no models");
  try {
    const cosines: number[] = [];
    for (const { capture } of shots) {
      const analysis = await recogniser.analyse(
        fromBase64Url(capture.jpeg),
        claimedPoints(capture.landmarks),
      );
      if (analysis.ok && analysis.claimed) {
        cosines.push(cosine(Float32Array.from(capture.embedding), analysis.claimed));
      }
    }
    const ascending = cosines.toSorted((a, b) => a - b);
    return {
      photos: cosines.length,
      min: ascending[0],
      median: percentile(ascending, 0.5),
      suggestedBound: agreementBoundFrom(cosines),
      bound: RECOGNITION_MODELS[recognition].agreementBound,
    };
  } finally {
    await recogniser.close();
  }
}
