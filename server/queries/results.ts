import { and, asc, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import { attendance, blob, device, entry } from "../../drizzle/schema.ts";
import type { ChainHead } from "../../shared/protocol/sync.ts";
import type { Db } from "../context.ts";
import { chainHead } from "./devices.ts";

const RESULTS = 500;

/** What a phone is told of its entries: the row, the attendance it led to, and the blobs still wanted. */
function told() {
  const wanted = sql<
    string[]
  >`array(select w.hash from (values (${entry.photoHash}), (${entry.embeddingHash})) w(hash)
    where w.hash is not null and (${entry.state} = 'pending' or (${entry.state} = 'review' and ${entry.code} in ('chain_gap', 'meeting_unknown')))
    and not exists (select 1 from ${blob} b where b.did = ${entry.did} and b.hash = w.hash))`;
  return {
    hash: entry.hash,
    seq: entry.seq,
    state: entry.state,
    code: entry.code,
    grade: entry.grade,
    version: entry.version,
    wanted,
    attendance: { status: attendance.status, source: attendance.source, reason: attendance.reason },
  };
}
const attended = and(eq(attendance.meetingId, entry.meetingId), eq(attendance.userId, entry.userId));
export type ResultRow = Awaited<ReturnType<typeof resultsSince>>[number];

/** At most so many entries of a device; and a photo that is on its way is not asked for, ms. */
const WANTING = 50;
const ON_ITS_WAY_MS = 5 * 60_000;

/**
 * What a phone is told after a batch: these entries of its device, and those that came a while ago and whose photo or
 * embedding is not here; and where its chain stands. One statement, and a second one only where no entry is to be told of.
 */
export async function batchResults(
  db: Db,
  { did, hashes, nowMs }: { did: string; hashes: readonly string[]; nowMs: number },
): Promise<{ rows: ResultRow[]; head: ChainHead }> {
  const offered = hashes.length === 0 ? undefined : inArray(entry.hash, [...hashes]);
  const wanting = and(
    eq(entry.state, "pending"),
    eq(entry.code, "blob"),
    lt(entry.receivedAt, new Date(nowMs - ON_ITS_WAY_MS)),
  );
  const head = sql<ChainHead>`(select json_build_object('seq', d.head_seq, 'h', d.head_hash)
    from ${device} d where d.did = ${entry.did})`;
  const first = offered ? [desc(offered)] : [];
  const rows = await db
    .select({ ...told(), head })
    .from(entry)
    .leftJoin(attendance, attended)
    .where(and(eq(entry.did, did), or(offered, wanting)))
    .orderBy(...first, asc(entry.version))
    .limit(hashes.length + WANTING);
  return { rows, head: rows[0]?.head ?? (await chainHead(db, did)) };
}

/** Entries of a device that changed after a version, the oldest change first; at most 500. */
export const resultsSince = (db: Db, did: string, version: number) =>
  db
    .select(told())
    .from(entry)
    .leftJoin(attendance, attended)
    .where(and(eq(entry.did, did), gt(entry.version, version)))
    .orderBy(asc(entry.version))
    .limit(RESULTS);
