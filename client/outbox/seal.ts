/**
 * Seals a check-in on this phone. The contract: when this resolves, claim, blobs and the chain's head are on the disk
 * together; when it rejects, none of them is, and the chain stands where it stood.
 */
import { floatBytes, sha256, utf8 } from "../../shared/bytes.ts";
import type { EntryPayload } from "../../shared/protocol/entry.ts";
import { entryHash, sealEntry } from "../../shared/protocol/seal.ts";
import { activeDevice } from "../identity/devices.ts";
import { LocalProblem } from "../problem.ts";
import type { Capture } from "../recognition/types.ts";
import type { ReadCode } from "../room-code/read.ts";
import { keepCopy } from "../store/claim-copies.ts";
import { db } from "../store/db.ts";
import { parseRow, stored } from "../store/guard.ts";
import { linkOf } from "../store/link.ts";
import { withLock } from "../store/locks.ts";
import { requestPersistence } from "../store/persistence.ts";
import { type BlobRow, ChainRow, type DeviceRow, type EntryRow } from "../store/rows.ts";
import { BUILD } from "./build.ts";
import { readClocks, TIME_ORIGIN_ID } from "./clock.ts";
import { entryPayload, type EntryPlace, tapPayload } from "./payload.ts";
import type { CheckInView } from "./types.ts";
import { viewOf } from "./view.ts";

/** What a check-in needs to know of its meeting. */
export interface SealedFor {
  readonly id: string;
  readonly courseName: string;
  readonly title: string | null;
}

export interface SealRequest {
  /** the student who checks in */
  readonly uid: string;
  readonly capture: Capture;
  readonly meeting: SealedFor;
  /** the room code, read on this very page */
  readonly code?: ReadCode | null;
}

/** What a check-in says and brings: the payload on a place of the chain, and the bytes that it announces. */
interface Content {
  readonly payload: (place: EntryPlace) => EntryPayload;
  readonly blobs: readonly Omit<BlobRow, "h">[];
}

const MAX_TRIES = 5;

/**
 * Seals the next entry of the student's chain.
 * @throws LocalProblem device_missing, device_frozen, storage_full, storage_blocked, storage_damaged
 */
export async function sealEntryOf({ uid, capture, meeting, code = null }: SealRequest): Promise<CheckInView> {
  const embedding = floatBytes(capture.embedding);
  const [photoHash, embeddingHash] = await Promise.all([sha256(capture.jpeg), sha256(embedding)]);
  return sealNext(uid, meeting, {
    payload: (place) =>
      entryPayload({ ...place, code, capture, org: TIME_ORIGIN_ID, photoHash, embeddingHash }),
    blobs: [
      { hash: photoHash, type: "image/jpeg", bytes: capture.jpeg },
      { hash: embeddingHash, type: "application/octet-stream", bytes: embedding.buffer },
    ],
  });
}

/** The same without a face: nothing but the claim. Same errors as {@link sealEntryOf}. */
export function sealTapOf({ uid, meeting, code = null }: Omit<SealRequest, "capture">): Promise<CheckInView> {
  const reading = readClocks();
  return sealNext(uid, meeting, { payload: (place) => tapPayload({ ...place, code }, reading), blobs: [] });
}

async function sealNext(uid: string, meeting: SealedFor, content: Content): Promise<CheckInView> {
  const entry = await withLock("writer", async () => {
    const device = await activeDevice(uid);
    if (!device) throw new LocalProblem("device_missing");
    // without Web Locks another tab may move the head between reading and writing: then sign again upon the new head
    for (let tries = 1; ; tries++) {
      const sealed = await sealOnce(device, meeting, content);
      const blobs = content.blobs.map((blob) => ({ ...blob, h: sealed.h }));
      if (await commit(sealed, blobs)) {
        keepCopy(sealed);
        return sealed;
      }
      if (tries === MAX_TRIES) throw new LocalProblem("storage_damaged");
    }
  });
  void requestPersistence();
  return viewOf(entry);
}

/** Signs outside of any transaction: IndexedDB ends a transaction that waits for WebCrypto. */
async function sealOnce(
  device: DeviceRow,
  meeting: SealedFor,
  content: Content,
): Promise<EntryRow & { readonly prev: string }> {
  const [chainRow, linkRow] = await stored(() =>
    db.transaction("r", [db.chains, db.links], () =>
      Promise.all([db.chains.get(device.did), db.links.get(device.did)]),
    ),
  );
  const head = parseRow(ChainRow, chainRow);
  const payload = content.payload({
    did: device.did,
    uid: device.uid,
    meetingId: meeting.id,
    head,
    time: linkOf(device.did, linkRow).time,
    build: BUILD,
  });
  const jws = await sealEntry(payload, { key: device.key, kid: device.kid });
  return {
    h: await entryHash(jws),
    did: device.did,
    uid: device.uid,
    seq: payload.seq,
    prev: payload.prev,
    jws,
    meetingId: meeting.id,
    courseName: meeting.courseName,
    title: meeting.title,
    capturedAt: payload.t.cap,
    detail: "queued",
    code: null,
    attendance: null,
    grade: null,
    note: null,
    blobs: content.blobs.map(({ hash, bytes }) => ({ hash, bytes: bytes.byteLength })),
    need: null,
    uploaded: [],
    receipt: null,
    takenMs: null,
    blobsKept: content.blobs.length > 0,
  };
}

/** Writes claim, blobs and head in one strict transaction. @returns false when the head has moved meanwhile */
async function commit(sealed: EntryRow & { readonly prev: string }, blobs: BlobRow[]): Promise<boolean> {
  const { prev, ...entry } = sealed;
  return stored(() =>
    db.transaction("rw", [db.chains, db.entries, db.blobs], async () => {
      const head = parseRow(ChainRow, await db.chains.get(entry.did));
      if (head.h !== prev || head.seq !== entry.seq - 1) return false;
      await db.entries.add(entry);
      await db.blobs.bulkAdd(blobs);
      await db.chains.put({ did: entry.did, seq: entry.seq, h: entry.h });
      return true;
    }),
  );
}

/** Bytes of a claim on the wire. */
export const claimBytes = (jws: string): number => utf8(jws).byteLength;
