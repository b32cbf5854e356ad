/** The payload of an entry out of a capture, or of a tap: pure. */
import {
  AUDIENCE,
  type FacePayload,
  PROTOCOL_VERSION,
  type TapPayload,
} from "../../shared/protocol/entry.ts";
import type { ChainHead } from "../../shared/protocol/sync.ts";
import type { Capture } from "../recognition/types.ts";
import type { ReadCode } from "../room-code/read.ts";
import type { TimeAnchor } from "../store/rows.ts";
import { type ClockReading, serverTimeAt } from "./clock.ts";
import { CLIENT_VERSION } from "./version.ts";

/** Whose entry it is, of which meeting, and where it stands in the chain. */
export interface EntryPlace {
  readonly did: string;
  readonly uid: string;
  readonly meetingId: string;
  readonly head: ChainHead;
  readonly time: TimeAnchor | null;
  readonly build: string;
  /** the room code that it shows; none without */
  readonly code?: ReadCode | null;
}

export interface EntryParts extends EntryPlace {
  readonly capture: Pick<
    Capture,
    "jpeg" | "width" | "height" | "landmarks" | "embedding" | "model" | "detector" | "wall" | "mono"
  >;
  /** id of the time origin that `capture.mono` counts from */
  readonly org: string;
  readonly photoHash: string;
  readonly embeddingHash: string;
}

/** `tm` is null when the last time token came to another page: its mono means nothing here. */
function saidBy(parts: EntryPlace, reading: ClockReading) {
  const { time, code = null } = parts;
  return {
    v: PROTOCOL_VERSION,
    aud: AUDIENCE,
    did: parts.did,
    uid: parts.uid,
    seq: parts.head.seq + 1,
    prev: parts.head.h,
    sid: parts.meetingId,
    t: {
      cap: serverTimeAt(reading, time),
      wall: Math.round(reading.wall),
      mono: Math.round(reading.mono),
      org: reading.org,
      tok: time?.tok ?? null,
      tm: time && time.org === reading.org ? time.tm : null,
      tw: time?.tw ?? null,
    },
    pc: code && { ...code.shown, dt: Math.round(reading.mono - code.mono) },
    app: { b: parts.build, pv: CLIENT_VERSION },
  } as const;
}

/** The next entry of the chain, by tap: nothing but who, where and when. */
export const tapPayload = (place: EntryPlace, reading: ClockReading): TapPayload => ({
  ...saidBy(place, reading),
  k: "tap",
});

/** The next entry of the chain, by face. */
export function entryPayload(parts: EntryParts): FacePayload {
  const { capture } = parts;
  return {
    ...saidBy(parts, { wall: capture.wall, mono: capture.mono, org: parts.org }),
    k: "checkin",
    photo: {
      h: parts.photoHash,
      n: capture.jpeg.byteLength,
      ct: "image/jpeg",
      w: capture.width,
      h2: capture.height,
    },
    lmk: capture.landmarks,
    emb: {
      h: parts.embeddingHash,
      d: capture.embedding.length,
      mid: capture.model.id,
      md: capture.model.digest,
    },
    det: { mid: capture.detector.id, md: capture.detector.digest },
    pad: null,
  };
}
