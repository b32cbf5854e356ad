import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFolderLake } from "../../server/lake/folder.ts";
import { lakeContract } from "./lake-contract.ts";

const newFolder = () => mkdtemp(join(tmpdir(), "presente-lake-"));

describe("the lake in a folder", () => {
  lakeContract(async () => {
    const dir = await newFolder();
    return { lake: await createFolderLake(dir), close: () => rm(dir, { recursive: true, force: true }) };
  });

  it("keeps its objects over a restart and forgets what a crash left half written", async () => {
    const dir = await newFolder();
    const first = await createFolderLake(dir);
    await first.put("kept/photo", new Uint8Array([1, 2, 3]));
    const [left, busy] = [join(dir, ".tmp/left-by-a-crash"), join(dir, ".tmp/anothers-work")];
    await writeFile(left, "half");
    await writeFile(busy, "half");
    const hoursAgo = new Date(Date.now() - 3 * 3_600_000);
    await utimes(left, hoursAgo, hoursAgo);
    const second = await createFolderLake(dir);
    expect(await second.get("kept/photo")).toEqual(Buffer.from([1, 2, 3]));
    expect(await readdir(join(dir, ".tmp"))).toEqual(["anothers-work"]);
    expect((await second.list("")).names).toEqual(["kept/photo"]);
    await rm(dir, { recursive: true, force: true });
  });

  it("deletes what has expired by its rules when it is asked to, and nothing else", async () => {
    const dir = await newFolder();
    const lake = await createFolderLake(dir);
    for (const name of ["old/tagged", "old/plain", "new/tagged"]) await lake.put(name, new Uint8Array([1]));
    for (const name of ["old/tagged", "new/tagged"]) await lake.tag(name, { class: "retired" });
    await lake.setExpiry([{ prefix: "old/", tags: { class: "retired" }, days: 30 }]);
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000);
    expect(await lake.expire(inDays(29))).toBe(0);
    expect(await lake.expire(inDays(31))).toBe(1);
    expect((await lake.list("")).names).toEqual(["new/tagged", "old/plain"]);
    await rm(dir, { recursive: true, force: true });
  });

  it("lets nobody else on the machine read a photo", async () => {
    const dir = await newFolder();
    const lake = await createFolderLake(dir);
    await lake.put("a/photo", new Uint8Array([1]));
    expect((await stat(join(dir, "a/photo"))).mode & 0o077).toBe(0);
    expect((await stat(join(dir, "a"))).mode & 0o077).toBe(0);
    await rm(dir, { recursive: true, force: true });
  });
});
