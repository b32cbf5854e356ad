import { Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import { Sha256 } from "../../shared/ids.ts";
import { createProofCheck } from "../middleware/device-proof.ts";
import { atMost } from "../middleware/pressure.ts";
import { tellWithdrawal } from "../middleware/tell-withdrawal.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { demandBlobType, keepBlob } from "./keep-blob.ts";

/** Each may hold 512 kB in memory. */
const UPLOADS_UNDER_WAY = 64;
/** So many are worked on at a time, and none before claims that are under way; what waits has not been read yet. */
const LINE = { width: 8, longestMs: 3_000 };

/**
 * PUT /v1/blobs/:sha256: the photo and the embedding that an entry announced. Idempotent; the bytes are in the lake before
 * the database says so, and the answer comes after both. 404: nothing of this device announced it,
 * or its student has not consented.
 */
export function blobRoutes(s: Services) {
  const proofOf = createProofCheck(s.db);
  const inLine = s.claimsFirst.line(LINE);
  return new Hono<Env>().put(
    "/v1/blobs/:sha256",
    atMost(UPLOADS_UNDER_WAY),
    param(v.object({ sha256: Sha256 })),
    (c) =>
      inLine(async () => {
        demandBlobType(c.req.header("content-type"));
        const { sha256: hash } = c.req.valid("param");
        const { device, body, bodyHash } = await proofOf(c);
        if (bodyHash !== hash) throw new ProblemError("photo_mismatch");
        try {
          await keepBlob(s, { did: device.did, hash, bytes: body });
        } catch (error) {
          if (error instanceof ProblemError) await tellWithdrawal(c, s.db, device.userId);
          throw error;
        }
        return c.body(null, 204);
      }),
  );
}
