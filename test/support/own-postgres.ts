import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBinaries } from "../../server/postgres/binaries.ts";
import { runAs } from "../../server/postgres/account.ts";
import { startCluster } from "../../server/postgres/cluster.ts";

/** A PostgreSQL beside the server under test, with the product's own settings (fsync on): it outlives each killed server. */
export interface OwnPostgres {
  readonly url: string;
  /** Ends it as a crash would, without a checkpoint; every connection breaks. */
  crash(): void;
  /** Starts it again on the same port; it recovers by itself. */
  start(): void;
  close(): Promise<void>;
}

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "presente-postgres-"));
  const cluster = await startCluster(folder, { settings: ["max_connections=150"] });
  const data = join(folder, "postgres");
  const binaries = await findBinaries();
  const user = runAs([binaries.postgres, data]);
  const control = (...args: string[]) => {
    const { file, args: all, options } = user.command(binaries.pg_ctl, [...args, "-D", data, "-w"]);
    return spawnSync(file, all, { ...options, stdio: "ignore" }).status;
  };
  // once started again it is nobody's child: the last resort, should this process end by another way than its own
  const atExit = () => control("stop", "-m", "immediate");
  process.on("exit", atExit);
  return {
    url: cluster.url("postgres"),
    crash() {
      if (control("stop", "-m", "immediate") !== 0) throw new Error("PostgreSQL was not stopped");
    },
    start() {
      // "restart" of one that does not run starts it with the options that it had
      if (control("restart", "-l", "/dev/null") !== 0) throw new Error("PostgreSQL was not started again");
    },
    async close() {
      process.off("exit", atExit);
      control("stop", "-m", "fast");
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
