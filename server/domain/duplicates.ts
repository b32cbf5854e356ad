import type { RecognitionModelId } from "../../shared/face/recognition.ts";

/** Another person whose anchors resemble the ones that were searched for. */
export interface Likeness {
  readonly userId: string;
  /** cosine of the two means of anchors */
  readonly score: number;
}

/**
 * From which cosine of two means of anchors an administrator is asked. Two halves of one person's photos reach .80 in the worst of
 * 200 draws (arcface-mbf) and .83 (omz-0095); strangers' normal tail reaches .44 and .56 once in 50,000 × 20 comparisons.
 */
export const DUPLICATE_FROM: Readonly<Record<RecognitionModelId, number>> = {
  "arcface-mbf": 0.6,
  "omz-0095": 0.65,
};

/** Keeps the best few of any number, in their order. */
export class Best {
  readonly #limit: number;
  readonly #from: number;
  #kept: Likeness[] = [];

  /** @param from cosines below it are not kept */
  constructor(limit: number, from: number) {
    this.#limit = limit;
    this.#from = from;
  }

  offer(one: Likeness): void {
    if (!(one.score >= this.#from)) return;
    const worst = this.#kept.at(-1);
    if (this.#kept.length === this.#limit && worst && one.score <= worst.score) return;
    this.#kept = [...this.#kept, one].toSorted((a, b) => b.score - a.score).slice(0, this.#limit);
  }

  get kept(): readonly Likeness[] {
    return this.#kept;
  }
}
