import type { Services } from "../context.ts";
import type { Verified, VerificationContext } from "../queries/verification.ts";
import { NEAR_COPY } from "../recognition/near-copy.ts";
import type { Analysis } from "../recognition/recogniser.ts";
import { openPrints, type Print, sealPrints } from "../vault/prints.ts";

/** How many of a student's photos are remembered by what they looked like. */
export const REMEMBERED = 10;

/** What a check-in's photo is compared with (PROTOCOL, step 9). */
export interface EarlierPhotos {
  /** an earlier check-in, of anybody, with the very same bytes */
  readonly same: string | null;
  /** the student's own latest ones, this one left out */
  readonly prints: readonly Print[];
  readonly version: number;
}
export interface Copy {
  /** of the earlier check-in */
  readonly hash: string;
  /** 1: the very same bytes */
  readonly likeness: number;
}

export async function earlierPhotos(
  s: Services,
  { entry: { userId, hash }, prints: { sealed, version }, sameBytes: same }: VerificationContext,
): Promise<EarlierPhotos> {
  const prints = sealed ? await openPrints(s.vault.opener, userId, sealed) : [];
  return { same, version, prints: prints.filter((print) => print.hash !== hash) };
}

/** @returns null for a photo that was not used before */
export function copyOf(analysis: Analysis, { same, prints }: EarlierPhotos): Copy | null {
  if (same !== null) return { hash: same, likeness: 1 };
  const nearest = analysis.ok ? analysis.nearest : null;
  const print = nearest && prints[nearest.index];
  return nearest && print && nearest.likeness >= NEAR_COPY
    ? { hash: print.hash, likeness: nearest.likeness }
    : null;
}

/** The prints to keep: this photo's, and the latest of the earlier ones. */
export async function withOwn(
  s: Services,
  { entry: { userId, hash } }: VerificationContext,
  analysis: Analysis,
  { prints, version }: EarlierPhotos,
): Promise<Verified["prints"]> {
  const print = analysis.ok ? analysis.print : null;
  if (!print) return null;
  const kept = [{ hash, print }, ...prints].slice(0, REMEMBERED);
  return { sealed: await sealPrints(s.vault.sealer, userId, kept), compared: version };
}
