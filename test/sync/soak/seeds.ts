import { spawn } from "node:child_process";
import { join } from "node:path";
import { DAMAGE } from "./checker.ts";
import { POSTGRES_VARIABLE } from "./environment.ts";
import type { SoakOptions } from "./options.ts";
import type { Outcome } from "./simulate.ts";

/** Runs each seed in a process of its own, some at a time, and adds up. @returns the exit code */
export async function runSeeds(options: SoakOptions, postgresUrl: string): Promise<number> {
  const { checkIns, faults, plant, json, jobs } = options;
  const waiting = [...options.seeds];
  const outcomes: Outcome[] = [];
  let failed = 0;
  const worker = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      const began = performance.now();
      const args = ["--check-ins", checkIns, "--seed", seed, "--faults", faults.join(",") || "none"];
      const { code, output } = await runSeed(
        [...args.map(String), ...(plant ? ["--plant", plant] : [])],
        postgresUrl,
      );
      if (code !== 0) failed += 1;
      if (output === null) {
        console.error(`seed ${seed} ended with code ${code} and no outcome`);
        continue;
      }
      outcomes.push(output);
      const took = ((performance.now() - began) / 1000).toFixed(1);
      const damage = DAMAGE.map((kind) => `${output[kind]} ${kind}`).join(", ");
      console.error(
        `seed ${seed}: ${output.delivered} of ${output.checkIns} delivered, ${damage}; ${took} s (${outcomes.length} of ${options.seeds.length})`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, waiting.length) }, worker));
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + of(one), 0);
  const totals = {
    checkIns: sum((one) => one.checkIns),
    delivered: sum((one) => one.delivered),
    ...Object.fromEntries(DAMAGE.map((kind) => [kind, sum((one) => one[kind])])),
    seeds: outcomes.length,
    failed,
    faults,
    plant,
  };
  if (json)
    console.log(JSON.stringify({ ...totals, outcomes: outcomes.toSorted((a, b) => a.seed - b.seed) }));
  else console.log(totals);
  return failed === 0 ? 0 : 1;
}

function runSeed(
  args: readonly string[],
  postgresUrl: string,
): Promise<{ code: number | null; output: Outcome | null }> {
  const child = spawn(
    process.execPath,
    [...process.execArgv, join(import.meta.dirname, "main.ts"), ...args, "--json"],
    {
      env: { ...process.env, [POSTGRES_VARIABLE]: postgresUrl },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      process.off("exit", stop);
      const line = text.trim().split("\n").at(-1) ?? "";
      resolve({
        code,
        output: line.startsWith("{") ? (JSON.parse(line) as Outcome) : null,
      });
    });
  });
}
