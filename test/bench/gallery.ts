/**
 * `npm run evaluate -- --gallery`: what references are worth. Each identity is enrolled with five of its photos, some others are its
 * window, and one that is in neither is the probe; drawn anew many times, the same each time.
 */
import sharp from "sharp";
import { meanOfBest } from "../../server/domain/template-policy/geometry.ts";
import { DESIGNED_WINDOW_WEIGHT, GALLERY_BOUNDS } from "../../server/domain/template-policy/policy.ts";
import { qualityWeight } from "../../server/domain/template-policy/quality.ts";
import { scoreOf, type WindowMember } from "../../server/domain/template-policy/score.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { cosine } from "../../shared/face/geometry.ts";
import type { RecognitionModelId } from "../../shared/face/recognition.ts";
import { FacesError, type LabelledFace, readAsPhoto } from "./faces.ts";
import { Comparisons, type Interval, wilson } from "./statistics.ts";

const FMRS = ["1e-2", "1e-3", "1e-4"] as const;
const SCHEMES = ["single", "anchors", "window"] as const;
type Scheme = (typeof SCHEMES)[number];
const ANCHORS = 5;
const DRAWS = 40;
/** With fewer photos beside the anchors and the probe there is no window to speak of. */
const WINDOW_FROM = 2;
/** By how much the window must lower FNMR at equal FMR to have a say. */
export const MUST_LOWER_BY = 0.2;

export interface GalleryFigures {
  readonly genuine: number;
  readonly impostor: number;
  /** at equal FMR: the threshold that gives it, and the false non-match rate there */
  readonly at: Record<
    (typeof FMRS)[number],
    Record<Scheme, { threshold: number; fnmr: number; interval: Interval }> | null
  >;
}
export interface GalleryEvaluation {
  readonly model: RecognitionModelId;
  readonly identities: number;
  readonly photos: number;
  /** photos as they are, and probes made worse: 64 px wide, dark */
  readonly asTheyAre: GalleryFigures;
  readonly worseProbes: GalleryFigures;
  /** share by which the window lowers FNMR at FMR 1e-3, photos as they are; null where the anchors miss nobody */
  readonly lowersBy: number | null;
  readonly windowEarnsWeight: boolean;
  /** T_upd where the normal tail of impostors reaches FMR 1e-6: a derived figure, no measured one */
  readonly updateAt1e6: number;
}

interface Looked {
  readonly embedding: Float32Array;
  readonly quality: number;
  readonly worse: Float32Array;
}

async function worsened(photo: Uint8Array): Promise<Uint8Array> {
  const { width } = await sharp(photo).metadata();
  const small = await sharp(photo).resize({ width: 64 }).toBuffer();
  return sharp(small)
    .resize({ width: Math.max(250, width) })
    .linear(0.45, 0)
    .jpeg({ quality: 70 })
    .toBuffer();
}

async function lookAt(recogniser: Recogniser, { path }: LabelledFace): Promise<Looked | null> {
  const photo = await readAsPhoto(path).catch((error: unknown) => {
    if (error instanceof FacesError) return null;
    throw error;
  });
  if (!photo) return null;
  const seen = await recogniser.analyse(photo, null, undefined, { quality: true });
  const again = await recogniser.analyse(
    await worsened(photo),
    seen.ok ? (seen.face?.landmarks ?? null) : null,
  );
  if (!seen.ok || !seen.own || !seen.quality || !again.ok) return null;
  const worse = again.own;
  return worse && { embedding: seen.own, quality: qualityWeight(seen.quality), worse };
}

/** Numbers in 0 … 1, the same each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

export async function evaluateGallery(
  recogniser: Recogniser,
  model: RecognitionModelId,
  faces: readonly LabelledFace[],
): Promise<GalleryEvaluation> {
  const people = new Map<string, Looked[]>();
  for (const face of faces) {
    const looked = await lookAt(recogniser, face);
    if (looked) people.set(face.identity, [...(people.get(face.identity) ?? []), looked]);
  }
  const { floor } = GALLERY_BOUNDS[model].server;
  const scores = { asTheyAre: emptyScores(), worseProbes: emptyScores() };
  const updates: number[] = [];
  const random = seeded(1);
  for (const [identity, own] of people) {
    if (own.length < ANCHORS + 1 + WINDOW_FROM) continue;
    const strangers = [...people].flatMap(([other, theirs]) => (other === identity ? [] : theirs));
    for (let draw = 0; draw < DRAWS; draw++) {
      const [probe, ...others] = shuffled(own, random);
      if (!probe) continue;
      const anchors = others.slice(0, ANCHORS).map(({ embedding }) => embedding);
      const window: WindowMember[] = others.slice(ANCHORS);
      const compare = (p: Float32Array): Record<Scheme, number> => ({
        single: cosine(p, anchors[0] ?? p),
        anchors: scoreOf(p, { anchors, window: [] }, { floor, windowWeight: 0 }).score,
        window: scoreOf(p, { anchors, window }, { floor, windowWeight: DESIGNED_WINDOW_WEIGHT }).score,
      });
      for (const scheme of SCHEMES) {
        scores.asTheyAre[scheme].genuine.push(compare(probe.embedding)[scheme]);
        scores.worseProbes[scheme].genuine.push(compare(probe.worse)[scheme]);
      }
      for (const stranger of strangers) {
        const [plain, worse] = [compare(stranger.embedding), compare(stranger.worse)];
        updates.push(meanOfBest(stranger.embedding, anchors, 3));
        for (const scheme of SCHEMES) {
          scores.asTheyAre[scheme].impostor.push(plain[scheme]);
          scores.worseProbes[scheme].impostor.push(worse[scheme]);
        }
      }
    }
  }
  const asTheyAre = figures(scores.asTheyAre);
  const at = asTheyAre.at["1e-3"];
  const lowersBy = at && at.anchors.fnmr > 0 ? 1 - at.window.fnmr / at.anchors.fnmr : null;
  return {
    model,
    identities: people.size,
    photos: [...people.values()].flat().length,
    asTheyAre,
    worseProbes: figures(scores.worseProbes),
    lowersBy,
    windowEarnsWeight: lowersBy !== null && lowersBy >= MUST_LOWER_BY,
    updateAt1e6: normalTail(updates, 4.753),
  };
}

type Scores = Record<Scheme, { genuine: number[]; impostor: number[] }>;
const emptyScores = (): Scores => ({
  single: { genuine: [], impostor: [] },
  anchors: { genuine: [], impostor: [] },
  window: { genuine: [], impostor: [] },
});

function figures(scores: Scores): GalleryFigures {
  const at = (fmr: (typeof FMRS)[number]) => {
    const point = (scheme: Scheme) => {
      const { genuine, impostor } = scores[scheme];
      const found = new Comparisons(genuine, impostor).atFar(Number(fmr));
      if (!found) return null;
      const missed = Math.round((1 - found.tar) * genuine.length);
      return { threshold: found.threshold, fnmr: 1 - found.tar, interval: wilson(missed, genuine.length) };
    };
    const [single, anchors, window] = SCHEMES.map(point);
    return single && anchors && window ? { single, anchors, window } : null;
  };
  const { genuine, impostor } = scores.anchors;
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    at: { "1e-2": at("1e-2"), "1e-3": at("1e-3"), "1e-4": at("1e-4") },
  };
}

/** The value that a normal distribution of this mean and spread exceeds by `z` standard deviations. */
function normalTail(values: readonly number[], z: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return mean + z * Math.sqrt(variance);
}

/** What `--gallery` prints for a person. */
export function galleryTable(result: GalleryEvaluation): string {
  const rows = (name: string, { genuine, impostor, at }: GalleryFigures) => [
    `  ${name}: ${genuine} genuine and ${impostor} impostor comparisons`,
    "    FNMR at FMR      single photo      anchors           anchors + window",
    ...FMRS.map((fmr) => {
      const point = at[fmr];
      const cell = (scheme: Scheme) =>
        point ? `${point[scheme].fnmr.toFixed(4)} (≥ ${point[scheme].threshold.toFixed(3)})  ` : "—";
      return `    ${fmr}             ${SCHEMES.map(cell).join("")}`;
    }),
  ];
  const { lowersBy } = result;
  return [
    `${result.model}: ${result.photos} photos of ${result.identities} identities, ${ANCHORS} anchors each`,
    ...rows("photos as they are", result.asTheyAre),
    ...rows("probes made worse", result.worseProbes),
    `  T_upd where the impostors' normal tail reaches 1e-6: ${result.updateAt1e6.toFixed(3)}`,
    lowersBy === null
      ? "  The anchors alone miss nobody at FMR 1e-3: the window has nothing to lower, and weighs 0."
      : `  The window lowers FNMR at FMR 1e-3 by ${(100 * lowersBy).toFixed(0)} %: it ${result.windowEarnsWeight ? "earns its weight" : "weighs 0"}.`,
  ].join("\n");
}
