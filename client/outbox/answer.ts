/** What the server signs in its answer to a sync: the time, and the receipt. */
import { sha256, utf8 } from "../../shared/bytes.ts";
import type { SyncReply } from "../../shared/protocol/sync.ts";
import { serverSigner, verifyReceipt, verifyTimeToken } from "../../shared/protocol/tokens.ts";
import type { DeviceRow, EntryRow, TimeAnchor } from "../store/rows.ts";
import type { ClockReading } from "./clock.ts";
import { withReceipt } from "./merge.ts";

/** The answer's time token beside this phone's clocks when it came; null: not for this device, or not of this request. */
export async function timeAnchor(
  device: DeviceRow,
  reply: SyncReply,
  nonce: string,
  came: ClockReading,
): Promise<TimeAnchor | null> {
  const token = await verifyTimeToken(reply.time, await serverSigner(device.serverJwk));
  if (!token.ok || token.payload.did !== device.did || token.payload.n !== nonce) return null;
  return {
    tok: await sha256(utf8(reply.time)),
    ms: token.payload.ms,
    tm: Math.round(came.mono),
    tw: Math.round(came.wall),
    org: came.org,
  };
}

/** The entries with the receipt, where it is one for this device. */
export async function withReceipts(
  device: DeviceRow,
  reply: SyncReply,
  entries: EntryRow[],
): Promise<EntryRow[]> {
  if (reply.rcpt === null) return entries;
  const receipt = await verifyReceipt(reply.rcpt, await serverSigner(device.serverJwk));
  if (!receipt.ok || receipt.payload.did !== device.did) return entries;
  return withReceipt(entries, receipt.payload, reply.rcpt);
}
