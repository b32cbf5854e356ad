import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The real server as a process of its own that a test may kill and start again, always at the same port and on the same data. */
export interface ServerProcess {
  readonly port: number;
  readonly url: string;
  /** photos/ is in it */
  readonly dataDir: string;
  start(): Promise<void>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** whether it ended although nobody told it to */
  died(): boolean;
  /** what it said, most of it warnings and errors as JSON lines */
  said(): string;
  close(): Promise<void>;
}

/**
 * @param options.spare keeps the next process at hand with its code loaded, so that a start after a kill takes less: it opens
 *   nothing before it is told to
 */
export async function serverProcess(options: {
  databaseUrl: string;
  env?: Record<string, string>;
  spare?: boolean;
}): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), "presente-server-"));
  const port = await freePort();
  const logFile = join(folder, "server.log");
  const dataDir = join(folder, "data");
  let child: ChildProcess | null = null;
  let spare: ChildProcess | null = null;
  let expected = true;

  function prepare(): ChildProcess {
    const log = openSync(logFile, "a");
    const program = join(import.meta.dirname, "server-child.ts");
    const prepared = spawn(process.execPath, ["--import", "tsx", program], {
      env: {
        ...process.env,
        NODE_ENV: "test",
        LOG_LEVEL: "warn",
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: options.databaseUrl,
        ...options.env,
      },
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    return prepared;
  }
  async function start() {
    const started = spare ?? prepare();
    spare = null;
    child = started;
    expected = false;
    const listening = new Promise<void>((resolve, reject) => {
      started.once("message", () => resolve());
      started.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${tail(logFile)}`)));
    });
    started.send("start");
    await listening;
    if (options.spare) spare = prepare();
  }
  async function end(signal: NodeJS.Signals) {
    expected = true;
    const ended = child;
    child = null;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const gone = once(ended, "exit");
    ended.kill(signal);
    await gone;
  }

  await start();
  return {
    port,
    url: `http://localhost:${port}`,
    dataDir,
    start,
    kill: () => end("SIGKILL"),
    died: () => !expected && (child === null || child.exitCode !== null || child.signalCode !== null),
    said: () => readFileSync(logFile, "utf8"),
    async close() {
      spare?.kill("SIGKILL");
      await end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const tail = (file: string) => readFileSync(file, "utf8").slice(-2000);

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
