import { spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Refusal, runOrRefuse } from "../refusal.ts";

/** Tells a folder that the demo made from one that somebody needs. */
const MARKER = "made-by-npm-run-demo";
const SEED = 2026;

/** `npm run demo`: a fresh university in a folder of its own, then the program as always. */
async function main(): Promise<void> {
  if (process.env["NODE_ENV"] === "production")
    throw new Refusal("The demo is for looking around: it does not start with NODE_ENV=production.");
  if (process.env["DATABASE_URL"])
    throw new Refusal("The demo uses a database of its own: unset DATABASE_URL to start it.");
  const dataDir = resolve(process.env["DEMO_DIR"] ?? ".data-demo");
  if (existsSync(dataDir) && !existsSync(join(dataDir, MARKER)))
    throw new Refusal(
      `${dataDir} was not made by the demo, so it is left alone. Name another folder by DEMO_DIR.`,
    );
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  writeFileSync(join(dataDir, MARKER), "The demo deletes and makes this folder anew at each start.\n");

  const env = { ...process.env, DATA_DIR: dataDir, NODE_ENV: "development", SMTP_URL: "", MAIL_FROM: "" };
  // only now: a refusal need not wait for all of the program
  const { makeDemo } = await import("./make.ts");
  const accounts = await makeDemo(env, { seed: SEED, say });
  if (process.argv.includes("--only-make")) return;
  say(...accounts, "The address follows. Everything is thrown away when the demo starts again.");
  await serve(env);
}

/** The program itself, until it ends; a wish to stop reaches it too. */
async function serve(env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../start.mjs")], {
    env,
    stdio: "inherit",
  });
  // Ctrl-C reaches the whole group by itself
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((done) => child.once("exit", (code) => done(code ?? 0)));
}

const say = (...lines: readonly string[]) => console.log(lines.join("\n"));

await runOrRefuse(main);
