import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { Refusal } from "../refusal.ts";
import { isZombie, processStat } from "./process.ts";

const Holder = v.object({ pid: v.number(), born: v.nullable(v.string()) });

/**
 * Claims a data folder for this process. A claim left by a process that is gone is taken over.
 * @returns what gives it back
 * @throws Refusal while another process holds it
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "server.lock");
  for (let tries = 0; ; tries++) {
    try {
      writeFileSync(file, JSON.stringify({ pid: process.pid, born: bornAt(process.pid) }), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST") || tries > 1) throw error;
    }
    const pid = livingHolder(file);
    if (pid !== null) {
      throw new Refusal(
        `Presente is already running on the data folder ${folder} (process ${pid}).`,
        "Use that one, stop it first, or set DATA_DIR to another folder and PORT to another port.",
      );
    }
    rmSync(file, { force: true });
  }
}

function livingHolder(file: string): number | null {
  try {
    const { pid, born } = v.parse(Holder, JSON.parse(readFileSync(file, "utf8")));
    if (pid === process.pid && born === bornAt(pid)) return pid;
    if (isZombie(pid)) return null;
    process.kill(pid, 0);
    return bornAt(pid) === born ? pid : null;
  } catch (error) {
    // EPERM: alive, and somebody else's
    return error instanceof Error && "code" in error && error.code === "EPERM" ? -1 : null;
  }
}

/** A process number is used again; with its start time it is one of a kind. */
const bornAt = (pid: number): string | null => processStat(pid)?.born ?? null;
