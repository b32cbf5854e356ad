import type { BrowserContext } from "playwright-core";
import type { Person } from "./people.ts";

/** Signs a person of people.ts in to a browser, without the form. */
export async function login(context: BrowserContext, url: string, person: Person): Promise<void> {
  const cookies = person.cookie.split("; ").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return { name, value: value.join("="), url, httpOnly: true, sameSite: "Lax" as const };
  });
  await context.addCookies(cookies);
}
