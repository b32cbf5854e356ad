import { Hono } from "hono";
import { v7 as uuidv7 } from "uuid";
import type { Env, Services } from "../context.ts";
import { sha256, toBase64Url, utf8 } from "../../shared/bytes.ts";
import { thumbprint } from "../../shared/protocol/keys.ts";
import { verifyPossession } from "../../shared/protocol/possession.ts";
import { genesisHash } from "../../shared/protocol/seal.ts";
import {
  type DeviceChallenge,
  DeviceChallengeRequest,
  type DeviceRegistered,
  DeviceRegistration,
} from "../../shared/protocol/sync.ts";
import { requireRole } from "../middleware/access.ts";
import { requireFresh } from "../middleware/fresh.ts";
import { body } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import {
  addChallenge,
  type DeviceRow,
  findDeviceByKid,
  isInstallationOfAnother,
  registerDevice,
  spendChallenge,
} from "../queries/devices.ts";

const CHALLENGE_MS = 5 * 60_000;
/** A replacement's check-ins are graded lower for this long, ms. */
const PROBATION_MS = 24 * 60 * 60_000;

/** Registration of a device's key by proof of possession (PROTOCOL, "Keys"). */
export const deviceRoutes = (s: Services) =>
  new Hono<Env>()
    .post("/v1/devices/challenge", body(DeviceChallengeRequest), async (c) => {
      const caller = requireRole(c, "student");
      requireFresh(caller);
      const { inst } = c.req.valid("json");
      if (await isInstallationOfAnother(s.db, inst, caller.id)) throw new ProblemError("device_of_another");
      const challenge = {
        did: uuidv7(),
        nonce: toBase64Url(crypto.getRandomValues(new Uint8Array(32))),
        expiresAt: new Date(Date.now() + CHALLENGE_MS),
      };
      await addChallenge(s.db, { ...challenge, userId: caller.id, inst });
      const { did, nonce, expiresAt } = challenge;
      return c.json({ did, nonce, expires: expiresAt.toISOString() } satisfies DeviceChallenge);
    })
    .post("/v1/devices", body(DeviceRegistration), async (c) => {
      const caller = requireRole(c, "student");
      requireFresh(caller);
      const { jwk, pop } = c.req.valid("json");
      const proof = await verifyPossession(pop, jwk);
      if (!proof.ok || proof.payload.uid !== caller.id) throw new ProblemError("bad_signature");
      const { did, nonce, inst } = proof.payload;
      const kid = await thumbprint(jwk);
      const genesis = await genesisHash(did, nonce);
      const registered = await s.db.transaction(async (tx) => {
        const challenge = await spendChallenge(tx, did, caller.id);
        if (!challenge) throw new ProblemError("link_spent");
        if (challenge.inst !== inst || !(await sameSecret(challenge.nonce, nonce)))
          throw new ProblemError("bad_signature");
        if (await isInstallationOfAnother(tx, inst, caller.id)) throw new ProblemError("device_of_another");
        const known = await findDeviceByKid(tx, kid);
        if (known && known.userId !== caller.id) throw new ProblemError("device_of_another");
        // an answer that was lost: the phone asks again with the same key
        if (known?.status === "active") return known;
        if (known) throw new ProblemError("conflict");
        const added = { did, userId: caller.id, kid, jwk, inst, genesis };
        return registerDevice(tx, added, new Date(Date.now() + PROBATION_MS));
      });
      return c.json(registeredReply(registered, s), 201);
    });

function registeredReply(device: DeviceRow, s: Services): DeviceRegistered {
  return {
    did: device.did,
    kid: device.kid,
    head: { seq: device.headSeq, h: device.headHash },
    serverJwk: s.keys.tokenJwk,
    probationUntil: device.probationUntil?.toISOString() ?? null,
  };
}

/** Compares hashes, so that the time it takes tells nothing of the secrets. */
const sameSecret = async (a: string, b: string): Promise<boolean> =>
  (await sha256(utf8(a))) === (await sha256(utf8(b)));
