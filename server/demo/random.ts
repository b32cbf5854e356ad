/** Numbers that look random and are the same each time (mulberry32 by Tommy Ettinger, public domain). */
export interface Random {
  /** from 0, below 1 */
  next(): number;
  /** whether something of this probability happens */
  chance(probability: number): boolean;
  /** a whole number from `from` to `to`, both inclusive */
  whole(from: number, to: number): number;
  pick<T>(list: readonly T[]): T;
  uuid(): string;
  /** 32 bytes as base64url */
  hash(): string;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const bytes = (length: number) => Buffer.from(Array.from({ length }, () => Math.floor(next() * 256)));
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick(list) {
      const one = list[Math.floor(next() * list.length)];
      if (one === undefined) throw new Error("nothing to pick from");
      return one;
    },
    uuid() {
      const hex = bytes(16).toString("hex");
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
    },
    hash: () => bytes(32).toString("base64url"),
  };
}
