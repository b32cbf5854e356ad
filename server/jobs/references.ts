import { bytesFloat, floatBytes } from "../../shared/bytes.ts";
import type { Services } from "../context.ts";
import type { References, WindowMember } from "../domain/template-policy/score.ts";
import { referenceRows, type TemplateRow, type WhoseReferences } from "../queries/references.ts";
import type { Recogniser, ServerModel } from "../recognition/recogniser.ts";
import { openTemplates, sealTemplate } from "../vault/templates.ts";

/** What a student's photos are compared with, and the model that all of it is of. */
export interface OwnReferences extends References {
  readonly model: ServerModel;
  /** admitted photos that do not count yet */
  readonly quarantine: readonly WindowMember[];
}

/** An embedding of a template, null where it does not open. */
export async function openTemplate(s: Services, row: TemplateRow): Promise<Float32Array | null> {
  const [bytes] = await openTemplates(s.vault.opener, [row]);
  return bytes ? bytesFloat(bytes) : null;
}

/**
 * A student's references of the model in use; while the photos are being embedded anew, those of the model of before.
 * @returns null when the student has no confirmed anchors of either
 */
export async function referencesOf(
  s: Services,
  recogniser: Recogniser,
  of: WhoseReferences,
): Promise<OwnReferences | null> {
  const { anchors, gallery } = await referenceRows(s.checkInDb, of);
  const models = [recogniser.model, ...(recogniser.previous ? [recogniser.previous] : [])];
  const model = models.find(({ digest }) => anchors.some((row) => row.modelDigest === digest));
  if (!model) return null;
  const opened = async (row: TemplateRow) => (row.modelDigest === model.digest ? openTemplate(s, row) : null);
  const anchorEmbeddings = await Promise.all(anchors.map(opened));
  const members = await Promise.all(
    gallery.map(async ({ template, quality, state }) => ({
      embedding: await opened(template),
      quality,
      state,
    })),
  );
  const here = members.flatMap(({ embedding, quality, state }) =>
    embedding ? [{ state, member: { embedding, quality } }] : [],
  );
  const found = anchorEmbeddings.filter((embedding) => embedding !== null);
  if (found.length === 0) return null;
  return {
    model,
    anchors: found,
    window: here.filter(({ state }) => state === "window").map(({ member }) => member),
    quarantine: here.filter(({ state }) => state === "quarantine").map(({ member }) => member),
  };
}

/** Both templates of a photo, sealed, as storeTemplates takes them. An aligner that gave no embedding has none. */
export async function sealBoth(
  s: Services,
  of: { userId: string; photoId: string; kind: "anchor" | "window"; model: ServerModel },
  embeddings: { readonly own: Float32Array | null; readonly claimed: Float32Array | null },
) {
  const { userId, photoId, kind, model } = of;
  const rows = (["server", "device"] as const).map(async (aligner) => {
    const embedding = aligner === "server" ? embeddings.own : embeddings.claimed;
    if (!embedding) return null;
    const template = { userId, photoId, aligner, modelDigest: model.digest };
    const sealed = await sealTemplate(s.vault.sealer, template, floatBytes(embedding));
    return Object.assign(sealed, template, { kind, modelId: model.id });
  });
  return (await Promise.all(rows)).filter((row) => row !== null);
}
