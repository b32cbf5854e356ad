import type { Context } from "hono";
import type { CryptoKey } from "jose";
import { LRUCache } from "./lru.ts";
import { importPublicKey } from "../../shared/protocol/keys.ts";
import { readAuthorization, verifyRequest } from "../../shared/protocol/request.ts";
import type { Db, Env } from "../context.ts";
import { digestOf } from "../digest.ts";
import { ProblemError } from "../problem.ts";
import { type DeviceRow, findDeviceByKid } from "../queries/devices.ts";

/** What of a device never changes. Its status does, and is read under its lock. */
export type KnownDevice = Pick<DeviceRow, "did" | "userId" | "kid">;

export interface DeviceRequest {
  readonly device: KnownDevice;
  readonly signer: { readonly key: CryptoKey; readonly kid: string };
  readonly body: Uint8Array<ArrayBuffer>;
  /** base64url SHA-256 of the body */
  readonly bodyHash: string;
}
export type ProofCheck = (c: Context<Env>) => Promise<DeviceRequest>;

const EMPTY = new Uint8Array();
/** One that is deleted, or that a restored backup has forgotten, is known to this process no longer than this, ms. */
const KNOWN_FOR_MS = 20_000;
interface Known extends Pick<DeviceRequest, "device" | "signer"> {
  readonly untilMs: number;
}

/**
 * Who sends a request, by the proof in its `authorization` header: no cookie, no session. The proof binds method, path and
 * query, and the body's hash, so what was signed is what is done; its signature is checked before the body is read.
 *
 * A proof is taken once: a copy of it that comes again to this process is told to wait and sign anew. The memory is short
 * and not shared between replicas, and need not be: every request of this kind may be repeated without harm (a claim is
 * stored once by its hash, a blob is the same bytes, a status is only read), and the time token in the answer bears the
 * phone's own nonce, which the phone compares. A revoked device may still speak: its claims are refused one by one, what
 * was claimed before may be completed.
 * @throws ProblemError bad_signature, device_unknown, too_many (a proof that was used)
 */
export function createProofCheck(db: Db): ProofCheck {
  const known = new LRUCache<Known>(5_000);
  const used = new LRUCache<true>(20_000);

  /** A phone that empties its queue asks a dozen times within seconds. */
  async function knownBy(kid: string): Promise<Known> {
    const before = known.get(kid);
    if (before && before.untilMs > performance.now()) return before;
    const device = await findDeviceByKid(db, kid);
    if (!device) throw new ProblemError("device_unknown");
    const { did, userId, jwk } = device;
    const signer = before?.signer ?? { key: await importPublicKey(jwk), kid };
    const found = { device: { did, userId, kid }, signer, untilMs: performance.now() + KNOWN_FOR_MS };
    known.set(kid, found);
    return found;
  }

  return async (c) => {
    const proof = readAuthorization(c.req.header("authorization"));
    if (!proof) throw new ProblemError("bad_signature");
    const { device, signer } = await knownBy(proof.kid);
    const verified = await verifyRequest(proof.jws, signer);
    const { pathname, search } = new URL(c.req.url);
    if (
      !verified.ok ||
      verified.payload.did !== device.did ||
      verified.payload.htm !== c.req.method ||
      verified.payload.htu !== pathname + search
    ) {
      throw new ProblemError("bad_signature");
    }
    const once = `${device.did} ${verified.payload.n}`;
    if (used.get(once)) throw new ProblemError("too_many", { retryAfterS: 1 });
    used.set(once, true);
    const body = c.req.method === "GET" ? EMPTY : new Uint8Array(await c.req.arrayBuffer());
    const bodyHash = digestOf(body);
    if (verified.payload.bh !== bodyHash) throw new ProblemError("bad_signature");
    return { device, signer, body, bodyHash };
  };
}
