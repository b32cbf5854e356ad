import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { build } from "vite";
import { loadModels } from "../models/manifest.ts";
import { prepareAssets } from "./assets/assets.ts";
import { createConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { runOrRefuse } from "./refusal.ts";

const root = join(import.meta.dirname, "..");
const output = join(root, "dist/client");
const stamp = join(root, "dist/client.json");

/**
 * Builds the client into dist/client and compresses its texts for the wire. Does nothing where the last build had the
 * very same inputs.
 */
export async function buildClient(say: (line: string) => void): Promise<void> {
  const inputs = digestOfInputs();
  if (existsSync(join(output, "index.html")) && lastInputs() === inputs) return;
  say("Building the app …");
  const began = performance.now();
  await build({ configFile: join(root, "client/vite.config.ts"), logLevel: "warn" });
  const bytes = await compressAll();
  writeFileSync(stamp, JSON.stringify({ inputs }));
  say(`The app is built: ${Math.round(bytes / 1000)} kB on the wire, ${seconds(began)} s.`);
}

function lastInputs(): string | null {
  try {
    const saved: unknown = JSON.parse(readFileSync(stamp, "utf8"));
    return typeof saved === "object" && saved !== null && "inputs" in saved ? String(saved.inputs) : null;
  } catch {
    return null;
  }
}

/** Everything that can change the build: the client, what it shares, and the installed packages. */
function digestOfInputs(): string {
  const hash = createHash("sha256");
  for (const folder of ["client", "shared"]) {
    const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.toSorted())
      hash.update(relative(root, file)).update("\0").update(readFileSync(file));
  }
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
}

const brotli = promisify(brotliCompress);

/** Lays file.br beside each compressible file. @returns bytes on the wire of all */
async function compressAll(): Promise<number> {
  const files = readdirSync(output, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(js|mjs|css|html|svg|json|webmanifest|wasm|txt)$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => {
      const whole = await readFile(file);
      const packed = await brotli(whole, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: whole.length },
      });
      if (packed.length >= whole.length) return whole.length;
      await writeFile(`${file}.br`, packed);
      return packed.length;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);

if (process.argv[1] === import.meta.filename) {
  await runOrRefuse(async () => {
    const config = createConfig(process.env);
    await buildClient((line) => console.log(line));
    // brotli at its best takes its time: here, with its progress shown, and not when somebody waits for the server
    await prepareAssets(await loadModels(config), createLog(config));
  });
}
