import { createMiddleware } from "hono/factory";
import type { Language } from "../../shared/api/account.ts";
import type { Env } from "../context.ts";

/** Sets the language of this answer from Accept-Language, until session.ts knows the account's own. */
export const language = createMiddleware<Env>(async (c, next) => {
  c.set("language", preferred(c.req.header("Accept-Language")));
  await next();
});

/** The first of our languages in the header's order of preference (RFC 9110 §12.5.4); English otherwise. */
export function preferred(header: string | undefined): Language {
  const wishes = (header ?? "")
    .split(",")
    .map((wish) => {
      const [tag = "", weight = "q=1"] = wish
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return { tag: tag.slice(0, 2), weight: Number(weight.replace("q=", "")) || 0 };
    })
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag, weight } of wishes) {
    if (weight > 0 && (tag === "en" || tag === "es")) return tag;
  }
  return "en";
}
