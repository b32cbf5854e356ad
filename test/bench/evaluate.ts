/**
 * `npm run evaluate -- --faces DIR [--model ID] [--json]`: how well the server's own pipeline (decode, detect, align, embed)
 * tells people apart, on DIR/<identity>/*.{jpg,png}. Progress goes to stderr, the result to stdout. With `--gallery`: what a
 * reference of one photo, of five, and of five with a window is worth (gallery.ts).
 */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { loadModels } from "../../models/manifest.ts";
import { createRecogniser } from "../../server/recognition/pool.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { cosine } from "../../shared/face/geometry.ts";
import {
  RECOGNITION_MODEL_IDS,
  RECOGNITION_MODELS,
  type RecognitionModelId,
} from "../../shared/face/recognition.ts";
import { FACES_DIR } from "../support/faces-dir.ts";
import { FacesError, type LabelledFace, listFaces, readAsPhoto } from "./faces.ts";
import { evaluateGallery, galleryTable } from "./gallery.ts";
import { Comparisons, type Interval } from "./statistics.ts";
import { evaluationTable } from "./table.ts";

export const FARS = ["1e-2", "1e-3", "1e-4"] as const;
type Far = (typeof FARS)[number];
/** With fewer impostor pairs than this, no false accept rate of 1e-4 can be spoken of (rule of three: 3 / 1e-4). */
const PAIRS_FOR_1E4 = 30_000;

export interface Evaluation {
  readonly model: RecognitionModelId;
  readonly images: number;
  readonly facesFound: number;
  readonly identities: number;
  readonly genuinePairs: number;
  readonly impostorPairs: number;
  readonly eer: number | null;
  readonly tar: Record<Far, number | null>;
  readonly tarInterval: Record<Far, Interval | null>;
  readonly thresholds: Record<Far | "eer", number | null>;
  /** the product's starting thresholds on these faces */
  readonly product: Record<"tHi" | "tLo", { threshold: number; tar: number; far: number } | null>;
  readonly agreementBound: number;
  readonly ms: Record<"decode" | "detect" | "align" | "embed", number>;
  /** pictures without a face that was found, or that could not be read */
  readonly notFound: readonly string[];
}

interface Embedded {
  readonly identity: string;
  readonly embedding: Float32Array;
}

/** Runs pictures through a recogniser, all workers busy, and compares every pair. */
export async function evaluate(
  recogniser: Recogniser,
  model: RecognitionModelId,
  faces: readonly LabelledFace[],
  onProgress: (done: number) => void = () => {},
): Promise<{ evaluation: Evaluation; comparisons: Comparisons }> {
  const embedded: (Embedded | null)[] = faces.map(() => null);
  const ms = { decode: 0, detect: 0, align: 0, embed: 0 };
  let next = 0;
  let done = 0;
  const lane = async () => {
    for (let i = next++; i < faces.length; i = next++) {
      const face = faces[i];
      if (!face) break;
      const photo = await readAsPhoto(face.path).catch((error: unknown) => {
        if (error instanceof FacesError) return null;
        throw error;
      });
      const analysis = photo && (await recogniser.analyse(photo, null));
      if (analysis?.ok) {
        if (analysis.own) embedded[i] = { identity: face.identity, embedding: analysis.own };
        for (const step of ["decode", "detect", "align", "embed"] as const)
          ms[step] += analysis.ms[step] / faces.length;
      }
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: recogniser.workers + 1 }, lane));

  const found = embedded.filter((item) => item !== null);
  const genuine: number[] = [];
  const impostor: number[] = [];
  found.forEach((a, i) => {
    for (const b of found.slice(i + 1))
      (a.identity === b.identity ? genuine : impostor).push(cosine(a.embedding, b.embedding));
  });
  const comparisons = new Comparisons(genuine, impostor);
  const point = (far: Far) =>
    far === "1e-4" && impostor.length < PAIRS_FOR_1E4 ? null : comparisons.atFar(Number(far));
  const eachFar = <T>(pick: (far: Far) => T): Record<Far, T> => ({
    "1e-2": pick("1e-2"),
    "1e-3": pick("1e-3"),
    "1e-4": pick("1e-4"),
  });
  const eer = comparisons.eer();
  const spec = RECOGNITION_MODELS[model];
  const evaluation: Evaluation = {
    model,
    images: faces.length,
    facesFound: found.length,
    identities: new Set(faces.map(({ identity }) => identity)).size,
    genuinePairs: genuine.length,
    impostorPairs: impostor.length,
    eer: eer?.rate ?? null,
    tar: eachFar((far) => point(far)?.tar ?? null),
    tarInterval: eachFar((far) => point(far)?.tarInterval ?? null),
    thresholds: { eer: eer?.threshold ?? null, ...eachFar((far) => point(far)?.threshold ?? null) },
    product: { tHi: comparisons.at(spec.tHi), tLo: comparisons.at(spec.tLo) },
    agreementBound: recogniser.agreementBound,
    ms,
    notFound: faces.filter((_, i) => embedded[i] === null).map(({ path }) => path),
  };
  return { evaluation, comparisons };
}

const USAGE = `Usage: npm run evaluate -- [--gallery] --faces DIR [--model ${RECOGNITION_MODEL_IDS.join("|")}] [--json]`;

function refuse(sentence: string, code: number): never {
  console.error(sentence);
  process.exit(code);
}

async function main(): Promise<void> {
  const options = {
    faces: { type: "string" },
    model: { type: "string" },
    gallery: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  } as const;
  const given = (() => {
    try {
      return parseArgs({ options }).values;
    } catch (error) {
      return refuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, 2);
    }
  })();
  const dir = given.faces ?? (given.gallery ? join(FACES_DIR, "labelled") : undefined);
  if (dir === undefined) refuse(`--faces names the folder of pictures.\n${USAGE}`, 2);
  const wanted = given.model ?? process.env["RECOGNITION_MODEL"] ?? RECOGNITION_MODEL_IDS[0];
  const model = RECOGNITION_MODEL_IDS.find((id) => id === wanted);
  if (!model) refuse(`There is no model ${wanted}.\n${USAGE}`, 2);
  const faces = await listFaces(resolve(dir)).catch((error: unknown) => {
    if (error instanceof FacesError) return refuse(error.message, 2);
    throw error;
  });
  const models = await loadModels({ recognitionModel: model });
  const recogniser = await createRecogniser(models, { modelId: model, workers: availableParallelism() });
  if (!recogniser) refuse(models.unavailable?.en ?? "Recognition is unavailable.", 1);
  try {
    if (given.gallery) {
      const result = await evaluateGallery(recogniser, model, faces);
      console.log(given.json ? JSON.stringify(result) : galleryTable(result));
      return;
    }
    const { evaluation, comparisons } = await evaluate(recogniser, model, faces, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${faces.length} pictures\x1b[K`);
      else if (done % 200 === 0) console.error(`${done} of ${faces.length} pictures`);
    });
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    console.log(given.json ? JSON.stringify(evaluation) : evaluationTable(evaluation, comparisons));
  } finally {
    await recogniser.close();
  }
}

if (process.argv[1] && import.meta.filename === resolve(process.argv[1])) await main();
