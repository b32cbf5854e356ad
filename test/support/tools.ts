import { spawnSync } from "node:child_process";

const found = new Map<string, string>();
let updated = false;

const which = (name: string) => {
  const answer = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" });
  return answer.status === 0 ? answer.stdout.trim() : null;
};

/** Debian's packages of a program, where its own name is not all. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  radosgw: ["radosgw", "ceph-mon", "ceph-osd", "ceph-common"],
  soffice: ["libreoffice-calc-nogui"],
  pdftotext: ["poppler-utils"],
};

/**
 * Path of a program of the system. When it is missing, we are root and there is apt-get, Debian's package of it
 * is installed.
 * @param variable an environment variable that may name the program
 * @throws Error with a sentence that says what to install
 */
export function tool(
  name: "chromium" | "ffmpeg" | "radosgw" | "soffice" | "pdftotext",
  variable: string,
): string {
  const known = found.get(name) ?? process.env[variable] ?? which(name) ?? install(name);
  found.set(name, known);
  return known;
}

function install(name: string): string {
  const packages = PACKAGES[name] ?? [name];
  if (process.getuid?.() === 0 && which("apt-get")) {
    console.log(`Installing ${name} (Debian's package) …`);
    const options = {
      stdio: ["ignore", "ignore", "inherit"] as const,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    if (!updated) spawnSync("apt-get", ["-qq", "update"], { ...options, stdio: "ignore" });
    updated = true;
    spawnSync("apt-get", ["-qq", "install", "-y", "--no-install-recommends", ...packages], {
      ...options,
      stdio: "ignore",
    });
  }
  const path = which(name);
  if (path !== null) return path;
  throw new Error(
    `These tests need ${name}. Install it (Debian: apt-get install ${packages.join(" ")}), or name it by an environment variable (CHROMIUM, FFMPEG, RADOSGW, SOFFICE, PDFTOTEXT).`,
  );
}
