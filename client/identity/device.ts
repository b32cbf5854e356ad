/** Makes this phone a device of the student's: a key of its own, proven to the server. */
import type { Me } from "../../shared/api/account.ts";
import { generateDeviceKey } from "../../shared/protocol/keys.ts";
import { signPossession } from "../../shared/protocol/possession.ts";
import { type ChainHead, DeviceChallenge, DeviceRegistered } from "../../shared/protocol/sync.ts";
import type * as v from "valibot";
import { reach, readReply } from "../http.ts";
import { ApiProblem, LocalProblem } from "../problem.ts";
import { db } from "../store/db.ts";
import { stored } from "../store/guard.ts";
import { newLink } from "../store/link.ts";
import { withLock } from "../store/locks.ts";
import { requestPersistence } from "../store/persistence.ts";
import type { DeviceRow } from "../store/rows.ts";
import { installationId, pendingKey } from "../store/settings.ts";
import { activeDevice } from "./devices.ts";

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
  const { privateKey, jwk, kid } = await keyFor(uid);
  const { did, nonce } = challenge;
  const pop = await signPossession({ did, uid, nonce, inst }, { key: privateKey, kid });
  const registered = await post("/v1/devices", { jwk, pop }, DeviceRegistered).catch(
    async (error: unknown) => {
      // a refused key is of no use any more; one whose answer was lost may be registered already
      if (error instanceof ApiProblem && error.ours && error.status < 500) await pendingKey.write(null);
      throw error;
    },
  );
  const row: DeviceRow = {
    did: registered.did,
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
  await keep(row, registered.head);
  void requestPersistence();
  return row;
}

/** The key that an earlier try left behind, or a new one: stored before the server hears of it. */
async function keyFor(uid: string) {
  const left = await pendingKey.read();
  if (left?.uid === uid) return left;
  const made = { uid, ...(await generateDeviceKey()) };
  await pendingKey.write(made);
  return made;
}

function keep(row: DeviceRow, head: ChainHead): Promise<void> {
  return stored(() =>
    db.transaction("rw", [db.devices, db.chains, db.links, db.settings], async () => {
      await db.devices.where("uid").equals(row.uid).modify({ status: "replaced" });
      await db.devices.put(row);
      await db.chains.put({ did: row.did, ...head });
      await db.links.put(newLink(row.did));
      await db.settings.delete(pendingKey.key);
    }),
  );
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
