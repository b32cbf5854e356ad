import { Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { entryHash, verifyEntry } from "../../shared/protocol/seal.ts";
import { AUDIENCE, PROTOCOL_VERSION } from "../../shared/protocol/entry.ts";
import {
  type EntryResult,
  type OutcomeCode,
  type SyncReply,
  SyncRequest,
} from "../../shared/protocol/sync.ts";
import { signReceipt, signTimeToken } from "../../shared/protocol/tokens.ts";
import { createProofCheck, type DeviceRequest } from "../middleware/device-proof.ts";
import { atMost, createDeviceLimit } from "../middleware/pressure.ts";
import { ProblemError } from "../problem.ts";
import { commitClaim } from "../queries/claims.ts";
import { chainHead, rememberTimeToken } from "../queries/devices.ts";
import { findEntry, resultsOf } from "../queries/entries.ts";
import { entryResult } from "./entry-result.ts";

/** How many batches are worked on at a time, and how many one device may send in a minute. */
const BATCHES_UNDER_WAY = 256;
const BATCHES_A_MINUTE = 300;

/**
 * POST /v1/sync: takes claims, commits each in a transaction of its own, and only then answers; with the answer come a
 * time token, where the chain stands, and a receipt for everything of this batch that is committed.
 */
export function syncRoutes(s: Services) {
  const proofOf = createProofCheck(s.db);
  const countBatch = createDeviceLimit(BATCHES_A_MINUTE, 60);

  return new Hono<Env>().post("/v1/sync", atMost(BATCHES_UNDER_WAY), async (c) => {
    if (!isJson(c.req.header("content-type"))) throw new ProblemError("unsupported_type");
    const request = await proofOf(c);
    const { did } = request.device;
    await countBatch(did);
    const batch = parseBatch(request.body);
    if (batch.did !== did) throw new ProblemError("bad_request", { fields: ["did"] });
    const taken: Taken[] = [];
    for (const jws of batch.entries) taken.push(await takeEntry(s, request, jws));
    return c.json(await reply(s, did, batch.n, taken));
  });
}

type Taken = { readonly hash: string; readonly duplicate: boolean } | { readonly refused: EntryResult };

/** Verifies and commits one claim; whatever is wrong with it is said of it alone. */
async function takeEntry(s: Services, { device, signer }: DeviceRequest, jws: string): Promise<Taken> {
  const hash = await entryHash(jws);
  const refuse = (code: OutcomeCode, seq: number | null = null): Taken => ({
    refused: { h: hash, seq, st: "rejected", code, need: [] },
  });
  const verified = await verifyEntry(jws, signer);
  if (!verified.ok) {
    if (verified.why === "key")
      return refuse((await isOfAnother(s, hash, device.did)) ? "replayed" : "unknown_device");
    return refuse(verified.why === "header" || verified.why === "signature" ? "bad_signature" : "bad_entry");
  }
  const { payload } = verified;
  if (payload.did !== device.did) return refuse("unknown_device", payload.seq);
  if (payload.uid !== device.userId) return refuse("wrong_student", payload.seq);
  try {
    const done = await commitWithRetry(() =>
      commitClaim(s.db, { jws, hash, payload, receivedMs: Date.now() }),
    );
    if (done === "fork") return refuse("seq_fork", payload.seq);
    if (done === "replayed") return refuse("replayed", payload.seq);
    return { hash, duplicate: done === "duplicate" };
  } catch (error) {
    s.log.error({ err: error, hash }, "a claim was not stored");
    return { refused: { h: hash, seq: payload.seq, st: "retry", need: [], ra: 2_000 } };
  }
}

const isOfAnother = async (s: Services, hash: string, did: string): Promise<boolean> => {
  const stored = await findEntry(s.db, hash);
  return stored !== null && stored.did !== did;
};

async function reply(s: Services, did: string, nonce: string, taken: readonly Taken[]): Promise<SyncReply> {
  const hashes = taken.flatMap((one) => ("hash" in one ? [one.hash] : []));
  const [rows, head] = await Promise.all([resultsOf(s.db, did, hashes), chainHead(s.db, did)]);
  const stored = new Map(rows.map((row) => [row.hash, row]));
  const results = taken.map((one): EntryResult => {
    if ("refused" in one) return one.refused;
    const row = stored.get(one.hash);
    if (!row) throw new Error("a committed claim is not there");
    return entryResult(row, one.duplicate);
  });
  const ms = Date.now();
  const time = await signTimeToken({ k: "time", aud: AUDIENCE, did, ms, n: nonce, head }, s.keys.token);
  await rememberTimeToken(s.db, { hash: await sha256(utf8(time)), did, ms });
  const receipt = rows.map((row) => ({ h: row.hash, seq: row.seq, st: row.state }));
  const rcpt =
    receipt.length === 0
      ? null
      : await signReceipt({ k: "receipt", aud: AUDIENCE, did, ms, entries: receipt }, s.keys.token);
  return { v: PROTOCOL_VERSION, time, head, results, rcpt };
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

/** Two transactions that wait for each other: PostgreSQL ends one of them, and it is simply tried again. */
async function commitWithRetry<T>(commit: () => Promise<T>, attempts = 3): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    if (attempts > 1 && isTransient(error)) return commitWithRetry(commit, attempts - 1);
    throw error;
  }
}

function isTransient(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && "code" in cause && (cause.code === "40P01" || cause.code === "40001");
}
