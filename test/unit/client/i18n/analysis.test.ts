import { expect, test } from "vitest";
import { analysis as en } from "../../../../client/i18n/en/analysis.ts";
import { analysis as es } from "../../../../client/i18n/es/analysis.ts";

/** Every message as path → text; functions are called with sample words. */
function spelledOut(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(Reflect.apply(value, null, ["3", "2", "1", "0"]))]];
  return Object.entries(value ?? {}).flatMap(([key, inner]) => spelledOut(inner, `${path}.${key}`));
}
/** What is truly the same in both languages. */
const SAME = new Set([".arrivals.bin", ".risk.formula", ".overview.change"]);

test("the analysis speaks both languages, and no sentence was left untranslated", () => {
  const english = spelledOut(en);
  const spanish = new Map(spelledOut(es));
  expect([...spanish.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted());
  expect([...english, ...spanish].filter(([, text]) => text.trim() === "")).toEqual([]);
  const same = english.filter(
    ([path, text]) => text.includes(" ") && spanish.get(path) === text && !SAME.has(path),
  );
  expect(same).toEqual([]);
});
