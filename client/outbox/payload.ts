/** The payload of an entry out of a capture: pure. */
import { AUDIENCE, type EntryPayload, PROTOCOL_VERSION } from "../../shared/protocol/entry.ts";
import type { ChainHead } from "../../shared/protocol/sync.ts";
import type { Capture } from "../recognition/types.ts";
import type { TimeAnchor } from "../store/rows.ts";
import { type ClockReading, serverTimeAt } from "./clock.ts";
import { CLIENT_VERSION } from "./version.ts";

export interface EntryParts {
  readonly did: string;
  readonly uid: string;
  readonly meetingId: string;
  readonly head: ChainHead;
  readonly time: TimeAnchor | null;
  readonly capture: Pick<
    Capture,
    "jpeg" | "width" | "height" | "landmarks" | "embedding" | "model" | "detector" | "wall" | "mono"
  >;
  /** id of the time origin that `capture.mono` counts from */
  readonly org: string;
  readonly photoHash: string;
  readonly embeddingHash: string;
  readonly build: string;
}

/** The next entry of the chain. `tm` is null when the last time token came to another page: its mono means nothing here. */
export function entryPayload(parts: EntryParts): EntryPayload {
  const { capture, time } = parts;
  const reading: ClockReading = { wall: capture.wall, mono: capture.mono, org: parts.org };
  return {
    v: PROTOCOL_VERSION,
    k: "checkin",
    aud: AUDIENCE,
    did: parts.did,
    uid: parts.uid,
    seq: parts.head.seq + 1,
    prev: parts.head.h,
    sid: parts.meetingId,
    t: {
      cap: serverTimeAt(reading, time),
      wall: Math.round(capture.wall),
      mono: Math.round(capture.mono),
      org: parts.org,
      tok: time?.tok ?? null,
      tm: time && time.org === parts.org ? time.tm : null,
      tw: time?.tw ?? null,
    },
    pc: null,
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
    app: { b: parts.build, pv: CLIENT_VERSION },
  };
}
