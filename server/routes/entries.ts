import { Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import type { StatusReply } from "../../shared/protocol/sync.ts";
import { compactJson } from "../middleware/compact.ts";
import { createProofCheck } from "../middleware/device-proof.ts";
import { mayTellOfWithdrawal, tellWithdrawal } from "../middleware/tell-withdrawal.ts";
import { query } from "../middleware/validate.ts";
import { resultsSince } from "../queries/results.ts";
import { entryResult } from "./entry-result.ts";

const Since = v.object({
  since: v.optional(v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number)), "0"),
});

/** GET /v1/entries/status?since=: what changed of this device's entries after a version, the oldest change first. */
export function entryRoutes(s: Services) {
  const proofOf = createProofCheck(s.checkInDb);
  return new Hono<Env>().get("/v1/entries/status", query(Since), async (c) => {
    const { device } = await proofOf(c);
    const { since } = c.req.valid("query");
    const rows = await resultsSince(s.checkInDb, device.did, since);
    const version = rows.at(-1)?.version ?? since;
    const reply: StatusReply = { version, results: rows.map((row) => entryResult(row)) };
    if (mayTellOfWithdrawal(reply.results)) await tellWithdrawal(c, s.db, device.userId);
    return compactJson(c, reply);
  });
}
