import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { inject } from "vitest";

/**
 * A page of the tests, built by whichever file of a run asks first; the others wait for it and take the same.
 * @param build builds it into the folder
 * @returns the folder; nobody may change what lies there
 */
export async function builtPage(name: string, build: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(inject("runFolder"), name);
  const [done, failed] = [`${folder}.done`, `${folder}.failed`];
  // of several that make a folder, one succeeds
  const first = await mkdir(`${folder}.asked`).then(
    () => true,
    () => false,
  );
  if (first) {
    await build(folder).catch(async (error: unknown) => {
      await writeFile(failed, String(error));
      throw error;
    });
    await writeFile(done, "");
  }
  while (!existsSync(done)) {
    if (existsSync(failed))
      throw new Error(`the page ${name} was not built: see the file that began with it`);
    await wait(50);
  }
  return folder;
}
