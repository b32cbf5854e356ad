import { createSecretKey, type KeyObject } from "node:crypto";
import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../files.ts";
import { Refusal } from "../refusal.ts";
import { kekBytes, KeysAway, newKekText } from "./kek.ts";

const HEAD = "# Key-encryption key of Presente. Whoever has it can open every photo; without it nobody can.";

/** Texts of the versions in a file, the one that wraps first: a line each, # begins a comment. */
async function readTexts(path: string): Promise<string[]> {
  const lines = (await readFile(path, "utf8")).split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

/** @throws Refusal when a line is no key, or there is none */
export function parseKeks(texts: readonly string[], where: string): KeyObject[] {
  const keys = texts.map(kekBytes);
  if (keys.length === 0 || keys.includes(null)) {
    throw new Refusal(
      `${where} must hold keys of 32 bytes in base64, the one in use first.`,
      "npm run keys -- new FILE makes one.",
    );
  }
  return keys.filter((key) => key !== null).map((key) => createSecretKey(key));
}

/** Reads a file's versions, again whenever it has changed. @throws KeysAway while it cannot be read */
export function kekFileReader(path: string): () => Promise<readonly KeyObject[]> {
  let known: { stamp: string; keys: readonly KeyObject[] } | null = null;
  return async () => {
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = `${mtimeMs} ${size} ${ino}`;
      if (known?.stamp !== stamp) known = { stamp, keys: parseKeks(await readTexts(path), path) };
      return known.keys;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new KeysAway(error);
    }
  };
}

/** Makes a file with a new key, for its owner alone. One that is there is never touched. @throws EEXIST */
export async function makeKekFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o711 });
  await writeDurably(path, [newKekText()], "wx");
  await syncFolder(dirname(path));
}

/** Puts a new version before the others: it wraps from now on. */
export async function addKekVersion(path: string): Promise<void> {
  await replace(path, [newKekText(), ...(await readTexts(path))]);
}

/** Leaves only the version that wraps. @returns how many were dropped */
export async function dropOldKekVersions(path: string): Promise<number> {
  const [current = "", ...old] = await readTexts(path);
  if (old.length > 0) await replace(path, [current]);
  return old.length;
}

/** By way of one name, always the same: what a crash leaves of it, with keys in it, is written over by the next. */
async function replace(path: string, texts: readonly string[]): Promise<void> {
  await writeDurably(`${path}.new`, texts, "w");
  await rename(`${path}.new`, path);
  await syncFolder(dirname(path));
}

async function writeDurably(path: string, texts: readonly string[], flag: "w" | "wx"): Promise<void> {
  const file = await open(path, flag, 0o600);
  try {
    await file.writeFile([HEAD, ...texts, ""].join("\n"));
    await file.sync();
  } finally {
    await file.close();
  }
}
