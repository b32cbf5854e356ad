import { readdirSync, readFileSync } from "node:fs";

/**
 * kill -9 of a browser with everything that belongs to it, found by the profile that the test has made for it. Resolves when
 * all of it is gone: a process that still ends holds the profile's files.
 */
export async function killBrowser(profile: string): Promise<void> {
  await killAll(familyOf(profile));
}

/** The process that reads the camera dies, as when another app takes the camera away: the picture ends. */
export async function killCamera(profile: string): Promise<void> {
  // children are given their command line by the browser, in one piece
  const readers = familyOf(profile).filter((pid) => wordsOf(pid).join(" ").includes(CAMERA_PROCESS));
  if (readers.length === 0) throw new Error("no process reads the camera");
  await killAll(readers);
}
const CAMERA_PROCESS = "--utility-sub-type=video_capture.mojom.VideoCaptureService";

function wordsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function familyOf(profile: string): number[] {
  const parents = new Map<number, number>();
  const family: number[] = [];
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const [, parent] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      parents.set(pid, Number(parent));
      if (wordsOf(pid).includes(`--user-data-dir=${profile}`)) family.push(pid);
    } catch {
      // gone meanwhile
    }
  }
  for (const elder of family) {
    for (const [pid, parent] of parents) if (parent === elder && !family.includes(pid)) family.push(pid);
  }
  return family;
}

async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // gone with its parent
    }
  }
  while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Whether a process runs; one that has ended and only waits to be asked how (Z) does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1) ?? "");
  } catch {
    return false;
  }
}
