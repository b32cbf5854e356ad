import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "../../server/db.ts";
import { kekFileReader } from "../../server/vault/kek-file.ts";
import { ringKek } from "../../server/vault/kek.ts";
import { openVault } from "../../server/vault/vault.ts";
import { getPhoto, putPhoto } from "../../server/vault/photos.ts";
import { beside, runCommand } from "../support/command.ts";
import { cloneDatabase } from "../support/database.ts";
import { newPerson } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
let folder: string;
beforeAll(async () => {
  test = await createTestServices();
  folder = await mkdtemp(join(tmpdir(), "presente-commands-"));
});
afterAll(async () => {
  await test?.close();
  await rm(folder, { recursive: true, force: true });
});

/** `npm run keys` beside the program of this test. */
const keys = (args: readonly string[], settings: Record<string, string> = {}) =>
  runCommand("keys", args, { ...beside(test), ...settings });

it("a key-encryption key is made by a command, for its owner alone, and never over another", async () => {
  const path = join(folder, "made/kek");
  expect(await keys(["new", path])).toMatchObject({
    code: 0,
    said: expect.stringContaining("apart from every backup"),
  });
  expect((await stat(path)).mode & 0o077).toBe(0);
  const text = await readFile(path, "utf8");
  expect(await keys(["new", path])).toMatchObject({
    code: 1,
    said: expect.stringContaining("is there already"),
  });
  expect(await readFile(path, "utf8")).toBe(text);
  expect((await keys(["new", path])).said).not.toContain(text.split("\n")[1]);
}, 120_000);

it("keys are rotated, counted, retired, backed up and put back by commands, while the program runs", async () => {
  const { services } = test;
  const { id: userId } = await newPerson(test);
  const photo = Buffer.from("a photo");
  const lakeName = await putPhoto(services, { userId, kind: "checkin", record: "one" }, photo);
  const read = () => {
    services.vault.sealer.forget(userId);
    return getPhoto(services, { userId, lakeName });
  };
  const first = await services.vault.kek.current();
  expect((await keys(["status"])).said).toMatch(new RegExp(`${first} \\(in use\\): 2 keys`));

  expect(await keys(["rotate"])).toMatchObject({
    code: 0,
    said: expect.stringContaining("2 keys are wrapped"),
  });
  const second = await services.vault.kek.current();
  expect(second).not.toBe(first);
  expect(await read()).toEqual(photo);
  expect(await services.vault.kek.has(first)).toBe(true);
  expect(await keys(["retire"])).toMatchObject({ code: 0, said: expect.stringContaining("1 old versions") });
  expect(await services.vault.kek.has(first)).toBe(false);
  expect(await read()).toEqual(photo);

  const backup = join(folder, "keys.json");
  expect(await keys(["backup", backup])).toMatchObject({ code: 0, said: expect.stringContaining("1 keys") });
  expect((await stat(backup)).mode & 0o077).toBe(0);
  await services.sql`delete from keys.student_key`;
  expect(await read()).toBeNull();
  expect(await keys(["restore", backup])).toMatchObject({ code: 0, said: expect.stringContaining("1 keys") });
  expect(await read()).toEqual(photo);
}, 120_000);

it("a key that is in use and not there is named, before anything is served", async () => {
  const other = join(folder, "other-kek");
  await keys(["new", other]);
  const database = await cloneDatabase();
  const log = pino({ level: "silent" });
  const { db, close } = await connect(database.url, log);
  const vault = await openVault(db, ringKek(kekFileReader(other)), log);
  const used = await vault.kek.current();
  const another = join(folder, "another-kek");
  await keys(["new", another]);
  await expect(openVault(db, ringKek(kekFileReader(another)), log)).rejects.toThrow(used);
  // nor is a new one made where the old one was lost
  const env = { DATABASE_URL: database.url, DATA_DIR: join(folder, "empty") };
  expect(await keys(["status"], env)).toMatchObject({
    code: 1,
    said: expect.stringContaining("Put it back"),
  });
  await close();
  await database.drop();
}, 120_000);

it("what is not understood is answered with what there is", async () => {
  expect(await keys([])).toMatchObject({ code: 1, said: expect.stringContaining("npm run keys -- rotate") });
  expect(await runCommand("lake", ["move", "--to", "s3"], { DATA_DIR: folder })).toMatchObject({
    code: 1,
    said: expect.stringContaining("S3_BUCKET"),
  });
}, 120_000);
