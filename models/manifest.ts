import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { InBoth, type ModelNotice } from "../shared/api/about.ts";
import { RECOGNITION_MODEL_IDS, type RecognitionModelId } from "../shared/face/recognition.ts";
import { fileDigest, toWireDigest } from "./digest.ts";
import manifest from "./manifest.json" with { type: "json" };

const Published = v.strictObject({ url: v.pipe(v.string(), v.url(), v.startsWith("https://")) });
const Derived = v.strictObject({ recipe: v.picklist(["openvino", "yunet"]), from: v.array(v.string()) });
export type Recipe = v.InferOutput<typeof Derived>["recipe"];

/** One model file: what it is, where it comes from, and the only digest that is accepted. */
const ManifestFile = v.strictObject({
  id: v.string(),
  file: v.pipe(v.string(), v.regex(/^[\w.-]+$/)),
  source: v.union([Published, Derived]),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  licence: v.string(),
  licenceUrl: v.pipe(v.string(), v.url()),
  purpose: InBoth,
  /** landmarker: phone; embedder: phone and server; detector: server; source: only converted */
  role: v.picklist(["landmarker", "embedder", "detector", "source"]),
  input: v.string(),
  output: v.string(),
});
export type ManifestFile = v.InferOutput<typeof ManifestFile>;

/** Every model file the project knows, sources before what is derived from them. */
export const MANIFEST: readonly ManifestFile[] = v.parse(
  v.strictObject({ files: v.array(ManifestFile) }),
  manifest,
).files;

/** Where model files are kept. */
export const MODELS_DIR = fileURLToPath(new URL("./files", import.meta.url));

/** A model file that is present, its digest checked. */
export interface ModelFile {
  readonly id: string;
  readonly path: string;
  /** SHA-256, base64url */
  readonly digest: string;
  readonly bytes: number;
}

/** The models that this start works with. */
export interface ModelSet {
  readonly recognition: RecognitionModelId;
  readonly landmarker: ModelFile | null;
  readonly embedder: ModelFile | null;
  readonly detector: ModelFile | null;
  /** every file of the manifest, for the About page */
  readonly notices: readonly v.InferOutput<typeof ModelNotice>[];
  /** null when all three are there; else one sentence that says which file is missing and what to do */
  readonly unavailable: InBoth | null;
}

/** The files that are needed at run time with one recognition model. */
export const runtimeFiles = (recognition: RecognitionModelId): ManifestFile[] =>
  MANIFEST.filter(
    ({ id, role }) =>
      role === "landmarker" || role === "detector" || (role === "embedder" && id === recognition),
  );

/** Runtime files and those they are derived from, sources first. */
export function filesToObtain(
  recognition: readonly RecognitionModelId[] = RECOGNITION_MODEL_IDS,
): ManifestFile[] {
  const wanted = recognition.flatMap(runtimeFiles);
  const sources = new Set(wanted.flatMap(({ source }) => ("from" in source ? source.from : [])));
  return MANIFEST.filter((item) => wanted.includes(item) || sources.has(item.file));
}

const shown = (path: string): string => relative(process.cwd(), path) || ".";

function notice(item: ManifestFile, inUse: boolean): v.InferOutput<typeof ModelNotice> {
  const { id, purpose, licence, licenceUrl, source, sha256, bytes } = item;
  const [from, convertedFrom] = "url" in source ? [source.url, []] : [null, source.from];
  return { id, purpose, licence, licenceUrl, source: from, convertedFrom, sha256, bytes, inUse };
}

/**
 * Looks at the model files that are here; downloads nothing (see fetch.ts) and uses nothing with another digest.
 * @param config which recognition model was chosen
 * @param dir the folder of the files
 */
export async function loadModels(
  config: { readonly recognitionModel: RecognitionModelId },
  dir: string = MODELS_DIR,
): Promise<ModelSet> {
  const recognition = config.recognitionModel;
  const found = new Map<ManifestFile["role"], ModelFile>();
  const problems: InBoth[] = [];
  const runtime = runtimeFiles(recognition);
  for (const item of runtime) {
    const path = join(dir, item.file);
    const digest = await fileDigest(path);
    if (digest === item.sha256)
      found.set(item.role, { id: item.id, path, digest: toWireDigest(digest), bytes: item.bytes });
    else
      problems.push(
        digest === null
          ? { en: `${item.file} is missing`, es: `falta ${item.file}` }
          : {
              en: `${item.file} is refused because its SHA-256 is ${digest}`,
              es: `se rechaza ${item.file} porque su SHA-256 es ${digest}`,
            },
      );
  }
  return {
    recognition,
    landmarker: found.get("landmarker") ?? null,
    embedder: found.get("embedder") ?? null,
    detector: found.get("detector") ?? null,
    notices: MANIFEST.map((item) => notice(item, found.has(item.role) && runtime.includes(item))),
    unavailable: problems.length === 0 ? null : unavailableBecause(shown(dir), problems),
  };
}

const unavailableBecause = (folder: string, problems: readonly InBoth[]): InBoth => ({
  en: `Recognition is unavailable: in ${folder} ${problems.map(({ en }) => en).join(", ")}; run “npm run models” with network, or with MODELS_MIRROR naming a folder that has the files, and start again.`,
  es: `El reconocimiento no está disponible: en ${folder} ${problems.map(({ es }) => es).join(", ")}. Ejecuta «npm run models» con red, o con MODELS_MIRROR indicando una carpeta que tenga los archivos, y arranca de nuevo.`,
});
