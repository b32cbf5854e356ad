import { readFileSync } from "node:fs";

/** What proc(5) says of a process: its state letter and start time (clock ticks since boot); null where it says nothing. */
export function processStat(pid: number): { state: string; born: string } | null {
  try {
    const [state, ...rest] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    const born = rest[18];
    return state === undefined || born === undefined ? null : { state, born };
  } catch {
    return null;
  }
}

/** Whether a process has ended and only waits for its parent to notice, as it may for ever in a container. */
export const isZombie = (pid: number): boolean => processStat(pid)?.state === "Z";
