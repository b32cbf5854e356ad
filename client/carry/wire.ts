/** The carrier's requests: in the session of who carries, from the page and from the service worker. */
import { CarriedReply } from "../../shared/api/carried.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/entry.ts";
import { answered, reach, readReply } from "../http.ts";
import type { CarryWire } from "./sender.ts";

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

export const carryWire: CarryWire = {
  async carry(entries) {
    const body = JSON.stringify({ v: PROTOCOL_VERSION, entries });
    const headers = { "content-type": "application/json" };
    const answer = reach("/v1/carried", { method: "POST", headers, body, cache: "no-store" }, TIMEOUT_MS);
    return readReply(answer, CarriedReply);
  },
  async putBlob(did, { hash, type, bytes }) {
    const path = `/v1/carried/blobs/${encodeURIComponent(hash)}?did=${encodeURIComponent(did)}`;
    const headers = { "content-type": type };
    await answered(reach(path, { method: "PUT", headers, body: bytes }, UPLOAD_TIMEOUT_MS));
  },
};
