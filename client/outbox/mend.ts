/**
 * Puts right, at each start, what rows of this phone cannot be read. A claim is its own truth: what stands around it in its
 * row is signed in it, or is told again by the server. Run it under the lock "sender".
 */
import * as v from "valibot";
import { EntryJws, type EntryPayload } from "../../shared/protocol/entry.ts";
import { entryHash, readStoredEntry } from "../../shared/protocol/seal.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { keptCopies } from "../store/claim-copies.ts";
import { ChainRow, DeviceRow, EntryRow } from "../store/rows.ts";
import { lossOf, readWitness, testify } from "../store/witness.ts";

/**
 * Mends what can be mended, brings back claims that are lost out of their second copies, and says of a device whose chain
 * cannot go on that it must be registered anew.
 */
export async function mendStore(): Promise<void> {
  await restoreClaims();
  const rows = await stored(() => db.entries.toArray());
  for (const row of rows) {
    const mended = v.is(EntryRow, row) ? null : await mendedEntry(row);
    if (mended) await stored(() => db.entries.put(mended));
  }
  const devices = readableRows(DeviceRow, await stored(() => db.devices.toArray()));
  for (const { did, status } of devices) if (status === "active") await mendChain(did);
}

/**
 * An entry made anew out of its claim; null when the claim itself is damaged: nothing can bring that back.
 * @param row what was found in its place; only the claim, and that it hashes to its key, is believed
 */
export async function mendedEntry(row: unknown): Promise<EntryRow | null> {
  const kept = v.safeParse(v.looseObject({ h: v.string(), jws: EntryJws }), row);
  if (!kept.success || (await entryHash(kept.output.jws)) !== kept.output.h) return null;
  const { h, jws, courseName, title, blobsKept } = kept.output;
  const payload = readStoredEntry(jws);
  const { did, uid, seq, sid, t } = payload;
  return {
    h,
    did,
    uid,
    seq,
    jws,
    meetingId: sid,
    courseName: typeof courseName === "string" ? courseName : "",
    title: typeof title === "string" ? title : null,
    capturedAt: t.cap,
    detail: "sent",
    code: null,
    attendance: null,
    grade: null,
    note: null,
    blobs: announcedBy(payload),
    need: null,
    uploaded: [],
    receipt: null,
    takenMs: null,
    blobsKept: blobsKept !== false,
  };
}

/** The bytes that a claim announces. */
const announcedBy = (payload: EntryPayload): EntryRow["blobs"] =>
  payload.k === "tap"
    ? []
    : [
        { hash: payload.photo.h, bytes: payload.photo.n },
        { hash: payload.emb.h, bytes: payload.emb.d * Float32Array.BYTES_PER_ELEMENT },
      ];

/**
 * Claims that are not in the database any more, or cannot be read there, out of their second copies; their photos are gone.
 * When the whole database was lost, how many came back is told with it.
 */
async function restoreClaims(): Promise<void> {
  const copies = keptCopies();
  if (copies.length === 0) return;
  const rows = await stored(() => db.entries.bulkGet(copies.map(({ h }) => h)));
  const lost = copies.filter((_, i) => !v.is(EntryRow, rows[i]));
  if (lost.length === 0) return;
  const devices = await stored(() => db.devices.toCollection().primaryKeys());
  const places = readableRows(EntryRow, await stored(() => db.entries.toArray()));
  const here = [...devices, ...places.map(({ did }) => did)];
  // a row whose claim alone is damaged still has its photo
  const restored = await Promise.all(
    lost.map(async (copy) =>
      mendedEntry({ ...copy, blobsKept: (await db.blobs.where({ h: copy.h }).count()) > 0 }),
    ),
  );
  // a place that is taken by another entry stays as it is
  const free = restored.flatMap((row) =>
    row && !places.some(({ did, seq }) => did === row.did && seq === row.seq) ? [row] : [],
  );
  // told first: with the rows back, nothing else says that there was a loss
  for (const uid of new Set(free.map((row) => row.uid))) {
    const witness = readWitness(uid);
    const loss = lossOf(witness, here);
    const count = free.filter((row) => row.uid === uid).length;
    if (witness && loss) testify(uid, { ...witness, loss: { ...loss, restored: loss.restored + count } });
  }
  // one that cannot be put back now is tried again with the next start
  await Promise.all(free.map((row) => db.entries.put(row).catch(() => undefined)));
}

/** A head that is lost is the last entry again, when none before it is missing: a number used twice would freeze the device. */
async function mendChain(did: string): Promise<void> {
  await stored(() =>
    db.transaction("rw", [db.chains, db.entries, db.devices], async () => {
      if (v.is(ChainRow, await db.chains.get(did))) return;
      const rows = await db.entries.where({ did }).sortBy("seq");
      const entries = readableRows(EntryRow, rows);
      const last = entries.at(-1);
      const whole = entries.length === rows.length && last?.seq === entries.length;
      if (last && whole) await db.chains.put({ did, seq: last.seq, h: last.h });
      else await db.devices.update(did, { status: "unknown" });
    }),
  );
}
