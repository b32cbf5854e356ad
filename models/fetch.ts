/**
 * `npm run models`: makes sure that every model file is here. With `--optional` (start, dev, build) a missing file is
 * told but does not stop the start, and only what the chosen RECOGNITION_MODEL needs is fetched.
 */
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { RECOGNITION_MODEL_IDS } from "../shared/face/recognition.ts";
import { filesToObtain, MODELS_DIR } from "./manifest.ts";
import { ModelUnavailableError, obtain } from "./obtain.ts";
import { progressBar } from "./progress.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const optional = process.argv.includes("--optional");
const mirror = resolve(root, process.env["MODELS_MIRROR"] ?? "../shared/models");
const chosen = v.safeParse(v.picklist(RECOGNITION_MODEL_IDS), process.env["RECOGNITION_MODEL"]);
const files = filesToObtain(optional && chosen.success ? [chosen.output] : RECOGNITION_MODEL_IDS);

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort());

const ORIGINS = {
  mirror: `from ${relative(process.cwd(), mirror)}`,
  address: "from its public address",
  converted: "converted",
} as const;
let missing = 0;
for (const item of files) {
  const bar = progressBar(process.stderr, item.file, item.bytes);
  try {
    const origin = await obtain(
      item,
      { dir: MODELS_DIR, mirror },
      { signal: interrupted.signal, onProgress: bar.update },
    );
    bar.clear();
    if (origin !== "kept") console.error(`${item.file}: ${ORIGINS[origin]}, SHA-256 checked`);
  } catch (error) {
    bar.clear();
    if (interrupted.signal.aborted) {
      console.error("Interrupted; what came is kept and taken up the next time.");
      process.exit(130);
    }
    if (!(error instanceof ModelUnavailableError)) throw error;
    console.error(error.message);
    missing++;
  }
}
if (missing > 0 && optional) console.error("The app starts without recognition.");
process.exitCode = missing > 0 && !optional ? 1 : 0;
