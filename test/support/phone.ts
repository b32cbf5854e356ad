import { concatBytes, sha256, utf8 } from "../../shared/bytes.ts";
import {
  AUDIENCE,
  type EntryPayload,
  type FacePayload,
  PROTOCOL_VERSION,
  type TapPayload,
} from "../../shared/protocol/entry.ts";
import { generateDeviceKey, type SigningKey } from "../../shared/protocol/keys.ts";
import { signPossession } from "../../shared/protocol/possession.ts";
import { newNonce, signRequest } from "../../shared/protocol/request.ts";
import { entryHash, sealEntry } from "../../shared/protocol/seal.ts";
import {
  type ChainHead,
  DeviceChallenge,
  DeviceRegistered,
  StatusReply,
  SyncReply,
} from "../../shared/protocol/sync.ts";
import type { PublicJwk } from "../../shared/protocol/sync.ts";
import * as v from "valibot";
import type { Shot } from "./shots.ts";

/** How a phone reaches the server: `app.request`, or fetch with an origin. */
export type Transport = (path: string, init: RequestInit) => Promise<Response>;

export interface SealedTap {
  readonly jws: string;
  readonly hash: string;
  readonly payload: EntryPayload;
}
export interface Sealed extends SealedTap {
  readonly shot: Shot;
}

/** A student's phone in Node: a real key, a real chain, real signatures. It keeps no database and loses everything with the test. */
export class Phone {
  readonly inst: string;
  readonly userId: string;
  readonly #send: Transport;
  #key: SigningKey | null = null;
  #registered: v.InferOutput<typeof DeviceRegistered> | null = null;
  /** where the phone's own chain stands */
  head: ChainHead = { seq: 0, h: "" };
  #time: Pick<EntryPayload["t"], "tok" | "tm" | "tw"> = { tok: null, tm: null, tw: null };

  constructor(send: Transport, userId: string, inst: string = crypto.randomUUID()) {
    this.#send = send;
    this.userId = userId;
    this.inst = inst;
  }

  get key(): SigningKey {
    if (!this.#key) throw new Error("this phone has no key yet");
    return this.#key;
  }
  get registered() {
    if (!this.#registered) throw new Error("this phone is not registered yet");
    return this.#registered;
  }
  get did(): string {
    return this.registered.did;
  }

  /** Registers with the person's session cookie. */
  async register(cookie: string): Promise<void> {
    const { privateKey, jwk, kid } = await generateDeviceKey();
    this.#key = { key: privateKey, kid };
    const challenge = v.parse(
      DeviceChallenge,
      await this.#json("/v1/devices/challenge", cookie, { inst: this.inst }),
    );
    const claim = { did: challenge.did, uid: this.userId, nonce: challenge.nonce, inst: this.inst };
    const answer = await this.#json("/v1/devices", cookie, await registration(claim, this.#key, jwk));
    this.#registered = v.parse(DeviceRegistered, answer);
    this.head = this.#registered.head;
  }

  /** Seals the next entry of the chain; `over` makes it wrong in some way. */
  async seal(
    meetingId: string,
    shot: Shot,
    over: Partial<FacePayload> = {},
    key = this.key,
  ): Promise<Sealed> {
    const said = this.#said(meetingId);
    return {
      ...(await this.#sealed({ ...said, k: "checkin", ...shot.claim, pad: null, ...over }, key)),
      shot,
    };
  }

  /** The same without a face. */
  tap(meetingId: string, over: Partial<TapPayload> = {}, key = this.key): Promise<SealedTap> {
    const payload: TapPayload = { ...this.#said(meetingId), k: "tap", ...over };
    return this.#sealed(payload, key);
  }

  #said(meetingId: string): Omit<TapPayload, "k"> {
    const now = Date.now();
    return {
      v: PROTOCOL_VERSION,
      aud: AUDIENCE,
      did: this.did,
      uid: this.userId,
      seq: this.head.seq + 1,
      prev: this.head.h,
      sid: meetingId,
      t: { cap: now, wall: now, mono: Math.round(performance.now()), org: "node", ...this.#time },
      pc: null,
      app: { b: "test", pv: 1 },
    };
  }

  async #sealed(payload: EntryPayload, key: SigningKey): Promise<SealedTap> {
    const jws = await sealEntry(payload, key);
    const hash = await entryHash(jws);
    this.head = { seq: payload.seq, h: hash };
    return { jws, hash, payload };
  }

  /** One signed request. `body` travels as it is. */
  async request(
    method: "GET" | "POST" | "PUT",
    path: string,
    body: Uint8Array<ArrayBuffer> | null = null,
    type = "application/octet-stream",
  ): Promise<Response> {
    return (await this.#signed(method, path, body, type))();
  }

  /** The same, ready to be sent. */
  async #signed(
    method: "GET" | "POST" | "PUT",
    path: string,
    body: Uint8Array<ArrayBuffer> | null,
    type: string,
  ): Promise<() => Promise<Response>> {
    const authorization = await signRequest({ method, path, body, did: this.did }, this.key);
    const headers = { authorization, ...(body && { "content-type": type }) };
    return () => this.#send(path, { method, headers, body });
  }

  /** POST /v1/sync as it is answered. */
  post(entries: readonly string[], over: Record<string, unknown> = {}): Promise<Response> {
    const batch = { v: PROTOCOL_VERSION, did: this.did, n: newNonce(), entries, ...over };
    return this.request("POST", "/v1/sync", utf8(JSON.stringify(batch)), "application/json");
  }

  async sync(...sealed: readonly (SealedTap | string)[]): Promise<SyncReply> {
    const answer = await this.post(sealed.map((one) => (typeof one === "string" ? one : one.jws)));
    if (!answer.ok) throw new Error(`sync: ${answer.status} ${await answer.text()}`);
    const reply = v.parse(SyncReply, await answer.json());
    this.#time = {
      tok: await sha256(utf8(reply.time)),
      tm: Math.round(performance.now()),
      tw: Date.now(),
    };
    return reply;
  }

  put(hash: string, bytes: Uint8Array<ArrayBuffer>, type?: string): Promise<Response> {
    return this.request("PUT", `/v1/blobs/${hash}`, bytes, type);
  }

  /** What an entry announced, in one request. */
  putBoth(entryHash: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
    return this.request("PUT", `/v1/entries/${entryHash}/blobs`, bytes);
  }

  /** Uploads photo and embedding of an entry, in one request. */
  async upload(of: Pick<Sealed, "hash" | "shot">): Promise<void> {
    await (
      await this.readyToUpload(of)
    )();
  }

  /** The same, signed already: what is left is what the server has to do with. */
  async readyToUpload({ hash, shot }: Pick<Sealed, "hash" | "shot">): Promise<() => Promise<void>> {
    const both = concatBytes(shot.jpeg, shot.embedding);
    const send = await this.#signed("PUT", `/v1/entries/${hash}/blobs`, both, "application/octet-stream");
    return async () => {
      const answer = await send();
      if (!answer.ok) throw new Error(`blob: ${answer.status} ${await answer.text()}`);
    };
  }

  async status(since = 0): Promise<StatusReply> {
    const answer = await this.request("GET", `/v1/entries/status?since=${since}`);
    if (!answer.ok) throw new Error(`status: ${answer.status} ${await answer.text()}`);
    return v.parse(StatusReply, await answer.json());
  }

  /** The whole way of one check-in, up to its outcome. */
  async checkIn(meetingId: string, shot: Shot): Promise<StatusReply["results"][number]> {
    return this.checkInAs(await this.seal(meetingId, shot));
  }

  /** The same with an entry that is sealed already. */
  async checkInAs(sealed: Sealed): Promise<StatusReply["results"][number]> {
    await this.sync(sealed);
    await this.upload(sealed);
    return this.outcome(sealed.hash);
  }

  /** Asks until an entry is no longer pending on anything that a worker does. */
  async outcome(hash: string, tries = 400): Promise<StatusReply["results"][number]> {
    for (let i = 0; i < tries; i++) {
      const found = (await this.status()).results.find((result) => result.h === hash);
      if (found && !(found.st === "pending" && found.code === "verify")) return found;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error("the check-in was not decided");
  }

  async #json(path: string, cookie: string, body: unknown): Promise<unknown> {
    const headers = { "content-type": "application/json", cookie };
    const answer = await this.#send(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

/** The body of POST /v1/devices. */
export const registration = async (
  claim: Parameters<typeof signPossession>[0],
  key: SigningKey,
  jwk: PublicJwk,
) => ({ jwk, pop: await signPossession(claim, key) });
