import type { DeletionClass } from "../../../shared/api/retention.ts";

/** How many of each class one round destroyed. */
export class Tally {
  readonly #counts = new Map<DeletionClass, number>();

  add(of: DeletionClass, n: number): void {
    if (n > 0) this.#counts.set(of, (this.#counts.get(of) ?? 0) + n);
  }
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}
