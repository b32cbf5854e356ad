/** Seeded chance: the same words give the same stream, whatever else draws elsewhere. */
export interface Chance {
  /** uniform in [0, 1) */
  next(): number;
  /** true with probability `p` */
  hit(p: number): boolean;
  /** an integer in [from, to] */
  whole(from: number, to: number): number;
  /** one of these */
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Uint8Array<ArrayBuffer>;
  uuid(): string;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by hashing the words with cyrb128. */
export function chance(...words: readonly (string | number)[]): Chance {
  let [a, b, c, d] = cyrb128(words.join("\u0000"));
  const u32 = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) u32();
  const next = () => u32() / 2 ** 32;
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  const bytes = (length: number) => Uint8Array.from({ length }, () => u32() & 255);
  return {
    next,
    hit: (p) => next() < p,
    whole,
    pick<T>(from: readonly T[]): T {
      const chosen = from[whole(0, from.length - 1)];
      if (chosen === undefined) throw new RangeError("nothing to pick from");
      return chosen;
    },
    bytes,
    uuid() {
      const hex = Array.from(bytes(16), (byte) => byte.toString(16).padStart(2, "0")).join("");
      const text = `${hex.slice(0, 12)}4${hex.slice(13, 16)}a${hex.slice(17)}`;
      return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    },
  };
}

function cyrb128(text: string): [number, number, number, number] {
  const h = [1779033703, 3144134277, 1013904242, 2773480762];
  const k = [597399067, 2869860233, 951274213, 2716044179];
  const at = (list: readonly number[], i: number) => list[i & 3] ?? 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    for (let j = 0; j < 4; j++) h[j] = at(h, j + 1) ^ Math.imul(at(h, j) ^ code, at(k, j));
  }
  const mixed = h.map((_, j) => Math.imul(at(h, j + 2) ^ (at(h, j) >>> (18 + j)), at(k, j)));
  const all = mixed.reduce((sum, word) => sum ^ word, 0);
  return [all, at(mixed, 1) ^ all, at(mixed, 2) ^ all, at(mixed, 3) ^ all];
}
