import { readdirSync, readFileSync } from "node:fs";

/** kill -9 of a browser with everything that belongs to it, found by the profile that the test has made for it. */
export function killBrowser(profile: string): void {
  const parents = new Map<number, number>();
  const family: number[] = [];
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      parents.set(pid, Number(parent));
      if (readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(`--user-data-dir=${profile}`))
        family.push(pid);
    } catch {
      // gone meanwhile
    }
  }
  for (const elder of family) {
    for (const [pid, parent] of parents) if (parent === elder && !family.includes(pid)) family.push(pid);
  }
  for (const pid of family) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone with its parent
    }
  }
}
