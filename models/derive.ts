import { readFile } from "node:fs/promises";
import { convertOpenVino } from "./convert/openvino.ts";
import { freeYunetInput } from "./convert/yunet.ts";
import type { Recipe } from "./manifest.ts";

/**
 * Makes a derived model file from published ones; the same bytes each time.
 * @param from paths of the source files in the manifest's order, their digests already checked
 * @throws RangeError or SyntaxError when a source is not what the recipe expects
 */
export async function derive(recipe: Recipe, from: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const [first = "", second = ""] = from;
  switch (recipe) {
    case "openvino":
      return convertOpenVino(await readFile(first, "utf8"), await readFile(second));
    case "yunet":
      return freeYunetInput(await readFile(first));
  }
}
