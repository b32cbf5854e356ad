import * as v from "valibot";
import { EpochMs, Sha256, Uuid } from "../ids.ts";

/** FA1, the check-in protocol: the version of the signed payload. */
export const PROTOCOL_VERSION = 1;
/** The audience that every signed object of this installation names. */
export const AUDIENCE = "presente";
export const TYP_ENTRY = "fa-entry+jws";
export const TYP_POP = "fa-pop+jws";
export const TYP_REQUEST = "fa-request+jws";
export const TYP_TIME = "fa-time+jws";
export const TYP_RECEIPT = "fa-receipt+jws";

const Int = v.pipe(v.number(), v.safeInteger());
const Count = v.pipe(Int, v.minValue(0));
const Millis = v.pipe(Int, v.minValue(0));

/** The protected header of an entry; nothing else may stand in it (jwk, jku, x5u, x5c are refused). */
export const EntryHeader = v.strictObject({
  alg: v.literal("ES256"),
  typ: v.literal(TYP_ENTRY),
  kid: Sha256,
});

/** Clocks at capture, milliseconds. See PROTOCOL "Time". */
export const EntryTime = v.strictObject({
  /** claimed capture time, epoch ms */
  cap: EpochMs,
  /** Date.now() at capture */
  wall: EpochMs,
  /** performance.now() at capture, rounded */
  mono: Millis,
  /** id of the page's time origin: mono values compare only within one */
  org: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  /** hash of the last time token, or null before the first */
  tok: v.nullable(Sha256),
  /** mono and wall when that token came; null without a token */
  tm: v.nullable(Millis),
  tw: v.nullable(EpochMs),
});

const Base64Url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.maxLength(64));

/** The room code as scanned or typed; `dt` = ms between reading it and the capture. */
export const RoomCode = v.variant("m", [
  v.strictObject({ m: v.literal("qr"), slot: Count, tag: Base64Url, dt: Int }),
  v.strictObject({
    m: v.literal("typed"),
    slot: Count,
    code: v.pipe(v.string(), v.regex(/^[0-9A-HJKMNP-TV-Z]{8}$/)),
    dt: Int,
  }),
]);

/** The exact bytes that will be uploaded. */
export const PhotoClaim = v.strictObject({
  h: Sha256,
  /** length in bytes; at most 512 kB */
  n: v.pipe(Int, v.minValue(1), v.maxValue(512 * 1024)),
  ct: v.picklist(["image/jpeg", "image/webp"]),
  w: v.pipe(Int, v.minValue(1), v.maxValue(4096)),
  h2: v.pipe(Int, v.minValue(1), v.maxValue(4096)),
});

/** Five landmarks, pixels × 10, in that photo. */
export const LandmarkClaim = v.pipe(
  v.array(v.pipe(Int, v.minValue(-40960), v.maxValue(81920))),
  v.length(10),
);

const ModelId = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/));

export const EmbeddingClaim = v.strictObject({
  /** hash of the float32-LE bytes */
  h: Sha256,
  /** dimension */
  d: v.pipe(Int, v.minValue(1), v.maxValue(4096)),
  mid: ModelId,
  md: Sha256,
});

/** What every entry says, whichever way the student checked in. */
const Said = {
  v: v.literal(PROTOCOL_VERSION),
  aud: v.literal(AUDIENCE),
  did: Uuid,
  uid: Uuid,
  seq: v.pipe(Int, v.minValue(1)),
  prev: Sha256,
  sid: Uuid,
  t: EntryTime,
  pc: v.nullable(RoomCode),
  app: v.strictObject({ b: v.pipe(v.string(), v.maxLength(64)), pv: v.pipe(Int, v.minValue(1)) }),
} as const;

/** A check-in by face: as it was from the beginning. */
export const FacePayload = v.strictObject({
  ...Said,
  k: v.picklist(["checkin", "note"]),
  photo: PhotoClaim,
  lmk: LandmarkClaim,
  emb: EmbeddingClaim,
  det: v.strictObject({ mid: ModelId, md: Sha256 }),
  pad: v.nullable(v.strictObject({ c: Base64Url, f: v.pipe(v.array(Sha256), v.maxLength(16)) })),
});
export type FacePayload = v.InferOutput<typeof FacePayload>;

/** A check-in by tap, the way without a face: nothing of a body in it. A teacher confirms it. */
export const TapPayload = v.strictObject({ ...Said, k: v.literal("tap") });
export type TapPayload = v.InferOutput<typeof TapPayload>;

/** The payload of an entry, version 1. Unknown fields are refused. */
export const EntryPayload = v.variant("k", [FacePayload, TapPayload]);
export type EntryPayload = v.InferOutput<typeof EntryPayload>;

/** An entry as it travels and is stored: JWS compact, ASCII, at most 8 kB. */
export const EntryJws = v.pipe(
  v.string(),
  v.maxLength(8192),
  v.regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/),
);
