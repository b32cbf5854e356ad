/**
 * `npm run kills -- [--only browser,server,database,photos] [--times N] [--seed S] [--json]`
 *
 * Real processes are killed while check-ins are made and sent, and everything that was called saved is looked for
 * afterwards. It ends with 0 when all of it was delivered once, else with 1.
 */
import { parseArgs } from "node:util";
import { isWhole } from "./whole.ts";

type Proof = (options: { times: number; seed: string }, say: (line: string) => void) => Promise<object>;

/** Each with how often its process is hurt by default. */
const PROOFS: Readonly<Record<string, { times: number; load: () => Promise<Proof> }>> = {
  browser: { times: 50, load: async () => (await import("./browser.ts")).killBrowsers },
  server: { times: 100, load: async () => (await import("./server.ts")).killServers },
  database: { times: 5, load: async () => (await import("./database.ts")).crashDatabases },
  photos: { times: 2, load: async () => (await import("./photos.ts")).removePhotoStores },
};

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    times: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const names = values.only?.split(",") ?? Object.keys(PROOFS);
const unknown = names.filter((name) => !(name in PROOFS));
const times = values.times === undefined ? null : Number(values.times);
if (unknown.length > 0 || (times !== null && !(Number.isInteger(times) && times > 0))) {
  console.error(
    unknown.length > 0
      ? `There is no ${unknown.join(", ")}; there are ${Object.keys(PROOFS).join(", ")}.`
      : "--times takes a whole number from 1.",
  );
  process.exit(2);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
const result: Record<string, Record<string, unknown>> = {};
for (const name of names) {
  const proof = PROOFS[name];
  if (!proof) continue;
  const run = await proof.load();
  const began = performance.now();
  const found = await run({ times: times ?? proof.times, seed: values.seed }, (line) => console.error(line));
  result[name] = { ...found, seconds: Math.round((performance.now() - began) / 1000) };
  if (!values.json) console.log(`${name}:`, result[name]);
}
if (values.json) console.log(JSON.stringify(result));
process.exit(Object.values(result).every(isWhole) ? 0 : 1);
