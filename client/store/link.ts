import * as v from "valibot";
import { LinkRow, NO_WAIT } from "./rows.ts";

/** What the talk with the server about a new chain starts from. */
export const newLink = (did: string): LinkRow => ({
  did,
  time: null,
  version: 0,
  batch: 1,
  ...NO_WAIT,
  photos: NO_WAIT,
  hold: null,
  polls: 0,
  pollAt: 0,
  reofferedAt: null,
  declared: [],
});

/** The link as it was kept. Nothing of it is needed to seal or to send: one that is missing or damaged begins anew. */
export function linkOf(did: string, row: unknown): LinkRow {
  const parsed = v.safeParse(LinkRow, row);
  return parsed.success ? parsed.output : newLink(did);
}
