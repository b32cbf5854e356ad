import { Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import { Sha256 } from "../../shared/ids.ts";
import { readStoredEntry } from "../../shared/protocol/seal.ts";
import { createProofCheck } from "../middleware/device-proof.ts";
import { atMost } from "../middleware/pressure.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { commitBlob, entriesAnnouncing, findBlob } from "../queries/blobs.ts";
import type { EntryRow } from "../queries/entries.ts";

/** Each may hold 512 kB in memory. */
const UPLOADS_UNDER_WAY = 64;
const TYPES = ["application/octet-stream", "image/jpeg", "image/webp"];

/**
 * PUT /v1/blobs/:sha256: the photo and the embedding that an entry announced. Idempotent; the bytes are in the lake before
 * the database says so, and the answer comes after both. 404: nothing of this device announced it,
 * or its student has withdrawn the consent.
 */
export function blobRoutes(s: Services) {
  const proofOf = createProofCheck(s.db);
  return new Hono<Env>().put(
    "/v1/blobs/:sha256",
    atMost(UPLOADS_UNDER_WAY),
    param(v.object({ sha256: Sha256 })),
    async (c) => {
      const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
      if (!TYPES.includes(type)) throw new ProblemError("unsupported_type");
      const { sha256: hash } = c.req.valid("param");
      const { device, body, bodyHash } = await proofOf(c);
      if (bodyHash !== hash) throw new ProblemError("photo_mismatch");
      const [announcing] = await entriesAnnouncing(s.db, device.did, hash);
      if (!announcing) throw new ProblemError("not_found");
      if (body.byteLength !== announcedBytes(announcing, hash)) throw new ProblemError("photo_mismatch");
      if (await findBlob(s.db, device.did, hash)) return c.body(null, 204);
      const lakeName = `checkins/${device.did}/${hash}`;
      await s.lake.put(lakeName, body, { ifAbsent: true });
      const kept = await commitBlob(s.db, { hash, did: device.did, bytes: body.byteLength, lakeName });
      if (!kept) {
        await s.lake.delete([lakeName]);
        throw new ProblemError("not_found");
      }
      return c.body(null, 204);
    },
  );
}

function announcedBytes({ jws, photoHash }: EntryRow, hash: string): number {
  const { photo, emb } = readStoredEntry(jws);
  return hash === photoHash ? photo.n : emb.d * Float32Array.BYTES_PER_ELEMENT;
}
