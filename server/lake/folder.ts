import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { absentIsNull, hasCode, isMissing, syncFolder, writeDurably } from "../files.ts";
import { folderTags } from "./folder-tags.ts";
import { type Bytes, type Lake, LakeAway } from "./lake.ts";
import { checkName, checkTags } from "./names.ts";

/** Half-written files live here until they are whole; whatever is left of a crash is swept at the start. */
const TEMPORARY = ".tmp";
const PAGE = 1000;
/** What a disk says that takes nothing more, or a network folder whose server is gone. */
const AWAY = ["ENOSPC", "EDQUOT", "EROFS", "EIO", "ESTALE", "ENOTCONN", "EHOSTDOWN", "EACCES", "ETIMEDOUT"];
/** A temporary file of this age is nobody's work any more, ms. */
const LEFTOVER_MS = 60 * 60 * 1000;

/**
 * A lake in a folder of this machine. A `put` writes a temporary file, fsyncs it, gives it its name by rename (or by
 * link, which fails where the name is taken) and fsyncs the folder: after a power cut an object is there whole or not at all.
 * @param dir made when it is not there
 */
export async function createFolderLake(dir: string): Promise<Lake> {
  const temporary = join(dir, TEMPORARY);
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  await sweep(temporary);
  const pathOf = (name: string) => join(dir, ...checkName(name).split("/"));

  /** An object that is not there is one thing, a folder that is not mounted another: then nothing must be called lost. */
  const present = async () => {
    await stat(temporary).catch((error: unknown) => {
      throw new LakeAway(error);
    });
  };
  const unlessAway = async (error: unknown): Promise<never> => {
    if (hasCode(error, AWAY)) throw new LakeAway(error);
    await present();
    throw error;
  };
  /** @returns null only when it was absent from a lake that was there: one that is just back is looked at once more */
  const looked = async <T>(look: () => Promise<T>): Promise<T | null> => {
    const seen = await absentIsNull(look()).catch(unlessAway);
    if (seen !== null) return seen;
    await present();
    const again = await absentIsNull(look()).catch(unlessAway);
    if (again === null) await present();
    return again;
  };

  /** Whole and durable, or not at all. @returns false when `ifAbsent` found the name taken */
  const write = async (path: string, bytes: Bytes, ifAbsent: boolean): Promise<boolean> => {
    const file = join(temporary, randomUUID());
    const folder = dirname(path);
    const name = () => (ifAbsent ? link(file, path) : rename(file, path));
    let named = false;
    try {
      await writeDurably(file, bytes);
      await name().catch(async (error: unknown) => {
        if (!isMissing(error)) throw error;
        await makeFolders(dir, folder);
        await name();
      });
      named = !ifAbsent;
      await syncFolder(folder);
      return true;
    } catch (error) {
      if (ifAbsent && hasCode(error, ["EEXIST"])) return false;
      // a write makes its folders: where one is missing all the same, the lake's own has gone
      if (hasCode(error, AWAY) || isMissing(error)) throw new LakeAway(error);
      throw error;
    } finally {
      if (!named) await unlink(file).catch(() => {});
    }
  };
  const tags = folderTags(dir, async (path, bytes) => {
    await write(path, bytes, false);
  });

  const lake: Lake = {
    async put(name, bytes, { ifAbsent = false } = {}) {
      const path = pathOf(name);
      if (ifAbsent && (await sizeOf(path)) !== null) return false;
      if (!ifAbsent) await tags.forget(name).catch(unlessAway);
      return write(path, bytes, ifAbsent);
    },

    async get(name) {
      const path = pathOf(name);
      return looked(() => readFile(path));
    },

    async head(name) {
      const path = pathOf(name);
      const file = await looked(() => stat(path));
      return file && { bytes: file.size, putAt: file.mtime };
    },

    async copy(from, to) {
      checkName(to);
      const bytes = await lake.get(from);
      if (bytes === null) return false;
      await lake.put(to, bytes);
      await tags.set(to, await tags.tags(from));
      return true;
    },

    async delete(names) {
      const paths = names.map(pathOf);
      await present();
      await Promise.all(names.map((name) => tags.forget(name)));
      await Promise.all(paths.map((path) => rm(path, { force: true })));
      await Promise.all(
        [...new Set(paths.map((path) => dirname(path)))].map((folder) => absentIsNull(syncFolder(folder))),
      );
      // what is away when it is told to delete keeps everything
      await present();
    },

    async list(prefix, cursor) {
      // The deepest folder that the prefix names whole; every name with the prefix lies below it.
      const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      if (prefix !== "") checkName(prefix.endsWith("/") ? prefix.slice(0, -1) : prefix);
      const names = (await filesBelow(dir, folder))
        .filter((name) => name.startsWith(prefix) && (cursor === undefined || name > cursor))
        .sort();
      const page = names.slice(0, PAGE);
      return { names: page, cursor: names.length > PAGE ? (page.at(-1) ?? null) : null };
    },

    async tag(name, wanted) {
      checkTags(wanted);
      if ((await lake.head(name)) === null) return false;
      await tags.set(name, wanted);
      return true;
    },
    tags: async (name) => ((await sizeOf(pathOf(name))) === null ? null : tags.tags(name)),
    setExpiry: (rules) => tags.setRules(rules),
    expiry: () => tags.rules(),
    async expire(now) {
      const expired = await tags.expired(await filesBelow(dir, ""), now);
      await lake.delete(expired);
      return expired.length;
    },
    close: async () => {},
  };
  return lake;
}

async function sweep(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const path = join(temporary, name);
    const file = await absentIsNull(stat(path));
    if (file && Date.now() - file.mtimeMs > LEFTOVER_MS) await rm(path, { force: true });
  }
}

/** Makes the missing folders from `root` down and makes each of them durable in its parent. */
async function makeFolders(root: string, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (
    let folder = path;
    folder.length >= dirname(first).length && folder.length >= root.length;
    folder = dirname(folder)
  ) {
    await syncFolder(folder);
  }
}

async function filesBelow(dir: string, folder: string): Promise<string[]> {
  const entries = (await absentIsNull(readdir(join(dir, folder), { withFileTypes: true }))) ?? [];
  const below = entries
    // ours, beside the objects: no object's name begins with a dot
    .filter((entry) => !entry.name.startsWith("."))
    .map(async (entry) =>
      entry.isDirectory() ? filesBelow(dir, `${folder}${entry.name}/`) : [`${folder}${entry.name}`],
    );
  return (await Promise.all(below)).flat();
}

const sizeOf = async (path: string): Promise<number | null> => (await absentIsNull(stat(path)))?.size ?? null;
