/** Makes this phone a device of the student's: a key of its own, proven to the server. */
import type { Me } from "../../shared/api/account.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import { signPossession } from "../../shared/protocol/possession.ts";
import { DeviceChallenge, DeviceRegistered, type DeviceRegistration } from "../../shared/protocol/sync.ts";
import type * as v from "valibot";
import { reach, readReply } from "../http.ts";
import { LocalProblem } from "../problem.ts";
import { db } from "../store/db.ts";
import { stored } from "../store/guard.ts";
import { withLock } from "../store/locks.ts";
import { requestPersistence } from "../store/persistence.ts";
import type { DeviceRow } from "../store/rows.ts";
import { installationId } from "../store/settings.ts";
import { activeDevice, newLink } from "./devices.ts";

const TIMEOUT_MS = 20_000;

/**
 * The student's device identity on this phone, registering it where there is none (or the server no longer knows it).
 * Needs a sign-in at most ten minutes old only when it must register.
 * @throws ApiProblem (sign_in_again, device_of_another, …), Offline,
 *   LocalProblem (crypto_missing, device_frozen, storage_full, storage_blocked)
 */
export function ensureDevice(me: Pick<Me, "id">): Promise<DeviceRow> {
  return withLock("identity", async () => (await activeDevice(me.id)) ?? (await register(me.id)));
}

/** Registers a new identity in the place of the present one, frozen or not. Same errors as {@link ensureDevice}. */
export function replaceDevice(me: Pick<Me, "id">): Promise<DeviceRow> {
  return withLock("identity", () => register(me.id));
}

async function register(uid: string): Promise<DeviceRow> {
  if (globalThis.crypto?.subtle === undefined) throw new LocalProblem("crypto_missing");
  const inst = await installationId();
  const challenge = await post("/v1/devices/challenge", { inst }, DeviceChallenge);
  const { privateKey, jwk, kid } = await generateDeviceKey();
  const { did } = challenge;
  const signer = { key: privateKey, kid };
  const pop = await signPossession({ did, uid, nonce: challenge.nonce, inst }, signer);
  const registration: v.InferInput<typeof DeviceRegistration> = { jwk, pop };
  const registered = await post("/v1/devices", registration, DeviceRegistered);
  const row: DeviceRow = {
    did,
    uid,
    kid,
    inst,
    key: privateKey,
    jwk,
    serverJwk: registered.serverJwk,
    status: "active",
    probationUntil: registered.probationUntil,
    createdAt: Date.now(),
  };
  await stored(() =>
    db.transaction("rw", [db.devices, db.chains, db.links], async () => {
      await db.devices.where("uid").equals(uid).modify({ status: "replaced" });
      await db.devices.put(row);
      await db.chains.put({ did, ...registered.head });
      await db.links.put(newLink(did));
    }),
  );
  void requestPersistence();
  return row;
}

const post = <S extends v.GenericSchema>(path: string, body: unknown, schema: S) =>
  readReply(
    reach(
      path,
      { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } },
      TIMEOUT_MS,
    ),
    schema,
  );
