import type { StoredTemplate } from "../queries/enrolments.ts";
import type { Label } from "./sealed-box.ts";
import type { Opener, Sealer } from "./vault.ts";

type Of = Omit<StoredTemplate, "embedding" | "sealed">;

const templateLabel = ({ userId, photoId, aligner, modelDigest }: Of): Label => ({
  userId,
  record: `template/${photoId}/${aligner}`,
  type: "template",
  model: modelDigest,
});

/** A template's embedding as it may be stored. @param embedding float32-LE */
export const sealTemplate = async (sealer: Sealer, of: Of, embedding: Uint8Array) => ({
  embedding: await sealer.seal(templateLabel(of), embedding),
  sealed: true,
});

/** Embeddings (float32-LE) of those templates that open: none of a student whose key is erased. */
export async function openTemplates(opener: Opener, rows: readonly StoredTemplate[]): Promise<Buffer[]> {
  const opened = await Promise.all(
    rows.map(async (row) => (row.sealed ? opener.open(templateLabel(row), row.embedding) : row.embedding)),
  );
  return opened.filter((embedding) => embedding !== null);
}

const claimLabel = (of: { userId: string; did: string; hash: string; modelDigest: string }): Label => ({
  userId: of.userId,
  record: `claim/${of.did}/${of.hash}`,
  type: "embedding",
  model: of.modelDigest,
});

/** The embedding that a phone sent with a check-in, sealed for the row that keeps it. */
export const sealClaimed = (sealer: Sealer, of: Parameters<typeof claimLabel>[0], bytes: Uint8Array) =>
  sealer.seal(claimLabel(of), bytes);

export const openClaimed = (opener: Opener, of: Parameters<typeof claimLabel>[0], sealed: Uint8Array) =>
  opener.open(claimLabel(of), sealed);
