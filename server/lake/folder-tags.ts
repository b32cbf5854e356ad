import { readFile, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { absentIsNull } from "../files.ts";
import { hasExpired } from "./expiry.ts";
import type { Expiry, Tags } from "./lake.ts";

const TagsFile = v.record(v.string(), v.string());
const ExpiryFile = v.array(
  v.object({ prefix: v.string(), tags: v.exactOptional(TagsFile), days: v.number() }),
);

/** How the folder's lake writes a file whole and durable. */
export type WriteFile = (path: string, bytes: Uint8Array) => Promise<void>;

/** Tags of a folder's objects in small files beside them, and the rules by which objects expire. */
export function folderTags(dir: string, write: WriteFile) {
  const fileOf = (name: string) => join(dir, ".tags", ...`${name}.json`.split("/"));
  const rulesFile = join(dir, ".expiry.json");
  const readJson = async <const S extends v.GenericSchema>(schema: S, path: string) => {
    const text = await absentIsNull(readFile(path, "utf8"));
    return text === null ? null : v.parse(schema, JSON.parse(text));
  };
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const tags = async (name: string): Promise<Tags> => (await readJson(TagsFile, fileOf(name))) ?? {};
  const rules = async (): Promise<Expiry[]> => (await readJson(ExpiryFile, rulesFile)) ?? [];

  return {
    tags,
    set: (name: string, wanted: Tags) => write(fileOf(name), json(wanted)),
    forget: async (name: string) => {
      await absentIsNull(unlink(fileOf(name)));
    },
    rules,
    setRules: (wanted: readonly Expiry[]) => write(rulesFile, json(wanted)),
    /** Those of the names whose files have expired. */
    async expired(names: readonly string[], now: Date): Promise<string[]> {
      const all = await rules();
      const gone: string[] = [];
      for (const name of names.filter((name) => all.some(({ prefix }) => name.startsWith(prefix)))) {
        const file = await absentIsNull(stat(join(dir, ...name.split("/"))));
        if (file && hasExpired(all, { name, tags: await tags(name), since: file.mtime }, now))
          gone.push(name);
      }
      return gone;
    },
  };
}
