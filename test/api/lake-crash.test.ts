import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFolderLake } from "../../server/lake/folder.ts";

const SIZE = 300_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "presente-crash-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = promisify(execFile);
const program = join(import.meta.dirname, "../support/dying-put.ts");
/** @returns how many file operations the put took; null when the process was killed in it */
async function put(name: string, fatal: number): Promise<number | null> {
  const args = ["--import", "tsx", program, folder, name, String(SIZE), String(fatal)];
  return run(process.execPath, args).then(
    ({ stdout }) => Number(stdout),
    (error: { signal?: string }) => {
      if (error.signal === "SIGKILL") return null;
      throw error;
    },
  );
}

/** Tries every step of a put, some at a time, until one lives to the end. @returns how many steps it has */
async function eachStep(check: (step: number) => Promise<number | null>): Promise<number> {
  for (let step = 1; ; step += 4) {
    const ends = await Promise.all([0, 1, 2, 3].map((more) => check(step + more)));
    const steps = ends.find((end) => end !== null);
    if (steps !== undefined) return steps;
  }
}

it("killed before any step of a put, the lake has the object whole or not at all, and takes it again", async () => {
  const lake = await createFolderLake(folder);
  const whole = Buffer.alloc(SIZE, 7);
  const states = new Set<string>();
  const steps = await eachStep(async (step) => {
    // in a folder that is new: making it is part of the put
    const name = `crash/${step}/photo`;
    const end = await put(name, step);
    const found = await lake.get(name);
    if (found !== null) expect(found.equals(whole)).toBe(true);
    expect((await lake.list(`crash/${step}/`)).names).toEqual(found === null ? [] : [name]);
    states.add(`${end === null ? "killed" : "lived"}, ${found === null ? "absent" : "whole"}`);
    expect(await lake.put(name, whole)).toBe(true);
    expect((await lake.get(name))?.equals(whole)).toBe(true);
    return end;
  });
  expect(steps).toBeGreaterThan(8);
  expect([...states].toSorted()).toEqual(["killed, absent", "killed, whole", "lived, whole"]);
}, 180_000);

it("killed before any step of replacing an object, the lake has the old one or the new one", async () => {
  const lake = await createFolderLake(folder);
  const [old, whole] = [Buffer.alloc(1000, 1), Buffer.alloc(SIZE, 7)];
  const states = new Set<string>();
  await eachStep(async (step) => {
    const name = `replace/${step}`;
    await lake.put(name, old);
    const end = await put(name, step);
    const found = await lake.get(name);
    expect(found?.equals(old) || found?.equals(whole)).toBe(true);
    states.add(found?.equals(old) ? "old" : "new");
    return end;
  });
  expect(states.size).toBe(2);
}, 180_000);
