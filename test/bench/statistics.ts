/**
 * The arithmetic of comparing faces, pure. Scores are cosines; a comparison is accepted when its score is at or above a
 * threshold. Terms as in ISO/IEC 19795-1.
 */

/** A proportion and its 95 % interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for `hits` of `trials` (E. B. Wilson, JASA 22, 1927). Comparisons share photos, so the true
 * interval is somewhat wider.
 */
export function wilson(hits: number, trials: number, z = 1.959964): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const p = hits / trials;
  const spread = z * Math.sqrt((p * (1 - p)) / trials + z ** 2 / (4 * trials ** 2));
  const middle = p + z ** 2 / (2 * trials);
  const scale = 1 + z ** 2 / trials;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}

/** `p` in 0 … 1 of ascending values, by nearest rank. @throws RangeError when empty */
export function percentile(ascending: readonly number[] | Float64Array, p: number): number {
  const value = ascending[Math.max(0, Math.ceil(p * ascending.length) - 1)];
  if (value === undefined) throw new RangeError("no values to take a percentile of");
  return value;
}

const ascending = (scores: readonly number[]): Float64Array => Float64Array.from(scores).sort();

/** How many of ascending values are at or above `threshold`. */
function countFrom(values: Float64Array, threshold: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < threshold) low = middle + 1;
    else high = middle;
  }
  return values.length - low;
}

/** The smallest double above a finite number. */
function nextAbove(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** A verification system's errors at one threshold. */
export interface OperatingPoint {
  readonly threshold: number;
  /** true accept rate */
  readonly tar: number;
  readonly tarInterval: Interval;
  /** false accept rate that was reached, at most the one asked for */
  readonly far: number;
}

export class Comparisons {
  readonly #genuine: Float64Array;
  readonly #impostor: Float64Array;

  constructor(genuine: readonly number[], impostor: readonly number[]) {
    this.#genuine = ascending(genuine);
    this.#impostor = ascending(impostor);
  }

  /** Errors at a given threshold; null without pairs of both kinds. */
  at(threshold: number): OperatingPoint | null {
    const genuine = this.#genuine.length;
    const impostor = this.#impostor.length;
    if (genuine === 0 || impostor === 0) return null;
    const hits = countFrom(this.#genuine, threshold);
    return {
      threshold,
      tar: hits / genuine,
      tarInterval: wilson(hits, genuine),
      far: countFrom(this.#impostor, threshold) / impostor,
    };
  }

  /** The lowest threshold whose false accept rate is at most `far`, and the errors there. */
  atFar(far: number): OperatingPoint | null {
    const allowed = Math.floor(far * this.#impostor.length + 1e-9);
    const firstRefused = this.#impostor[this.#impostor.length - 1 - allowed];
    return this.at(firstRefused === undefined ? -1 : nextAbove(firstRefused));
  }

  /** Where false accepts and false rejects are equally frequent: their mean where they cross. */
  eer(): { rate: number; threshold: number } | null {
    if (this.#genuine.length === 0 || this.#impostor.length === 0) return null;
    let best = { rate: 1, threshold: 1, gap: Number.POSITIVE_INFINITY };
    for (const threshold of [...this.#genuine, ...this.#impostor]) {
      const far = countFrom(this.#impostor, threshold) / this.#impostor.length;
      const frr = 1 - countFrom(this.#genuine, threshold) / this.#genuine.length;
      const gap = Math.abs(far - frr);
      const rate = (far + frr) / 2;
      if (gap < best.gap || (gap === best.gap && rate < best.rate)) best = { rate, threshold, gap };
    }
    return { rate: best.rate, threshold: best.threshold };
  }

  /** Shares of genuine and impostor scores in `bins` equal bins from `from` to `to`; the ends take what lies beyond. */
  histogram(from: number, to: number, bins: number): { genuine: number[]; impostor: number[] } {
    const count = (values: Float64Array) => {
      const shares = Array.from({ length: bins }, () => 0);
      for (const value of values) {
        const bin = Math.min(bins - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * bins)));
        shares[bin] = (shares[bin] ?? 0) + 1 / values.length;
      }
      return shares;
    };
    return { genuine: count(this.#genuine), impostor: count(this.#impostor) };
  }
}

/**
 * Lowest cosine of claimed and recomputed embeddings that still counts as agreement: three times as far from 1 as the
 * worst that was measured, and between .99 and .9999, so that it neither trusts one browser's luck nor means nothing.
 * @throws RangeError without measurements
 */
export function agreementBoundFrom(cosines: readonly number[]): number {
  if (cosines.length === 0) throw new RangeError("an agreement bound needs measured cosines");
  const worst = 1 - Math.min(...cosines);
  return Math.min(0.9999, Math.max(0.99, 1 - 3 * worst));
}
