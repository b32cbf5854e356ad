/** What is kept on the phone, row by row; everything read from IndexedDB is parsed with these. */
import type { CryptoKey } from "jose";
import * as v from "valibot";
import { AttendanceStatus } from "../../shared/attendance.ts";
import { CarriedAbout } from "../../shared/api/carried.ts";
import { EpochMs, Instant, Sha256, Uuid } from "../../shared/ids.ts";
import { EntryJws } from "../../shared/protocol/entry.ts";
import { ChainHead, EvidenceGrade, OutcomeCode, PublicJwk } from "../../shared/protocol/sync.ts";

/** A WebCrypto key, in any realm. */
export const Key = v.custom<CryptoKey>(
  (value) => Object.prototype.toString.call(value) === "[object CryptoKey]",
);

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** One of the app's own settings. */
export const SettingRow = v.object({ key: v.string(), value: v.unknown() });
export type SettingRow = v.InferOutput<typeof SettingRow>;

/** An answer of the server kept for use without network. `value` is parsed with the schema of its name. */
export const CacheRow = v.object({ uid: v.string(), name: v.string(), value: v.unknown(), at: EpochMs });
export type CacheRow = v.InferOutput<typeof CacheRow>;

/** A device identity: a key that cannot leave WebCrypto, as it was registered for one student. */
export const DeviceRow = v.object({
  did: Uuid,
  uid: Uuid,
  kid: Sha256,
  inst: Uuid,
  /** ECDSA P-256, not extractable */
  key: Key,
  jwk: PublicJwk,
  /** verifies receipts and time tokens */
  serverJwk: PublicJwk,
  /** "unknown": the server does not know it (any more); "frozen": its chain forked */
  status: v.picklist(["active", "replaced", "unknown", "frozen"]),
  probationUntil: v.nullable(Instant),
  createdAt: EpochMs,
});
export type DeviceRow = v.InferOutput<typeof DeviceRow>;

/** Where a device's chain stands on this phone. */
export const ChainRow = v.object({ did: Uuid, ...ChainHead.entries });
export type ChainRow = v.InferOutput<typeof ChainRow>;

/** The last time token, with the clocks at its arrival. */
export const TimeAnchor = v.object({
  /** SHA-256 of the token's JWS */
  tok: Sha256,
  /** server time in it */
  ms: EpochMs,
  /** performance.now(), Date.now() and time origin id when it came */
  tm: Count,
  tw: EpochMs,
  org: v.string(),
});
export type TimeAnchor = v.InferOutput<typeof TimeAnchor>;

/** When requests of one kind may go again. */
export const Wait = v.object({
  /** failures in a row */
  failures: Count,
  /** own backoff: nothing is sent before (Date.now()) unless something has changed */
  waitUntil: Count,
  /** the server's Retry-After: nothing is sent before (Date.now()) at all */
  notBefore: Count,
});
export type Wait = v.InferOutput<typeof Wait>;
export const NO_WAIT: Wait = { failures: 0, waitUntil: 0, notBefore: 0 };

/** How the talk with the server about one device's chain stands. Soft state: one that cannot be read begins anew. */
export const LinkRow = v.object({
  did: Uuid,
  time: v.nullable(TimeAnchor),
  /** the status version seen last */
  version: Count,
  /** claims in the next batch: 1, 5, 20, or less after a refusal */
  batch: v.pipe(Count, v.minValue(1)),
  ...Wait.entries,
  /** photos wait by themselves as well: a photo store that is away must not hold up a claim */
  photos: v.optional(Wait, NO_WAIT),
  /** why nothing is sent at all until the app starts anew, or null; "frozen" was written by earlier versions only */
  hold: v.nullable(v.picklist(["update", "unknown", "frozen"])),
  /** status polls since something last changed, and when the next is due (Date.now()) */
  polls: Count,
  pollAt: Count,
  /** the server head that the kept claims were last offered again for */
  reofferedAt: v.nullable(Sha256),
  /** the places in the chain that the server was told last are lost */
  declared: v.optional(v.array(Count), []),
});
export type LinkRow = v.InferOutput<typeof LinkRow>;

/**
 * A sealed check-in and what is known of it. `jws` never changes. What the server has said of it falls back to "not known"
 * where this version of the app cannot read it (a newer one wrote it): the check-in is offered again, and told anew.
 */
export const EntryRow = v.object({
  h: Sha256,
  did: Uuid,
  uid: Uuid,
  seq: v.pipe(Count, v.minValue(1)),
  jws: EntryJws,
  meetingId: Uuid,
  courseName: v.string(),
  title: v.nullable(v.string()),
  /** claimed capture time, epoch ms */
  capturedAt: EpochMs,
  detail: v.fallback(
    v.picklist(["queued", "sent", "pending", "accepted", "review", "rejected", "set_aside"]),
    "sent",
  ),
  code: v.fallback(v.nullable(OutcomeCode), null),
  attendance: v.fallback(v.nullable(AttendanceStatus), null),
  grade: v.fallback(v.nullable(EvidenceGrade), null),
  note: v.fallback(v.nullable(v.string()), null),
  /** what the claim announces; `bytes` each */
  blobs: v.array(v.object({ hash: Sha256, bytes: Count })),
  /** hashes of the blobs that the server still wants; null until it has said so */
  need: v.fallback(v.nullable(v.array(Sha256)), null),
  /** blobs that the server has taken, and when (Date.now()): what it asked for before that is out of date */
  uploaded: v.optional(v.fallback(v.array(v.object({ hash: Sha256, at: EpochMs })), []), []),
  /** the server's signed word that it has the claim, with the server time in it */
  receipt: v.fallback(v.nullable(v.object({ jws: v.string(), ms: EpochMs })), null),
  /** server time by which it had all blobs, as far as its tokens tell; null: it has not, or no token has come since */
  takenMs: v.optional(v.fallback(v.nullable(EpochMs), null), null),
  /** whether the blobs are still on the phone */
  blobsKept: v.boolean(),
  /** a withdrawn consent took its photo before the server had decided */
  photoErased: v.optional(v.boolean()),
});
export type EntryRow = v.InferOutput<typeof EntryRow>;

/** The exact bytes that an entry announced. ArrayBuffers: Blobs in IndexedDB get lost in WebKit. */
export const BlobRow = v.object({
  h: Sha256,
  hash: Sha256,
  type: v.picklist(["image/jpeg", "image/webp", "application/octet-stream"]),
  bytes: v.instance(ArrayBuffer),
});
export type BlobRow = v.InferOutput<typeof BlobRow>;

/** Somebody else's check-in that this phone carries to the server. `jws` never changes. */
export const CarriedRow = v.object({
  h: Sha256,
  /** who carries it: only in that person's session is it sent */
  uid: Uuid,
  /** the device that sealed it */
  did: Uuid,
  jws: EntryJws,
  meetingId: Uuid,
  /** claimed capture time, epoch ms */
  capturedAt: EpochMs,
  /** when it was taken over here (Date.now()) */
  keptAt: EpochMs,
  via: v.picklist(["screen", "file"]),
  /** queued: the server's word is not here; set_aside: the server could not read the request */
  detail: v.picklist(["queued", "received", "refused", "set_aside"]),
  code: v.nullable(OutcomeCode),
  /** whose it was, where the carrier may know */
  about: v.nullable(CarriedAbout),
  /** what came with it and has not been sent yet */
  blobs: v.array(v.object({ hash: Sha256, bytes: Count })),
});
export type CarriedRow = v.InferOutput<typeof CarriedRow>;

/** How the sending of carried check-ins stands: see LinkRow. */
export const Pace = v.object({
  batch: LinkRow.entries.batch,
  ...Wait.entries,
  photos: LinkRow.entries.photos,
});
export type Pace = v.InferOutput<typeof Pace>;
