import { type EntryRow, type LinkRow, NO_WAIT } from "../../../client/store/rows.ts";

/** A SHA-256-shaped text that differs by its number. */
export const hashOf = (n: number): string => String(n).padStart(43, "h");

/** A queued check-in of a chain. */
export const entryOf = (seq: number, change: Partial<EntryRow> = {}): EntryRow => ({
  h: hashOf(seq),
  did: "018f6a00-0000-7000-8000-0000000000d1",
  uid: "018f6a00-0000-7000-8000-0000000000a1",
  seq,
  jws: `e30.e30.${"s".repeat(1000)}`,
  meetingId: "018f6a00-0000-7000-8000-000000000001",
  courseName: "Logic",
  title: null,
  capturedAt: 1_790_000_000_000 + seq,
  detail: "queued",
  code: null,
  attendance: null,
  grade: null,
  note: null,
  blobs: [{ hash: hashOf(1000 + seq), bytes: 40_000 }],
  need: null,
  uploaded: [],
  receipt: null,
  takenMs: null,
  blobsKept: true,
  ...change,
});

export const linkOf = (change: Partial<LinkRow> = {}): LinkRow => ({
  did: "018f6a00-0000-7000-8000-0000000000d1",
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
  ...change,
});
