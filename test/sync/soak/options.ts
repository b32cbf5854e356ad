import { parseArgs } from "node:util";
import * as v from "valibot";
import { FAULTS, PLANTS } from "./faults.ts";

export const USAGE = `npm run soak -- [--check-ins N] [--seed S | --seeds FROM-TO] [--jobs 1|2] [--faults LIST] [--plant FAULT] [--trace FILE] [--json]

  --check-ins  how many check-ins each seed makes (default 1000)
  --seed       one seed: the same seed replays the same faults and ends in the same counts (default 1)
  --seeds      several seeds, each in a process of its own
  --jobs       how many seeds run at a time (default 2)
  --faults     some of: ${FAULTS.join(", ")}; "none", or "all" (default)
  --plant      plants one fault, which must be found: ${PLANTS.join(", ")}
  --trace      writes what every phone of a seed did into this file
  --json       prints one JSON object and nothing else on stdout

It ends with 0 when nothing was lost, doubled, falsely acknowledged, forked, stuck or untold, else with 1.`;

const whole = (name: string) =>
  v.pipe(v.string(), v.regex(/^\d{1,9}$/, `--${name} takes a whole number.`), v.transform(Number));
const Faults = v.pipe(
  v.string(),
  v.transform((text) => (text === "all" ? [...FAULTS] : text === "none" ? [] : text.split(","))),
  v.array(v.picklist(FAULTS, `--faults takes "all", "none" or some of: ${FAULTS.join(", ")}.`)),
);
const Options = v.object({
  "check-ins": v.pipe(
    v.optional(whole("check-ins"), "1000"),
    v.minValue(1, "--check-ins must be at least 1."),
  ),
  seed: v.optional(whole("seed"), "1"),
  seeds: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,9}-\d{1,9}$/, "--seeds takes FROM-TO."),
      v.transform((text) => text.split("-").map(Number)),
    ),
  ),
  jobs: v.pipe(v.optional(whole("jobs"), "2"), v.minValue(1), v.maxValue(8)),
  faults: v.optional(Faults, "all"),
  plant: v.optional(v.picklist(PLANTS, `--plant takes one of: ${PLANTS.join(", ")}.`)),
  trace: v.optional(v.string()),
  json: v.optional(v.boolean(), false),
  help: v.optional(v.boolean(), false),
});

export interface SoakOptions {
  readonly checkIns: number;
  readonly seeds: readonly number[];
  readonly jobs: number;
  readonly faults: readonly (typeof FAULTS)[number][];
  readonly plant: (typeof PLANTS)[number] | null;
  /** a file; null: none */
  readonly trace: string | null;
  readonly json: boolean;
  readonly help: boolean;
}

/** @throws Error with a sentence for the person who typed it */
export function readOptions(args: readonly string[]): SoakOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      "check-ins": text,
      seed: text,
      seeds: text,
      jobs: text,
      faults: text,
      plant: text,
      trace: text,
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const parsed = v.safeParse(Options, values);
  if (!parsed.success) throw new Error(parsed.issues.map(({ message }) => message).join(" "));
  const { seed, seeds, faults, plant, jobs, trace, json, help } = parsed.output;
  const [from, to] = seeds ?? [seed, seed];
  if (from === undefined || to === undefined || to < from) throw new Error("--seeds takes FROM-TO.");
  return {
    checkIns: parsed.output["check-ins"],
    seeds: Array.from({ length: to - from + 1 }, (_, i) => from + i),
    jobs,
    faults,
    plant: plant ?? null,
    trace: trace ?? null,
    json,
    help,
  };
}
