/** The outbox's requests: signed by the device's key, without cookies, so they work after a sign-out too. */
import * as v from "valibot";
import { WITHDRAWN_HEADER } from "../../shared/api/rights.ts";
import { concatBytes, utf8 } from "../../shared/bytes.ts";
import { EpochMs } from "../../shared/ids.ts";
import { signRequest } from "../../shared/protocol/request.ts";
import { StatusReply, type SyncRequest, SyncReply } from "../../shared/protocol/sync.ts";
import { answered, reach, readReply } from "../http.ts";
import type { BlobRow, DeviceRow } from "../store/rows.ts";
import { heedWithdrawal } from "../store/withdrawal.ts";
import { CLIENT_VERSION } from "./version.ts";

/** What the sender asks of the server. Each rejects with ApiProblem, Offline or UnreadableReply. */
export interface Wire {
  sync(device: DeviceRow, request: SyncRequest): Promise<SyncReply>;
  putBlob(device: DeviceRow, blob: BlobRow): Promise<void>;
  /** All that an entry announced, in its order, in one request. */
  putBlobs(device: DeviceRow, entryHash: string, blobs: readonly BlobRow[]): Promise<void>;
  status(device: DeviceRow, since: number): Promise<StatusReply>;
}

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 180_000;

export const httpWire: Wire = {
  async sync(device, request) {
    const body = utf8(JSON.stringify(request));
    const answer = send(device, "POST", "/v1/sync", body, "application/json", TIMEOUT_MS);
    return readSyncReply(await answer);
  },
  async putBlob(device, blob) {
    const path = `/v1/blobs/${blob.hash}`;
    await answered(send(device, "PUT", path, new Uint8Array(blob.bytes), blob.type, UPLOAD_TIMEOUT_MS));
  },
  async putBlobs(device, entryHash, blobs) {
    const path = `/v1/entries/${entryHash}/blobs`;
    const body = concatBytes(...blobs.map(({ bytes }) => new Uint8Array(bytes)));
    await answered(send(device, "PUT", path, body, "application/octet-stream", UPLOAD_TIMEOUT_MS));
  },
  async status(device, since) {
    const answer = send(device, "GET", `/v1/entries/status?since=${since}`, null, null, TIMEOUT_MS);
    return readReply(answer, StatusReply);
  },
};

/** The same answer inside a refusal: 409 says that an item of the batch splits the chain, and what became of each. */
const ForkReply = v.object({ ...SyncReply.entries });

/** @throws ApiProblem, Offline, UnreadableReply; a 409 without the word on each item is an ApiProblem too */
export async function readSyncReply(answer: Response): Promise<SyncReply> {
  if (answer.status === 409) {
    const told = v.safeParse(
      ForkReply,
      await answer
        .clone()
        .json()
        .catch(() => null),
    );
    if (told.success) return told.output;
  }
  return readReply(answer, SyncReply);
}

async function send(
  device: DeviceRow,
  method: "GET" | "POST" | "PUT",
  path: string,
  body: Uint8Array<ArrayBuffer> | null,
  type: string | null,
  timeoutMs: number,
): Promise<Response> {
  const key = { key: device.key, kid: device.kid };
  const authorization = await signRequest({ method, path, body, did: device.did }, key);
  const headers = new Headers({ authorization, "x-client-version": String(CLIENT_VERSION) });
  if (type !== null) headers.set("content-type", type);
  const init: RequestInit = { method, headers, body, credentials: "omit", cache: "no-store" };
  const answer = await reach(path, init, timeoutMs);
  await heed(device, answer.headers.get(WITHDRAWN_HEADER));
  return answer;
}

/** Refusals tell of a withdrawn consent, too. */
async function heed({ uid }: DeviceRow, header: string | null): Promise<void> {
  const said = v.safeParse(EpochMs, Number(header ?? NaN));
  if (said.success) await heedWithdrawal(uid, said.output);
}
