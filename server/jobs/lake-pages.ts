import { STOP_MARK } from "../domain/stop.ts";
import type { Lake } from "../lake/lake.ts";
import { OWNER } from "../lake/owner.ts";

/**
 * Names of everything in the lake that some row ought to know, a page at a time: all but the mark of a stop and that of whose
 * the lake is, which no row knows and which outlive the database.
 * @throws LakeAway
 */
export async function* lakePages(lake: Lake): AsyncGenerator<string[]> {
  let cursor: string | undefined;
  do {
    const page = await lake.list("", cursor);
    yield page.names.filter((name) => name !== STOP_MARK && name !== OWNER);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}
