import type { Evaluation } from "./evaluate.ts";
import type { Comparisons } from "./statistics.ts";

const BINS = 24;
const FROM = -0.2;
const TO = 1;
const WIDTH = 36;

const share = (value: number | null) => (value === null ? "—" : value.toFixed(4));
const bar = (value: number, largest: number) =>
  "█".repeat(Math.round((value / largest) * WIDTH)).padEnd(WIDTH);

/** What evaluate prints for a person. */
export function evaluationTable(result: Evaluation, comparisons: Comparisons): string {
  const rows = (["1e-2", "1e-3", "1e-4"] as const).map((far) => {
    const interval = result.tarInterval[far];
    const range = interval ? `[${share(interval.low)}, ${share(interval.high)}]` : "too few impostor pairs";
    return `  TAR at FAR ${far}   ${share(result.tar[far])}  ${range.padEnd(24)} threshold ${share(result.thresholds[far])}`;
  });
  const product = (["tHi", "tLo"] as const).map((name) => {
    const point = result.product[name];
    return `  at ${name} = ${point?.threshold ?? "—"}      TAR ${share(point?.tar ?? null)}, FAR ${point?.far.toExponential(1) ?? "—"}`;
  });
  const { genuine, impostor } = comparisons.histogram(FROM, TO, BINS);
  const largest = Math.max(...genuine, ...impostor);
  const histogram = genuine.map((value, i) => {
    const cosine = (FROM + (i * (TO - FROM)) / BINS).toFixed(2).padStart(5);
    return `  ${cosine}  ${bar(impostor[i] ?? 0, largest)} ${bar(value, largest)}`.trimEnd();
  });
  const { ms } = result;
  return [
    `${result.model}: ${result.images} pictures of ${result.identities} identities, ${result.facesFound} faces found`,
    `  ${result.genuinePairs} genuine and ${result.impostorPairs} impostor pairs`,
    `  EER              ${share(result.eer)}  ${" ".repeat(24)} threshold ${share(result.thresholds.eer)}`,
    ...rows,
    ...product,
    `  agreement bound  ${result.agreementBound}`,
    `  mean ms          decode ${ms.decode.toFixed(1)}, detect ${ms.detect.toFixed(1)}, align ${ms.align.toFixed(1)}, embed ${ms.embed.toFixed(1)}`,
    "",
    `  cosine ${"impostor".padEnd(WIDTH)}  genuine`,
    ...histogram,
    ...(result.notFound.length > 0
      ? ["", "  No face found in:", ...result.notFound.map((path) => `    ${path}`)]
      : []),
  ].join("\n");
}
