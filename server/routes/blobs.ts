import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { Env, Services } from "../context.ts";
import { Sha256 } from "../../shared/ids.ts";
import { createProofCheck, type DeviceRequest } from "../middleware/device-proof.ts";
import { atMost } from "../middleware/pressure.ts";
import { tellWithdrawal } from "../middleware/tell-withdrawal.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { demandBlobType, keepBlob, keepBoth } from "./keep-blob.ts";

/** Each may hold 512 kB in memory. */
const UPLOADS_UNDER_WAY = 64;
/** So many are worked on at a time, and none before claims that are under way; what waits has not been read yet. */
const LINE = { width: 8, longestMs: 3_000 };

/**
 * PUT /v1/blobs/:sha256: the photo or the embedding that an entry announced. PUT /v1/entries/:sha256/blobs: both of the entry of
 * this hash, one after the other. Idempotent; the bytes are in the lake before the database says so, and the answer comes
 * after both. 404: nothing of this device announced it, or its student has not consented.
 */
export function blobRoutes(s: Services) {
  const proofOf = createProofCheck(s.checkInDb);
  const inLine = s.claimsFirst.line(LINE);
  const hashed = param(v.object({ sha256: Sha256 }));

  const upload = (c: Context<Env>, keep: (of: DeviceRequest) => Promise<void>) =>
    inLine(async () => {
      demandBlobType(c.req.header("content-type"));
      const proof = await proofOf(c);
      try {
        await keep(proof);
      } catch (error) {
        if (error instanceof ProblemError) await tellWithdrawal(c, s.db, proof.device.userId);
        throw error;
      }
      return c.body(null, 204);
    });

  return new Hono<Env>()
    .put("/v1/blobs/:sha256", atMost(UPLOADS_UNDER_WAY), hashed, (c) => {
      const { sha256: hash } = c.req.valid("param");
      return upload(c, async ({ device: { did }, body, bodyHash }) => {
        if (bodyHash !== hash) throw new ProblemError("photo_mismatch");
        await keepBlob(s, { did, hash, bytes: body });
      });
    })
    .put("/v1/entries/:sha256/blobs", atMost(UPLOADS_UNDER_WAY), hashed, (c) => {
      const { sha256: entryHash } = c.req.valid("param");
      return upload(c, ({ device: { did }, body }) => keepBoth(s, { did, entryHash, bytes: body }));
    });
}
