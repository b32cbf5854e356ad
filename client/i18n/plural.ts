import type { Language } from "../../shared/api/account.ts";

/** Chooses between the one and the many form; `#` stands for the number, written as the language writes it. */
export function plural(language: Language): (count: number, one: string, other: string) => string {
  const rules = new Intl.PluralRules(language);
  const digits = new Intl.NumberFormat(language);
  return (count, one, other) =>
    (rules.select(count) === "one" ? one : other).replace("#", digits.format(count));
}
