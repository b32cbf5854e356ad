/**
 * Empties the queue. The contract of the loop: a claim leaves the queue only by the server's word on its hash; every
 * answer is written down before the next request; whatever fails, the claim, its blobs and the chain stay as they are.
 */
import { PROTOCOL_VERSION } from "../../shared/protocol/entry.ts";
import { newNonce } from "../../shared/protocol/request.ts";
import { UnreadableReply } from "../problem.ts";
import type { DeviceRow, EntryRow, LinkRow } from "../store/rows.ts";
import { timeAnchor, withReceipts } from "./answer.ts";
import type { ClockReading } from "./clock.ts";
import { blobsToDrop, mergeResults, reoffered, tellsNews, undated, withoutNeed } from "./merge.ts";
import { afterFailure, grownBatch, isHeldBack, nextStep, nudged, pollDelayMs, type Step } from "./plan.ts";
import type { Queue, SenderStore } from "./sender-store.ts";
import type { Trigger } from "./trigger.ts";
import { createUploader } from "./uploads.ts";
import type { Wire } from "./wire.ts";

export interface SenderParts {
  readonly store: SenderStore;
  readonly wire: Wire;
  readonly clocks: () => ClockReading;
  readonly random: () => number;
}

export interface RunOptions {
  readonly trigger: Trigger;
  /** the student to ask a fresh time token for, or null */
  readonly greet: string | null;
}

/** Take no time token from a longer round trip than this. */
const MAX_ROUND_TRIP_MS = 10_000;
/** A time token older than this, or of another page, is asked for anew. */
const TOKEN_AGE_MS = 6 * 60 * 60 * 1000;
const TOKEN_MIN_AGE_MS = 60_000;

export function createSender({ store, wire, clocks, random }: SenderParts) {
  const now = () => clocks().wall;
  const send = createUploader({ store, wire, now });

  /** Serves every device on this phone once. @returns when to run again (Date.now()), or null: nothing to wait for */
  async function run({ trigger, greet }: RunOptions): Promise<number | null> {
    const wakes: number[] = [];
    for (const did of await store.devices()) {
      const loaded = await store.load(did);
      const queue = loaded && trigger !== "timer" ? await nudge(loaded, trigger === "start") : loaded;
      const wakeAt = await serve(did, queue, greet);
      if (wakeAt !== null) wakes.push(wakeAt);
    }
    return wakes.length === 0 ? null : Math.min(...wakes);
  }

  /** That nothing waits any more is written down where something did: else each look at the app would be a write to the disk. */
  async function nudge(queue: Queue, start: boolean): Promise<Queue | null> {
    const again = start ? queue.entries.filter(({ detail }) => detail === "set_aside") : [];
    const link = nudged(queue.link, start);
    if (again.length === 0 && !isHeldBack(queue.link)) return { ...queue, link };
    return store.save(queue.device.did, { link, entries: again.map(requeued) });
  }

  async function serve(did: string, loaded: Queue | null, greet: string | null): Promise<number | null> {
    for (let queue = loaded; queue !== null;) {
      const current: Queue = queue;
      const step = nextStep({ ...current, greet: wantsGreeting(current, greet) }, now());
      if (step.kind === "idle") {
        const unwanted = blobsToDrop(current.entries, current.link.time?.ms ?? null);
        if (unwanted.length > 0) await store.dropBlobs(unwanted);
        return step.wakeAt;
      }
      queue = await take(step, current).catch((error: unknown) => {
        const { link, entries, device } = afterFailure(current.link, step, error, { now: now(), random });
        return store.save(did, { link, entries, device });
      });
    }
    return null;
  }

  /** Also where nobody is signed in any more, as long as photos are here: with the time they are let go of, and a withdrawal is heard. */
  function wantsGreeting({ device, link, entries }: Queue, greet: string | null): boolean {
    const keepsPhotos = entries.some(({ blobsKept, need }) => blobsKept && need?.length === 0);
    if (!keepsPhotos && (device.uid !== greet || device.status !== "active")) return false;
    if (!link.time) return true;
    const { wall, org } = clocks();
    const age = Math.abs(wall - link.time.tw);
    return age > TOKEN_AGE_MS || (link.time.org !== org && age > TOKEN_MIN_AGE_MS);
  }

  /** @returns the queue after it */
  function take(step: Exclude<Step, { kind: "idle" }>, queue: Queue): Promise<Queue | null> {
    if (step.kind === "blob") return upload(queue, step.entry, step.hash);
    if (step.kind === "status") return ask(queue);
    return step.kind === "claims" ? offer(queue, step.batch) : offer(queue, [], step.lost);
  }

  async function offer(
    { device, link, entries }: Queue,
    batch: readonly EntryRow[],
    lost: readonly number[] = [],
  ) {
    const n = newNonce();
    const sent = clocks();
    const reply = await wire.sync(device, {
      v: PROTOCOL_VERSION,
      did: device.did,
      n,
      entries: batch.map(({ jws }) => jws),
      ...(lost.length > 0 && { lost: [...lost] }),
    });
    const came = clocks();
    const time = came.mono - sent.mono <= MAX_ROUND_TRIP_MS ? await timeAnchor(device, reply, n, came) : null;
    // beside the batch's own, the answer may name entries whose photos the server has not (any more)
    const answered = await withReceipts(device, reply, mergeResults(entries, reply.results, sent.wall));
    const offered = new Set(batch.map(({ h }) => h));
    const settled =
      batch.length === 0
        ? time !== null
        : answered.some(({ h, detail }) => offered.has(h) && detail !== "queued");
    const told = reply.results.some(({ st, ra }) => st === "retry" && ra !== undefined);
    // an answer that settles nothing would be asked for again at once: wait as after a failure
    if (!settled && !told) throw new UnreadableReply("an answer that settles nothing");

    const changed = new Map(answered.map((entry) => [entry.h, entry]));
    const kept = entries.map((entry) => changed.get(entry.h) ?? entry);
    const again = link.reofferedAt === reply.head.h ? [] : reoffered(kept, reply.head);
    for (const entry of again) changed.set(entry.h, entry);
    // of before this request: the server had them when it answered
    for (const h of time === null ? [] : undated(entries)) {
      const now = changed.get(h) ?? entries.find((entry) => entry.h === h);
      if (time && now?.need?.length === 0) changed.set(h, { ...now, takenMs: time.ms });
    }
    const waits = reply.results.flatMap(({ st, ra }) => (st === "retry" ? [ra ?? 0] : []));
    return store.save(device.did, {
      entries: [...changed.values()],
      device: statusAfter(answered),
      link: {
        ...progressed(link),
        photos: { ...link.photos, waitUntil: 0 },
        pollAt: came.wall + pollDelayMs(0, kept),
        time: time ?? link.time,
        batch: batch.length >= link.batch ? grownBatch(link.batch) : link.batch,
        notBefore: waits.length > 0 ? came.wall + Math.max(...waits) : link.notBefore,
        // once the head has moved, a second backup of the same moment may bring it back there
        reofferedAt: again.length > 0 || link.reofferedAt === reply.head.h ? reply.head.h : null,
        declared: lost.length > 0 ? [...lost] : link.declared,
      },
    });
  }

  async function upload({ device, link, entries }: Queue, entry: EntryRow, hash: string) {
    const sent = await send(device, entry, hash);
    const after = sent.reduce((known, one) => withoutNeed(known, one.hash, one.at), entry);
    const kept = entries.map((other) => (other.h === entry.h ? after : other));
    return store.save(device.did, {
      entries: [after],
      link: {
        ...progressed(link),
        photos: { ...link.photos, failures: 0, waitUntil: 0 },
        pollAt: now() + pollDelayMs(0, kept),
      },
    });
  }

  async function ask({ device, link, entries }: Queue) {
    const askedAt = now();
    const reply = await wire.status(device, link.version);
    const told = mergeResults(entries, reply.results, askedAt);
    const news = told.filter((after) => entries.some((e) => e.h === after.h && tellsNews(e, after)));
    const after = entries.map((entry) => told.find(({ h }) => h === entry.h) ?? entry);
    const polls = news.length > 0 ? 0 : link.polls + 1;
    return store.save(device.did, {
      entries: told,
      device: statusAfter(news),
      link: {
        ...progressed(link),
        version: reply.version,
        polls,
        pollAt: now() + pollDelayMs(polls, after),
      },
    });
  }

  return { run };
}

const requeued = (entry: EntryRow): EntryRow => ({ ...entry, detail: "queued" });

const progressed = (link: LinkRow): LinkRow => ({ ...link, failures: 0, waitUntil: 0, polls: 0 });

/** What the outcomes say of the device itself. */
function statusAfter(entries: readonly EntryRow[]): DeviceRow["status"] | null {
  const codes = new Set(entries.map(({ code }) => code));
  if (codes.has("seq_fork")) return "frozen";
  return codes.has("device_revoked") || codes.has("unknown_device") ? "unknown" : null;
}
