import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestServices } from "./services.ts";

const root = join(import.meta.dirname, "../..");

/** The settings with which a command works beside the program of a test. */
export const beside = ({ services: { config } }: TestServices) => ({
  DATABASE_URL: config.databaseUrl ?? "",
  DATA_DIR: config.dataDir,
});

/** Runs one of the program's commands in a process of its own. @returns what it said on both its outputs, and its exit code */
export async function runCommand(
  name: "keys" | "lake" | "certificate",
  args: readonly string[],
  settings: Record<string, string> = {},
): Promise<{ code: number; said: string }> {
  const program = ["--import", "tsx", join(root, `server/${name}-command.ts`), ...args];
  const env = { ...process.env, NODE_ENV: "test", ...settings };
  return promisify(execFile)(process.execPath, program, { cwd: root, env }).then(
    ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );
}
