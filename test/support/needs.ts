import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { loadModels } from "../../models/manifest.ts";
import { FACES_DIR } from "./faces-dir.ts";
import { RECOGNITION_MODEL_IDS, type RecognitionModelId } from "../../shared/face/recognition.ts";

export { FACES_DIR };

const demanded = process.env["REQUIRE_MODELS"] === "1";

/** Why tests with real models cannot run here, or null. */
export async function modelsMissing(
  models: readonly RecognitionModelId[] = RECOGNITION_MODEL_IDS,
): Promise<string | null> {
  const sets = await Promise.all(models.map((recognitionModel) => loadModels({ recognitionModel })));
  return sets.find((set) => set.unavailable !== null)?.unavailable?.en ?? null;
}

/** Why tests with real faces cannot run here, or null. */
export const facesMissing = (): string | null =>
  existsSync(join(FACES_DIR, "labelled"))
    ? null
    : `No faces: ${FACES_DIR} has no folder "labelled". Set FACES_DIR to a folder that has.`;

/**
 * A group of tests that needs model files, and faces where `faces` is set. Without them it is skipped, with the reason
 * in its name; where REQUIRE_MODELS=1 demands them it fails. Await it at the top of a test file.
 */
export async function describeWithModels(
  name: string,
  body: () => void,
  options: { models?: readonly RecognitionModelId[]; faces?: boolean } = {},
): Promise<void> {
  const missing = (await modelsMissing(options.models)) ?? (options.faces ? facesMissing() : null);
  if (missing !== null && demanded) throw new Error(missing);
  describe.skipIf(missing !== null)(missing === null ? name : `${name} [skipped: ${missing}]`, body);
}

/** Paths of the photos of one identity, sorted. */
export const photosOf = (identity: string): string[] =>
  readdirSync(join(FACES_DIR, "labelled", identity))
    .filter((file) => /\.(jpe?g|png)$/i.test(file))
    .toSorted()
    .map((file) => join(FACES_DIR, "labelled", identity, file));
