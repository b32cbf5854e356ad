import { Hono } from "hono";
import type { Context } from "hono";
import * as v from "valibot";
import {
  CarriedBlobQuery,
  type CarriedReply,
  CarriedRequest,
  type CarriedResult,
} from "../../shared/api/carried.ts";
import { sha256 } from "../../shared/bytes.ts";
import { Sha256 } from "../../shared/ids.ts";
import { PROTOCOL_VERSION, TYP_ENTRY } from "../../shared/protocol/entry.ts";
import { peekKid } from "../../shared/protocol/jws.ts";
import { importPublicKey } from "../../shared/protocol/keys.ts";
import { entryHash } from "../../shared/protocol/seal.ts";
import type { Caller, Env, Services } from "../context.ts";
import { mayCarry } from "../domain/access.ts";
import { toCarriedAbout } from "../domain/views.ts";
import { signedIn } from "../middleware/access.ts";
import { atMost, createDeviceLimit } from "../middleware/pressure.ts";
import { body, param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { carriedEntries } from "../queries/carried.ts";
import { courseRolesOf } from "../queries/courses.ts";
import { findDeviceByKid } from "../queries/devices.ts";
import { demandBlobType, keepBlob } from "./keep-blob.ts";
import { type Taken, takeEntry } from "./take-entry.ts";

const BATCHES_UNDER_WAY = 32;
const UPLOADS_UNDER_WAY = 16;
const REQUESTS_A_MINUTE = 300;

/**
 * Check-ins that somebody brings for a phone without network: scanned from its screen, or out of a file. Each is taken as
 * POST /v1/sync takes it, by the signature of the phone that sealed it; the carrier adds nothing to it but the moment of
 * its first sight and the own name. Anybody's may be carried; what became of it is told only to those who may watch the
 * list of its meeting.
 */
export function carriedRoutes(s: Services) {
  const countRequest = createDeviceLimit(REQUESTS_A_MINUTE, 60);

  async function carrier(c: Context<Env>): Promise<Caller> {
    const caller = signedIn(c);
    if (!mayCarry(caller.role, await courseRolesOf(s.db, caller.id))) throw new ProblemError("forbidden");
    await countRequest(caller.id);
    return caller;
  }

  return new Hono<Env>()
    .post("/v1/carried", atMost(BATCHES_UNDER_WAY), body(CarriedRequest), async (c) => {
      const caller = await carrier(c);
      const taken: Taken[] = [];
      for (const jws of c.req.valid("json").entries) taken.push(await takeCarried(s, jws, caller.id));
      return c.json(await reply(s, caller, taken));
    })

    .put(
      "/v1/carried/blobs/:sha256",
      atMost(UPLOADS_UNDER_WAY),
      param(v.object({ sha256: Sha256 })),
      query(CarriedBlobQuery),
      async (c) => {
        await carrier(c);
        demandBlobType(c.req.header("content-type"));
        const { sha256: hash } = c.req.valid("param");
        const bytes = new Uint8Array(await c.req.arrayBuffer());
        if ((await sha256(bytes)) !== hash) throw new ProblemError("photo_mismatch");
        await keepBlob(s, { did: c.req.valid("query").did, hash, bytes });
        return c.body(null, 204);
      },
    );
}

/** The claim names the key that signed it; whose key that is, and whether it did, is for the server to find. */
async function takeCarried(s: Services, jws: string, carrierId: string): Promise<Taken> {
  const kid = peekKid(jws, TYP_ENTRY);
  const device = kid === null ? null : await findDeviceByKid(s.db, kid);
  if (!device) {
    const code = kid === null ? "bad_signature" : "unknown_device";
    return { refused: { h: await entryHash(jws), seq: null, st: "rejected", code } };
  }
  const signer = { key: await importPublicKey(device.jwk), kid: device.kid };
  return takeEntry(s, { device, signer }, jws, carrierId);
}

async function reply(s: Services, caller: Caller, taken: readonly Taken[]): Promise<CarriedReply> {
  const hashes = taken.flatMap((one) => ("hash" in one ? [one.hash] : []));
  const stored = new Map((await carriedEntries(s.db, caller.id, hashes)).map((row) => [row.hash, row]));
  const results = taken.map((one): CarriedResult => {
    if ("hash" in one) {
      const row = stored.get(one.hash);
      return { h: one.hash, st: "received", about: row ? toCarriedAbout(row, caller.role) : null };
    }
    const { h, st, code, ra } = one.refused;
    if (st === "retry") return { h, st, ra: ra ?? 0 };
    return { h, st: "refused", code: code ?? "bad_entry" };
  });
  return { v: PROTOCOL_VERSION, results };
}
