import { cosine, l2Normalise, meanEmbedding } from "../../../shared/face/geometry.ts";

/** L2-normalised mean, each embedding by its weight. @throws RangeError when empty or without weight */
export function weightedMean(
  members: readonly { readonly embedding: Float32Array; readonly quality: number }[],
): Float32Array {
  const [first] = members;
  if (!first) throw new RangeError("no embedding to take the mean of");
  const mean = new Float32Array(first.embedding.length);
  for (const { embedding, quality } of members) {
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] ?? 0) + quality * (embedding[i] ?? 0);
  }
  return l2Normalise(mean);
}

/** Mean of the `count` highest cosines to these references. */
export function meanOfBest(probe: Float32Array, references: readonly Float32Array[], count: number): number {
  const best = references
    .map((reference) => cosine(probe, reference))
    .toSorted((a, b) => b - a)
    .slice(0, count);
  return best.reduce((sum, value) => sum + value, 0) / Math.max(1, best.length);
}

/** Which way an embedding lies from a centre: its part orthogonal to it, at unit length; null where it lies on it. */
export function displacement(embedding: Float32Array, centre: Float32Array): Float32Array | null {
  const along = cosine(embedding, centre);
  const away = embedding.map((value, i) => value - along * (centre[i] ?? 0));
  return Math.hypot(...away) < 1e-6 ? null : l2Normalise(away);
}

/** How far a candidate goes the way that the others went: cosine of its displacement and their mean one; null without others. */
export function alignment(
  candidate: Float32Array,
  others: readonly Float32Array[],
  anchors: readonly Float32Array[],
): number | null {
  if (others.length === 0) return null;
  const centre = meanEmbedding(anchors);
  const [own, theirs] = [displacement(candidate, centre), displacement(meanEmbedding(others), centre)];
  return own && theirs && cosine(own, theirs);
}
