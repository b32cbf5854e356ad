import { sql as query } from "drizzle-orm";
import type { Sql } from "postgres";
import * as v from "valibot";
import type { Database } from "../../../server/context.ts";
import { entryHash, readStoredEntry } from "../../../shared/protocol/seal.ts";
import type { Plant } from "./faults.ts";
import type { Outgoing } from "./phone/life.ts";
import type { OwnerParts } from "./phone/owner.ts";
import type { Phone, PhoneParts } from "./phone/phone.ts";
import { chance } from "./random.ts";
import type { Transaction } from "./server/crashing.ts";
import type { Serve } from "./server/server.ts";

/** One of the four faults of PROTOCOL, "Prove it like this", planted at the seams by the simulation alone. */
export interface Planted {
  readonly phone: Pick<PhoneParts, "onSend"> & Pick<OwnerParts, "beforeSeal">;
  readonly serve?: Serve;
  /** changes the simulation's own database */
  prepare?(sql: Sql): Promise<unknown>;
}

/** How often the server dies between an answer and its commit; how often a phone signs upon an old head. */
const ROLLBACK_RATE = 0.1;
const REUSE_RATE = 0.1;

/** @param db the server's database, before anything is wrapped around it */
export function plantFault(plant: Plant | null, db: Database, seed: string): Planted {
  if (plant === null) return { phone: {} };
  if (plant === "delete-on-send") return { phone: { onSend: deleteOnSend } };
  if (plant === "reuse-seq") return { phone: { beforeSeal: reuseSeq } };
  if (plant === "answer-before-commit") return { phone: {}, serve: answerBeforeCommit(db, seed) };
  return { phone: {}, serve: withoutLooking, prepare: dropUnique };
}

/** The phone deletes a claim when it sends it, and not when it is acknowledged. */
async function deleteOnSend(phone: Phone, request: Outgoing): Promise<void> {
  const claims = claimsOf(request);
  if (claims.length > 0) await phone.disk.forget(await Promise.all(claims.map(entryHash)));
}

/** The phone's head falls back by one: the next check-in takes the place of the last. */
async function reuseSeq(phone: Phone): Promise<void> {
  if (!phone.chance.hit(REUSE_RATE)) return;
  const last = (await phone.entries()).toSorted((a, b) => a.seq - b.seq).at(-1);
  if (!last) return;
  const { did, seq, prev } = readStoredEntry(last.jws);
  await phone.disk.edit(["entries", "chains"], (tx) => {
    tx.objectStore("entries").delete(last.h);
    tx.objectStore("chains").put({ did, seq: seq - 1, h: prev });
  });
}

class RolledBack extends Error {}

/** The server answers first and commits then; sometimes it dies between the two. */
const answerBeforeCommit =
  (db: Database, seed: string): Serve =>
  async (run, request, answer) => {
    if (claimsOf(request).length === 0) return answer();
    const dies = chance(seed, "rollback", run.word).hit(ROLLBACK_RATE);
    let response: Response | null = null;
    await db
      .transaction(async (tx) => {
        // transactions inside of it are savepoints
        run.db = tx;
        response = await answer();
        if (dies) throw new RolledBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RolledBack)) throw error;
      });
    return response ?? new Response(null, { status: 503 });
  };

/** The server has no unique constraint, and takes what comes without looking whether it has it. */
const withoutLooking: Serve = async (run, request, answer) => {
  const claims = claimsOf(request);
  let next = 0;
  run.prelude = async (tx) => {
    const jws = claims[next++];
    return jws === undefined ? async () => {} : takeBlindly(tx, jws);
  };
  return answer();
};

const dropUnique = (sql: Sql) =>
  sql.unsafe(`
    alter table entry drop constraint entry_pkey cascade;
    alter table entry drop constraint entry_seq_once;
    drop index mark_entry_once;
    create index entry_hash on entry (hash);
    create index entry_did on entry (did, seq);
    create table hidden_entry (like entry);`);

/** Hides what is stored of a claim from the transaction that takes it, and puts it back beside the new row. */
async function takeBlindly(tx: Transaction, jws: string): Promise<() => Promise<void>> {
  const hash = await entryHash(jws);
  const { did, seq, prev } = readStoredEntry(jws);
  await tx.execute(query`select 1 from device where did = ${did} for no key update`);
  await tx.execute(query`with moved as (delete from entry where hash = ${hash} returning *)
    insert into hidden_entry select * from moved`);
  await tx.execute(query`update device set head_seq = ${seq - 1}, head_hash = ${prev}
    where did = ${did} and head_seq >= ${seq}`);
  return async () => {
    await tx.execute(query`with moved as (delete from hidden_entry where hash = ${hash} returning *)
      insert into entry select * from moved`);
  };
}

const Batch = v.object({ entries: v.array(v.string()) });

function claimsOf({ method, path, body }: Outgoing): string[] {
  if (method !== "POST" || path !== "/v1/sync" || !body) return [];
  return v.parse(Batch, JSON.parse(new TextDecoder().decode(body))).entries;
}
