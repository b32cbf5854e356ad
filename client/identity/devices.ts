/** The device identities on this phone. A key that was replaced stays until what it signed is delivered. */
import { LocalProblem } from "../problem.ts";
import { db } from "../store/db.ts";
import { parseRow, readableRows, stored } from "../store/guard.ts";
import { DeviceRow } from "../store/rows.ts";

/** The identity that signs for a student now, or null. @throws LocalProblem device_frozen */
export async function activeDevice(uid: string): Promise<DeviceRow | null> {
  const rows = readableRows(DeviceRow, await stored(() => db.devices.where("uid").equals(uid).toArray()));
  const active = rows.find(({ status }) => status === "active");
  if (active) return active;
  const [latest] = rows
    .filter(({ status }) => status !== "replaced")
    .toSorted((a, b) => b.createdAt - a.createdAt);
  if (latest?.status === "frozen") throw new LocalProblem("device_frozen");
  return null;
}

/** @returns the identity, or null when it is not on this phone */
export async function deviceById(did: string): Promise<DeviceRow | null> {
  const row = await stored(() => db.devices.get(did));
  return row === undefined ? null : parseRow(DeviceRow, row);
}
