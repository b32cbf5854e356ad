import { loadModels, type ModelSet } from "../../models/manifest.ts";
import { RECOGNITION_MODEL_IDS } from "../../shared/face/recognition.ts";
import type { Db } from "../context.ts";
import { olderModels } from "../queries/references.ts";
import type { PoolOptions } from "../recognition/pool.ts";

/**
 * The recognition model of which some references still are, after RECOGNITION_MODEL was changed: it answers for them until
 * they are embedded anew (reembed.ts). It is unloaded with the next start.
 * @returns null where every reference has a template of the model in use, or the older model's file is not here
 */
export async function previousModel(
  db: Db,
  models: ModelSet,
): Promise<NonNullable<PoolOptions["previous"]> | null> {
  if (!models.embedder) return null;
  for (const older of await olderModels(db, models.embedder.digest)) {
    const modelId = RECOGNITION_MODEL_IDS.find((id) => id === older.modelId && id !== models.recognition);
    if (!modelId) continue;
    const { embedder } = await loadModels({ recognitionModel: modelId });
    if (embedder?.digest === older.modelDigest) return { modelId, embedder };
  }
  return null;
}
