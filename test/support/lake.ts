import { OWNER } from "../../server/lake/owner.ts";
import type { TestServices } from "./services.ts";

/** Names of everything that the lake holds, but for what says whose it is. */
export async function lakeNames({ services: { lake } }: TestServices): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof lake.list>> = await lake.list("", cursor ?? undefined);
    names.push(...page.names.filter((name) => name !== OWNER));
    ({ cursor } = page);
  } while (cursor !== null);
  return names;
}
