import { v7 as uuidv7 } from "uuid";
import { audit } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import { passedBy } from "../domain/chain.ts";
import { lowerBound } from "../domain/time.ts";
import { type DeviceRow, freezeDevice, lockDevice, setHead } from "./devices.ts";
import { boundAncestors, changeEntry, entriesAfter, type EntryRow, entryBySeq } from "./entries.ts";
import { settle, settleAgain } from "./settling.ts";

/**
 * Moves the head to a new entry and releases those that had waited for it. A released descendant proves that all before
 * it existed when it arrived, so it bounds their arrival.
 */
export async function advance(tx: Db, device: DeviceRow, added: EntryRow): Promise<void> {
  let head = added;
  for (const held of await entriesAfter(tx, device.did, added.seq)) {
    if (held.seq !== head.seq + 1) break;
    if (held.prev !== head.hash) {
      await freezeDevice(tx, device, { seq: held.seq, jws: held.jws });
      await changeEntry(tx, held.hash, { state: "rejected", code: "seq_fork", decidedAt: new Date() });
      break;
    }
    const lowerMs = lowerBound(held.lowerMs, head.lowerMs);
    if (lowerMs !== held.lowerMs) await changeEntry(tx, held.hash, { lowerMs });
    const released = { ...held, lowerMs };
    await settle(tx, device, released, { previous: head, held: false });
    for (const ancestor of await boundAncestors(tx, device.did, held.seq, held.receivedAt)) {
      if (ancestor.state === "pending") await settleAgain(tx, device, ancestor);
    }
    head = released;
  }
  await setHead(tx, device.did, { seq: head.seq, h: head.hash });
}

/**
 * A phone says that it has lost entries: its database was damaged, and nothing can bring them back. When they are all that
 * is missing before the first that is held, the chain goes on over the gap: those that waited are judged like any others,
 * the first of them with a doubt that asks for a teacher's look. A lost one that turns up after all (a teacher has carried
 * it) is taken, see {@link rejoin}.
 * @returns hashes of the entries that waited
 */
export function declareLost(db: Database, did: string, lost: readonly number[]): Promise<string[]> {
  return db.transaction(async (tx) => {
    const device = await lockDevice(tx, did);
    const held = await entriesAfter(tx, did, device.headSeq);
    const [first] = held;
    const passed = first && passedBy({ seq: device.headSeq }, first, lost);
    if (device.status === "frozen" || !first || !passed) return [];
    await tx.insert(audit).values({
      id: uuidv7(),
      actorId: device.userId,
      action: "entries_declared_lost",
      subjectId: device.userId,
      detail: { did, seqs: passed },
    });
    await settle(tx, device, first, { previous: null, held: false, gap: true });
    await advance(tx, device, first);
    return held.map(({ hash }) => hash);
  });
}

/** An entry whose ancestors have been waited for long enough is a teacher's; those behind it wait no longer for them. */
export async function passOverdue(tx: Db, device: DeviceRow, { hash }: EntryRow): Promise<void> {
  const [first] = await entriesAfter(tx, device.did, device.headSeq);
  if (first?.hash === hash && first.code === "chain_gap") await advance(tx, device, first);
}

/**
 * A lost entry has turned up: the one behind it has no gap before it any more, and those that came before it and had waited
 * for it are released.
 */
export async function rejoin(tx: Db, device: DeviceRow, found: EntryRow): Promise<void> {
  const next = await entryBySeq(tx, device.did, found.seq + 1);
  if (next && isDoubtedForGap(next)) {
    await settle(tx, device, next, { previous: found, held: false, gap: false });
  }
  for (let later = found; ;) {
    const before = await entryBySeq(tx, device.did, later.seq - 1);
    if (before?.code !== "chain_hold" || later.prev !== before.hash) return;
    const previous = await entryBySeq(tx, device.did, before.seq - 1);
    await settle(tx, device, before, { previous, held: false });
    later = before;
  }
}

/** Undecided, or left to a person for the gap alone. */
const isDoubtedForGap = ({ state, code, flags }: EntryRow): boolean =>
  state === "review" ? code === "chain_gap" : state === "pending" && flags.includes("chain_gap");
