import type { Capture } from "../../client/recognition/types.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { floatBytes, sha256, utf8 } from "../../shared/bytes.ts";
import type { FacePayload } from "../../shared/protocol/entry.ts";
import { newNonce } from "../../shared/protocol/request.ts";

/** A photo with what the phone says of it. */
export interface Shot {
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly embedding: Uint8Array<ArrayBuffer>;
  readonly claim: Pick<FacePayload, "photo" | "lmk" | "emb" | "det">;
}

const TENTHS = 10;
const DETECTOR: Capture["detector"] = { id: "test-phone", digest: await sha256(utf8("test-phone")) };

/** What an honest phone would make of a photo, by the server's own recognition. @throws Error for a photo without a face */
export async function takeShot(recogniser: Recogniser, jpeg: Uint8Array): Promise<Shot> {
  const seen = await recogniser.analyse(jpeg, null);
  if (!seen.ok || !seen.face) throw new Error("no face in this photo");
  const lmk = seen.face.landmarks.map((px) => Math.round(px * TENTHS));
  const again = await recogniser.analyse(
    jpeg,
    lmk.map((tenths) => tenths / TENTHS),
  );
  if (!again.ok || !again.claimed) throw new Error("no embedding of this photo");
  const bytes = Uint8Array.from(jpeg);
  const embedding = floatBytes(again.claimed);
  return {
    jpeg: bytes,
    embedding,
    claim: {
      photo: { h: await sha256(bytes), n: bytes.length, ct: "image/jpeg", w: seen.width, h2: seen.height },
      lmk,
      emb: {
        h: await sha256(embedding),
        d: again.claimed.length,
        mid: recogniser.model.id,
        md: recogniser.model.digest,
      },
      det: { mid: DETECTOR.id, md: DETECTOR.digest },
    },
  };
}

/** A shot of bytes that no server need decode: for what is refused, or judged, before anyone looks at the photo. */
export async function blindShot(
  jpeg: Uint8Array<ArrayBuffer> = utf8(`no photo ${newNonce()}`),
  dimension = 512,
): Promise<Shot> {
  const embedding = floatBytes(new Float32Array(dimension).fill(dimension ** -0.5));
  const md = await sha256(utf8("no model"));
  return {
    jpeg,
    embedding,
    claim: {
      photo: { h: await sha256(jpeg), n: jpeg.length, ct: "image/jpeg", w: 640, h2: 480 },
      lmk: [2200, 2000, 4200, 2000, 3200, 3000, 2400, 3800, 4000, 3800],
      emb: { h: await sha256(embedding), d: dimension, mid: "no-model", md },
      det: { mid: DETECTOR.id, md: DETECTOR.digest },
    },
  };
}
