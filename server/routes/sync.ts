import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { AUDIENCE, PROTOCOL_VERSION } from "../../shared/protocol/entry.ts";
import { type EntryResult, type SyncReply, SyncRequest } from "../../shared/protocol/sync.ts";
import { signReceipt, signTimeToken } from "../../shared/protocol/tokens.ts";
import { compactJson } from "../middleware/compact.ts";
import { createProofCheck } from "../middleware/device-proof.ts";
import { atMost, createDeviceLimit } from "../middleware/pressure.ts";
import { mayTellOfWithdrawal, tellWithdrawal } from "../middleware/tell-withdrawal.ts";
import { ProblemError, problemBody } from "../problem.ts";
import { declareLost } from "../queries/chains.ts";
import { rememberTimeToken } from "../queries/devices.ts";
import { batchResults } from "../queries/results.ts";
import { entryResult } from "./entry-result.ts";
import { type Taken, takeEntry } from "./take-entry.ts";

/** How many batches are worked on at a time, and how many one device may send in a minute. */
const BATCHES_UNDER_WAY = 256;
const BATCHES_A_MINUTE = 300;

/**
 * POST /v1/sync: takes claims, commits each in a transaction of its own, and only then answers; with the answer come a
 * time token, where the chain stands, and a receipt for everything of this batch that is committed.
 *
 * The answer also names the entries whose photos are not here: a database that was restored from a backup may have
 * forgotten what it once took, and the phone would not ask. A batch without entries asks for the time.
 *
 * A phone may say which entries it has lost: what waited for them is released, and named too.
 *
 * 409: an item of the batch splits the chain, and the device is frozen. The others are committed all the same: the body is the
 * problem and the whole answer in one.
 */
export function syncRoutes(s: Services) {
  const proofOf = createProofCheck(s.checkInDb);
  const countBatch = createDeviceLimit(BATCHES_A_MINUTE, 60);

  return new Hono<Env>().post("/v1/sync", atMost(BATCHES_UNDER_WAY), (c) =>
    s.claimsFirst.claim(() => take(c)),
  );

  async function take(c: Context<Env>): Promise<Response> {
    if (!isJson(c.req.header("content-type"))) throw new ProblemError("unsupported_type");
    const request = await proofOf(c);
    const { did } = request.device;
    await countBatch(did);
    const batch = parseBatch(request.body);
    if (batch.did !== did) throw new ProblemError("bad_request", { fields: ["did"] });
    const taken: Taken[] = [];
    for (const jws of batch.entries) taken.push(await takeEntry(s, request, jws));
    const released = batch.lost?.length ? await declareLost(s.db, did, batch.lost) : [];
    const answer = await reply(s, { did, nonce: batch.n, taken, released });
    if (batch.entries.length === 0 || mayTellOfWithdrawal(answer.results))
      await tellWithdrawal(c, s.db, request.device.userId);
    if (!taken.some(isFork)) return compactJson(c, answer);
    const problem = problemBody(new ProblemError("chain_fork"), c.get("language"), c.get("requestId"));
    return compactJson(c, { ...problem, ...answer }, 409);
  }
}

const isFork = (one: Taken): boolean => "refused" in one && one.refused.code === "seq_fork";

/** @param released entries that had waited for what is declared lost */
async function reply(
  s: Services,
  {
    did,
    nonce,
    taken,
    released,
  }: { did: string; nonce: string; taken: readonly Taken[]; released: readonly string[] },
): Promise<SyncReply> {
  const ms = Date.now();
  const hashes = taken.flatMap((one) => ("hash" in one ? [one.hash] : []));
  const { rows, head } = await batchResults(s.checkInDb, {
    did,
    hashes: [...hashes, ...released],
    nowMs: ms,
  });
  const stored = new Map(rows.filter(({ hash }) => hashes.includes(hash)).map((row) => [row.hash, row]));
  const results = taken.map((one): EntryResult => {
    if ("refused" in one) return { ...one.refused, need: [] };
    const row = stored.get(one.hash);
    if (!row) throw new Error("a committed claim is not there");
    return entryResult(row, one.duplicate);
  });
  const named = rows.filter(({ hash }) => !stored.has(hash)).map((row) => entryResult(row));
  const entries = [...stored.values()].map((row) => ({ h: row.hash, seq: row.seq, st: row.state }));
  const receipt = { k: "receipt", aud: AUDIENCE, did, ms, entries } as const;
  const [time, rcpt] = await Promise.all([
    newTimeToken(s, { did, ms, n: nonce, head }),
    entries.length === 0 ? null : signReceipt(receipt, s.keys.token),
  ]);
  return { v: PROTOCOL_VERSION, time, head, results: [...results, ...named], rcpt };
}

async function newTimeToken(
  s: Services,
  said: { did: string; ms: number; n: string; head: SyncReply["head"] },
): Promise<string> {
  const token = await signTimeToken({ k: "time", aud: AUDIENCE, ...said }, s.keys.token);
  await rememberTimeToken(s.checkInDb, { hash: await sha256(utf8(token)), did: said.did, ms: said.ms });
  return token;
}

/** A batch that cannot be read is refused whole: the phone halves it until it finds the bad item. */
function parseBatch(bytes: Uint8Array): SyncRequest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new ProblemError("bad_request");
  }
  const version = v.safeParse(v.object({ v: v.pipe(v.number(), v.integer()) }), json);
  if (version.success && version.output.v < PROTOCOL_VERSION) throw new ProblemError("client_too_old");
  const batch = v.safeParse(SyncRequest, json);
  if (!batch.success)
    throw new ProblemError("bad_request", { fields: batch.issues.map((issue) => v.getDotPath(issue) ?? "") });
  return batch.output;
}

const isJson = (type: string | undefined): boolean => /^application\/json\s*(;|$)/i.test(type ?? "");
