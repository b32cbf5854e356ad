/**
 * Puts right, at each start, what rows of this phone cannot be read. A claim is its own truth: what stands around it in its
 * row is signed in it, or is told again by the server. Run it under the lock "sender".
 */
import * as v from "valibot";
import { EntryJws, type EntryPayload } from "../../shared/protocol/entry.ts";
import { entryHash, readStoredEntry } from "../../shared/protocol/seal.ts";
import { db } from "../store/db.ts";
import { readableRows, stored } from "../store/guard.ts";
import { ChainRow, DeviceRow, EntryRow } from "../store/rows.ts";

/** Mends what can be mended, and says of a device whose chain cannot go on that it must be registered anew. */
export async function mendStore(): Promise<void> {
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
