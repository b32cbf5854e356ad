import { spawn } from "node:child_process";
import { join } from "node:path";
import * as v from "valibot";
import { inject } from "vitest";
import { POSTGRES_VARIABLE } from "./soak/environment.ts";

const Counts = v.object({
  checkIns: v.number(),
  delivered: v.number(),
  lost: v.number(),
  doubled: v.number(),
  ackedMissing: v.number(),
  forks: v.number(),
  stuck: v.number(),
  untold: v.number(),
  photosMissing: v.number(),
});

export interface Soaked {
  readonly code: number | null;
  /** the one object that it printed */
  readonly json: string;
  readonly counts: v.InferOutput<typeof Counts>;
}

/** Runs `npm run soak -- --json` with these arguments, on a database of the test's PostgreSQL. */
export async function runSoak(...args: readonly (string | number)[]): Promise<Soaked> {
  const program = join(import.meta.dirname, "soak/main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", program, "--json", ...args.map(String)], {
    env: { ...process.env, [POSTGRES_VARIABLE]: inject("postgresUrl") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let json = "";
  child.stderr.setEncoding("utf8").on("data", (part: string) => (said += part));
  child.stdout.setEncoding("utf8").on("data", (part: string) => (json += part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0 && code !== 1) throw new Error(`the simulation ended with ${code}: ${said}`);
  return { code, json, counts: v.parse(Counts, JSON.parse(json)) };
}
