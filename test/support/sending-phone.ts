import http from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { ApiProblem, Offline } from "../../client/problem.ts";
import { answered, readReply } from "../../client/http.ts";
import { entryPayload } from "../../client/outbox/payload.ts";
import { createSender } from "../../client/outbox/sender.ts";
import type { SenderStore } from "../../client/outbox/sender-store.ts";
import { newLink } from "../../client/store/link.ts";
import { CLIENT_VERSION } from "../../client/outbox/version.ts";
import { readSyncReply, type Wire } from "../../client/outbox/wire.ts";
import type { Capture } from "../../client/recognition/types.ts";
import type { BlobRow, DeviceRow, EntryRow, LinkRow } from "../../client/store/rows.ts";
import { concatBytes, floatBytes, sha256, utf8 } from "../../shared/bytes.ts";
import { signRequest } from "../../shared/protocol/request.ts";
import { entryHash, sealEntry } from "../../shared/protocol/seal.ts";
import { type ChainHead, StatusReply } from "../../shared/protocol/sync.ts";
import type { SchoolStudent } from "./school.ts";

/** One request as the phone saw it. `status` null: no answer. */
export interface Seen {
  readonly what: "claims" | "blob" | "status";
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly ms: number;
}

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 180_000;
/** What a phone's Chromium adds to each of its requests. */
const BROWSER_HEADERS = {
  accept: "*/*",
  "accept-encoding": "gzip, deflate, br, zstd",
  "accept-language": "es-419,es;q=0.9",
  "user-agent":
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
  "sec-ch-ua": '"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
  "sec-ch-ua-mobile": "?1",
  "sec-ch-ua-platform": '"Android"',
  "sec-fetch-dest": "empty",
  "sec-fetch-mode": "cors",
  "sec-fetch-site": "same-origin",
  "cache-control": "no-cache",
  pragma: "no-cache",
};

/** What a browser does before its page sees the body. */
function unpacked(body: Buffer, encoding: string | null): Buffer {
  if (encoding === "br") return brotliDecompressSync(body);
  return encoding === "gzip" ? gunzipSync(body) : body;
}

/** A student's phone in Node with the client's own sender and a real connection; its disk is memory. */
export class SendingPhone {
  readonly student: SchoolStudent;
  readonly seen: Seen[] = [];
  readonly entries = new Map<string, EntryRow>();
  /** called for each claim when the server's receipt for it is kept */
  onClaimed: () => void = () => {};
  readonly #port: () => number;
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1, noDelay: true });
  readonly #blobs = new Map<string, BlobRow>();
  readonly #sender;
  #device: DeviceRow;
  #link: LinkRow;
  #head: ChainHead;
  #closed = false;

  constructor(student: SchoolStudent, port: () => number) {
    this.student = student;
    this.#port = port;
    this.#device = student.device;
    this.#head = { seq: 0, h: student.genesis };
    this.#link = newLink(student.device.did);
    const clocks = () => ({ wall: Date.now(), mono: performance.now(), org: "node" });
    this.#sender = createSender({ store: this.#store(), wire: this.#wire(), clocks, random: Math.random });
  }

  /** Seals a check-in; nothing is sent yet. @returns its hash */
  async seal(meetingId: string, shot: Omit<Capture, "wall" | "mono" | "ms">): Promise<string> {
    const { did, uid, key, kid } = this.#device;
    const embedding = floatBytes(shot.embedding);
    const [photoHash, embeddingHash] = [await sha256(shot.jpeg), await sha256(embedding)];
    const payload = entryPayload({
      did,
      uid,
      meetingId,
      head: this.#head,
      time: this.#link.time,
      capture: { ...shot, wall: Date.now(), mono: performance.now() },
      org: "node",
      photoHash,
      embeddingHash,
      build: "test",
    });
    const jws = await sealEntry(payload, { key, kid });
    const h = await entryHash(jws);
    this.#head = { seq: payload.seq, h };
    this.#blobs.set(photoHash, { h, hash: photoHash, type: "image/jpeg", bytes: shot.jpeg });
    const type = "application/octet-stream";
    this.#blobs.set(embeddingHash, { h, hash: embeddingHash, type, bytes: embedding.buffer });
    this.entries.set(h, {
      h,
      did,
      uid,
      seq: payload.seq,
      jws,
      meetingId,
      courseName: "Logic",
      title: null,
      capturedAt: payload.t.cap,
      detail: "queued",
      code: null,
      attendance: null,
      grade: null,
      note: null,
      blobs: [
        { hash: photoHash, bytes: shot.jpeg.byteLength },
        { hash: embeddingHash, bytes: embedding.byteLength },
      ],
      need: null,
      uploaded: [],
      receipt: null,
      takenMs: null,
      blobsKept: true,
    });
    return h;
  }

  /** One run of the sender, as the app's runner would start it. @returns when to run again, or null */
  run(trigger: "start" | "event" | "timer"): Promise<number | null> {
    return this.#sender.run({ trigger, greet: null });
  }

  /** Sends until `done`; a person looks at the phone again every `lookMs`, which ends its own waiting but not the server's orders. */
  async sendUntil(done: () => boolean, lookMs = 5_000): Promise<void> {
    let looked = Date.now();
    let wakeAt = await this.run("start");
    while (!done() && !this.#closed) {
      const now = Date.now();
      const look = looked + lookMs;
      await new Promise((resolve) => setTimeout(resolve, Math.max(20, Math.min(wakeAt ?? look, look) - now)));
      if (Date.now() >= look) looked = Date.now();
      wakeAt = await this.run(looked > now ? "event" : "timer");
    }
  }

  /** Every check-in is decided, as this phone knows. */
  get settled(): boolean {
    return this.all(({ detail }) => ["accepted", "review", "rejected"].includes(detail));
  }
  /** The server has acknowledged every claim. */
  get claimed(): boolean {
    return this.all(({ receipt }) => receipt !== null);
  }
  all(test: (entry: EntryRow) => boolean): boolean {
    return [...this.entries.values()].every(test);
  }

  /** Switches it off; what is under way is cut. */
  close(): void {
    this.#closed = true;
    this.#agent.destroy();
  }

  #store(): SenderStore {
    const queue = () => ({ device: this.#device, link: this.#link, entries: [...this.entries.values()] });
    return {
      devices: async () => [this.#device.did],
      load: async () => queue(),
      save: async (_did, { link, entries = [], device = null }) => {
        this.#link = link;
        for (const entry of entries) {
          const first = entry.receipt !== null && this.entries.get(entry.h)?.receipt === null;
          this.entries.set(entry.h, entry);
          if (first) this.onClaimed();
        }
        if (device !== null) this.#device = { ...this.#device, status: device };
        return queue();
      },
      blob: async (_h, hash) => this.#blobs.get(hash) ?? null,
      dropBlobs: async () => {},
    };
  }

  #wire(): Wire {
    return {
      sync: async (_device, request) => {
        const body = utf8(JSON.stringify(request));
        return readSyncReply(await this.#send("claims", "POST", "/v1/sync", body, "application/json"));
      },
      putBlob: async (_device, { hash, bytes, type }) => {
        await answered(this.#send("blob", "PUT", `/v1/blobs/${hash}`, new Uint8Array(bytes), type));
      },
      putBlobs: async (_device, entryHash, blobs) => {
        const body = concatBytes(...blobs.map(({ bytes }) => new Uint8Array(bytes)));
        const path = `/v1/entries/${entryHash}/blobs`;
        await answered(this.#send("blob", "PUT", path, body, "application/octet-stream"));
      },
      status: (_device, since) =>
        readReply(this.#send("status", "GET", `/v1/entries/status?since=${since}`, null, null), StatusReply),
    };
  }

  async #send(
    what: Seen["what"],
    method: "GET" | "POST" | "PUT",
    path: string,
    body: Uint8Array<ArrayBuffer> | null,
    type: string | null,
  ): Promise<Response> {
    const { key, kid, did } = this.#device;
    const authorization = await signRequest({ method, path, body, did }, { key, kid });
    const headers = {
      ...BROWSER_HEADERS,
      authorization,
      "x-client-version": String(CLIENT_VERSION),
      ...(type !== null && { "content-type": type }),
      ...(body && { "content-length": body.byteLength }),
    };
    if (this.#closed) throw new Offline();
    const began = performance.now();
    const noted = (status: number | null, retryAfter: string | null = null) =>
      this.seen.push({ what, status, retryAfter, ms: performance.now() - began });
    try {
      const answer = await this.#exchange(
        { method, path, headers, timeoutMs: what === "blob" ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS },
        body,
      );
      noted(answer.status, answer.headers.get("retry-after"));
      return answer;
    } catch (error) {
      noted(null);
      throw error instanceof ApiProblem ? error : new Offline(error);
    }
  }

  #exchange(
    {
      timeoutMs,
      ...options
    }: { method: string; path: string; headers: http.OutgoingHttpHeaders; timeoutMs: number },
    body: Uint8Array | null,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const at = { host: "127.0.0.1", port: this.#port(), agent: this.#agent, signal };
      const request = http.request({ ...at, ...options }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject).on("aborted", () => reject(new Error("cut")));
        answer.on("end", () => {
          const status = answer.statusCode ?? 0;
          const headers = new Headers();
          for (const [name, value] of Object.entries(answer.headers)) headers.set(name, String(value));
          const empty = status === 204 || status === 304;
          const body = unpacked(Buffer.concat(parts), headers.get("content-encoding"));
          resolve(new Response(empty ? null : new Uint8Array(body), { status, headers }));
        });
      });
      request.on("error", reject).end(body ?? undefined);
    });
  }
}
