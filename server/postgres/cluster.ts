import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import postgres from "postgres";
import { Refusal } from "../refusal.ts";
import { type RunAs, runAs } from "./account.ts";
import { type Binaries, findBinaries } from "./binaries.ts";
import { isZombie } from "./process.ts";

/** A PostgreSQL of our own, running in a folder. */
export interface Cluster {
  /** of a database in it; it exists already only when it is "postgres" or `database` of {@link startCluster} */
  url(database: string): string;
  /** The path of its socket, which costs half of what the loopback interface does; null where there is none. */
  readonly socket: string | null;
  /** Ends it cleanly (fast shutdown: open transactions are rolled back). */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL in `<folder>/postgres`, made at the first time, on a free port of the loopback interface. Data is
 * synced to disk; after a crash it recovers by itself. One that an earlier, killed process left running is ended first.
 * @param options.onLog each line that PostgreSQL says
 * @param options.settings for tests: settings on top of the safe ones
 * @throws Refusal when it cannot be started
 */
export async function startCluster(
  folder: string,
  options: { onLog?: (line: string) => void; settings?: readonly string[] } = {},
): Promise<Cluster> {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const data = join(folder, "postgres");
  const binaries = await findBinaries();
  const user = runAs([binaries.postgres, data]);
  const passwordFile = join(folder, "postgres.password");
  if (!existsSync(join(data, "PG_VERSION"))) {
    const password = randomBytes(24).toString("hex");
    initialise(binaries, user, folder, password);
    writeFileSync(passwordFile, password, { mode: 0o600 });
  }
  const password = readFileSync(passwordFile, "utf8").trim();
  const url = (port: number | string, database: string) =>
    `postgres://presente:${password}@127.0.0.1:${port}/${database}`;
  await endOrphan(binaries, user, data, (port) => url(port, "postgres"));
  const port = await freePort();
  const settings = [
    `unix_socket_directories=${canHoldSocket(data) ? data : ""}`,
    ...(options.settings ?? []),
  ];
  const server = await launch(binaries, user, data, port, { ...options, settings });
  const socket = join(data, `${SOCKET}${port}`);
  return {
    url: (database) => url(port, database),
    socket: isWritable(socket) ? socket : null,
    stop: () => stop(server),
  };
}

const SOCKET = ".s.PGSQL.";
/** An address of a socket has at most so many bytes (sun_path, without its end); PostgreSQL takes a comma for the next folder. */
const SOCKET_BYTES = 103;
const canHoldSocket = (folder: string): boolean =>
  process.platform !== "win32" &&
  !/[,"]/.test(folder) &&
  Buffer.byteLength(join(folder, `${SOCKET}65535`)) <= SOCKET_BYTES;

/** initdb into a folder beside, renamed when whole: a start that was killed half-way leaves nothing that looks ready. */
function initialise(binaries: Binaries, user: RunAs, folder: string, password: string): void {
  const fresh = join(folder, "postgres.new");
  const passwordFile = join(folder, "postgres.initial");
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user.owner) for (const path of [fresh, passwordFile]) chownSync(path, user.owner.uid, user.owner.gid);
  const { file, args, options } = user.command(binaries.initdb, [
    `--pgdata=${fresh}`,
    `--pwfile=${passwordFile}`,
    "--username=presente",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ]);
  const done = spawnSync(file, args, { ...options, encoding: "utf8" });
  rmSync(passwordFile, { force: true });
  if (done.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Refusal(
      `The database could not be set up in ${folder}: ${lastLine(done.stderr) || String(done.error)}`,
      "Check that there is room on the disk and that the folder can be written.",
    );
  }
  renameSync(fresh, join(folder, "postgres"));
}

/** Not where the folder is PostgreSQL's account's alone, and we may not look into it. */
function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const NOBODY = 2 ** 31 - 2;

/** Whoever is asked at the port of postmaster.pid and says that our folder is his is ours, and ends before we begin. */
async function endOrphan(
  binaries: Binaries,
  user: RunAs,
  data: string,
  url: (port: string) => string,
): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const [pid = "", ...lines] = readFileSync(pidFile, "utf8").split("\n");
  if (isZombie(Number(pid))) {
    // PostgreSQL takes a zombie for alive; a number that nobody has lets its own check of the shared memory decide
    writeFileSync(pidFile, [NOBODY, ...lines].join("\n"));
    return;
  }
  const port = lines[2]?.trim();
  if (!port) return;
  const sql = postgres(url(port), { max: 1, connect_timeout: 5, onnotice: () => {} });
  const ours = await sql`select current_setting('data_directory') as folder`.then(
    ([row]) => row?.["folder"] === data,
    () => false,
  );
  await sql.end({ timeout: 1 });
  if (!ours) return;
  const { file, args, options } = user.command(binaries.pg_ctl, [
    "stop",
    "-D",
    data,
    "-m",
    "fast",
    "-w",
    "-t",
    "60",
  ]);
  spawnSync(file, args, { ...options, stdio: "ignore" });
}

async function launch(
  binaries: Binaries,
  user: RunAs,
  data: string,
  port: number,
  { onLog, settings = [] }: { onLog?: (line: string) => void; settings?: readonly string[] },
): Promise<ChildProcess> {
  const flags = ["listen_addresses=127.0.0.1", "max_connections=100", ...settings];
  const run = user.command(binaries.postgres, [
    "-D",
    data,
    "-p",
    String(port),
    ...flags.flatMap((f) => ["-c", f]),
  ]);
  // a group of its own: Ctrl-C is for us, and PostgreSQL ends after the last request
  const server = spawn(run.file, run.args, {
    ...run.options,
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  await new Promise<void>((ready, failed) => {
    server.on("error", failed);
    server.on("exit", () => failed(new Refusal(`The database did not start: ${said.slice(-5).join(" ")}`)));
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n").filter(Boolean)) {
        onLog?.(line);
        if (said.push(line) > 50) said.shift();
        if (line.includes("database system is ready to accept connections")) ready();
      }
    });
  });
  // the last resort, should this process end by another way than its own
  const atExit = () => server.kill("SIGINT");
  process.on("exit", atExit);
  server.on("exit", () => process.off("exit", atExit));
  return server;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill("SIGINT");
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "";
