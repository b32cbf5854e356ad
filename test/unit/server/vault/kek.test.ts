import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { commandKek } from "../../../../server/vault/kek-command.ts";
import {
  addKekVersion,
  dropOldKekVersions,
  kekFileReader,
  makeKekFile,
} from "../../../../server/vault/kek-file.ts";
import { kekBytes, KekMissing, KeysAway, newKekText, ringKek } from "../../../../server/vault/kek.ts";

const folder = mkdtempSync(join(tmpdir(), "presente-kek-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = randomBytes(32);

test("a new file is for its owner alone, and is never made over another", async () => {
  const path = join(folder, "one/kek");
  await makeKekFile(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const before = readFileSync(path, "utf8");
  await expect(makeKekFile(path)).rejects.toMatchObject({ code: "EEXIST" });
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("a new version wraps at once, the old one unwraps until it is dropped", async () => {
  const path = join(folder, "two");
  await makeKekFile(path);
  const kek = ringKek(kekFileReader(path));
  const old = await kek.wrap("ana", secret);
  await addKekVersion(path);
  const fresh = await kek.wrap("ana", secret);
  expect(fresh.version).not.toBe(old.version);
  expect(await kek.current()).toBe(fresh.version);
  expect(await kek.unwrap("ana", old)).toEqual(secret);
  expect(await kek.unwrap("ana", fresh)).toEqual(secret);
  expect(await dropOldKekVersions(path)).toBe(1);
  expect(await kek.has(old.version)).toBe(false);
  await expect(kek.unwrap("ana", old)).rejects.toBeInstanceOf(KekMissing);
  expect(await kek.unwrap("ana", fresh)).toEqual(secret);
});

test("a wrapped secret unwraps in its own context alone, whole alone", async () => {
  const path = join(folder, "three");
  await makeKekFile(path);
  const kek = ringKek(kekFileReader(path));
  const { version, wrapped } = await kek.wrap("ana", secret);
  await expect(kek.unwrap("ben", { version, wrapped })).rejects.toThrow();
  wrapped[20] = (wrapped[20] ?? 0) ^ 1;
  await expect(kek.unwrap("ana", { version, wrapped })).rejects.toThrow();
});

test("a file that cannot be read is away, one that holds no keys is refused", async () => {
  await expect(ringKek(kekFileReader(join(folder, "none"))).current()).rejects.toBeInstanceOf(KeysAway);
  const path = join(folder, "broken");
  writeFileSync(path, "# nothing\nnot a key\n");
  await expect(ringKek(kekFileReader(path)).current()).rejects.toThrow("32 bytes");
});

test("a key's text is read back, padded or not, in either alphabet", () => {
  expect(kekBytes(newKekText())).toHaveLength(32);
  const bytes = Buffer.alloc(32, 0xfb);
  for (const encoding of ["base64", "base64url"] as const) {
    expect(kekBytes(bytes.toString(encoding))).toEqual(bytes);
  }
  expect(kekBytes(bytes.subarray(1).toString("base64"))).toBeNull();
  expect(kekBytes("no key at all")).toBeNull();
});

/** A key management service as an installation may write one: it adds a word, and keeps its own versions. */
const KMS = `#!/usr/bin/env node
const fs = require("node:fs");
const q = JSON.parse(fs.readFileSync(0, "utf8"));
const version = "kms-1";
const say = (reply) => console.log(JSON.stringify(reply));
if (process.env.KMS_DOWN) process.exit(3);
if (q.do === "current") say({ version });
else if (q.do === "wrap") say({ version, wrapped: Buffer.from(JSON.stringify([q.context, q.secret])).toString("base64") });
else if (q.version !== version) say({ missing: true });
else {
  const [context, secret] = JSON.parse(Buffer.from(q.wrapped, "base64"));
  if (context !== q.context) process.exit(4);
  say({ secret });
}
`;

test("a key management service is asked through a program, and is away when that fails", async () => {
  const program = join(folder, "kms.cjs");
  writeFileSync(program, KMS);
  chmodSync(program, 0o700);
  const kek = commandKek(program);
  const wrapped = await kek.wrap("ana", secret);
  expect(wrapped.version).toBe(await kek.current());
  expect(await kek.unwrap("ana", wrapped)).toEqual(secret);
  await expect(kek.unwrap("ben", wrapped)).rejects.toBeInstanceOf(KeysAway);
  await expect(kek.unwrap("ana", { ...wrapped, version: "kms-0" })).rejects.toBeInstanceOf(KekMissing);
  await expect(commandKek(`KMS_DOWN=1 ${program}`).current()).rejects.toBeInstanceOf(KeysAway);
  const printsNoJson = commandKek(`echo ${secret.toString("base64")}`).current();
  const error: unknown = await printsNoJson.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KeysAway);
  expect(String(error) + String((error as Error).cause)).not.toContain(
    secret.toString("base64").slice(0, 20),
  );
}, 60_000);
