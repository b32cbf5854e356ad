import { spawn } from "node:child_process";
import { join } from "node:path";
import { addressLines } from "./addresses.ts";
import { createApp } from "./app.ts";
import { createConfig } from "./config.ts";
import { OLDER_THAN_STOP } from "./domain/stop.ts";
import { startWorkers } from "./jobs/workers.ts";
import { listen } from "./listen.ts";
import { ensureSetupCode } from "./queries/secrets.ts";
import { isOlderThanStop } from "./queries/unknown-stop.ts";
import { Refusal, runOrRefuse } from "./refusal.ts";
import { createServices } from "./services.ts";

/** Models, build, server, in this order, and down again in the other one on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const config = createConfig(process.env);
  const stopping = new AbortController();
  onStopWish(() => stopping.abort());
  await runFirst("../models/fetch.ts", ["--optional"], stopping.signal);
  if (!process.argv.includes("--no-build")) await runFirst("build.ts", [], stopping.signal);
  if (stopping.signal.aborted) return;

  const { services, close } = await createServices(config);
  const closers = [close];
  const shutDown = async () => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    await startWorkers(services);
    const listening = await listen(createApp(services), config);
    closers.push(() => listening.close());
    const setupCode = await ensureSetupCode(services.db);
    const remarks = [
      ...(services.models.unavailable ? [services.models.unavailable.en] : []),
      ...((await isOlderThanStop(services.db)) ? OLDER_THAN_STOP : []),
    ];
    say(banner(addressLines(config, listening.port), setupCode, remarks));
  } catch (error) {
    await shutDown();
    throw error;
  }
  await new Promise<void>((resolve) => {
    if (stopping.signal.aborted) resolve();
    else stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  say(["Stopping: finishing what is under way …"]);
  await shutDown();
}

/**
 * Ctrl-C, a SIGTERM, or the end of the npm that started us: npm hands a SIGTERM to its shell, and the shell to nobody.
 */
function onStopWish(stop: () => void): void {
  process.on("SIGINT", stop).on("SIGTERM", stop);
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}

/** Runs one of our programs to its end, in a process of its own so that its memory is given back. */
async function runFirst(file: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const path = join(import.meta.dirname, file);
  const child = spawn(process.execPath, ["--import", "tsx", path, ...args], { stdio: "inherit" });
  signal.addEventListener("abort", () => child.kill("SIGTERM"), { once: true });
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0 && !signal.aborted)
    throw new Refusal(`${file.replace("../", "")} did not succeed; what it said stands above.`);
}

function banner(
  addresses: readonly string[],
  setupCode: string | null,
  remarks: readonly string[],
): string[] {
  const lines = ["", "Presente is running.", "", ...addresses.map((line) => `  ${line}`)];
  if (setupCode !== null) {
    lines.push(
      "",
      "  First start: nobody administers this installation yet.",
      `  Your one-time administrator code:  ${setupCode}`,
      "  Open the address above, choose “Set up”, and enter it with your name and password.",
    );
  }
  if (remarks.length > 0) lines.push("", ...remarks.map((line) => `  ${line}`));
  return [...lines, "", "  Ctrl-C stops it.", ""];
}

const say = (lines: readonly string[]) => console.log(lines.join("\n"));

await runOrRefuse(main);
