/**
 * `npm run bench -- [--only device|server|sync|…] [--model ID] [--faces DIR] [--rows N [--wide]] [--json]`
 *
 * Measures in the real thing, never in a model of it. With --json the last thing printed is one JSON object; progress goes
 * to stderr. A new bench is one more line of BENCHES.
 */
import { parseArgs } from "node:util";
import { FACES_DIR } from "../support/needs.ts";
import { RECOGNITION_MODEL_IDS, type RecognitionModelId } from "../../shared/face/recognition.ts";

export interface BenchOptions {
  readonly model: RecognitionModelId;
  /** folder with labelled/<identity>/*.jpg */
  readonly faces: string;
  /** of attendance, for the dashboard */
  readonly rows: number;
  /** more rows make bigger courses, not more terms */
  readonly wide: boolean;
  readonly say: (line: string) => void;
}
/** Runs one bench. @returns the keys that it adds to the result */
export type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  device: async () => (await import("./device.ts")).benchDevice,
  server: async () => (await import("./server.ts")).benchServer,
  dashboard: async () => (await import("./dashboard.ts")).benchDashboard,
  sync: async () => (await import("./sync.ts")).benchSync,
  lake: async () => (await import("./lake.ts")).benchLake,
};

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    model: { type: "string", default: process.env["RECOGNITION_MODEL"] ?? "arcface-mbf" },
    faces: { type: "string", default: FACES_DIR },
    rows: { type: "string", default: "1000000" },
    wide: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const model = RECOGNITION_MODEL_IDS.find((id) => id === values.model);
const names = values.only?.flatMap((list) => list.split(",")) ?? Object.keys(BENCHES);
const unknown = names.filter((name) => !(name in BENCHES));
if (!model || unknown.length > 0) {
  console.error(
    !model
      ? `There is no model ${values.model}; there are ${RECOGNITION_MODEL_IDS.join(", ")}.`
      : `There is no bench ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")}.`,
  );
  process.exit(2);
}
// what was started is ended at "exit"
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
const result: Record<string, unknown> = { model };
for (const name of names) {
  const bench = await BENCHES[name]?.();
  if (bench)
    Object.assign(
      result,
      await bench({
        model,
        faces: values.faces,
        rows: Number(values.rows),
        wide: values.wide,
        say: (line) => console.error(line),
      }),
    );
}
console.log(values.json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
process.exit(0);
