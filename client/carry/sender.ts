/**
 * Brings carried check-ins to the server. The contract is the outbox's: a claim leaves the queue only by the server's word
 * on its hash, a photo only when the server has it or refuses it for good, and each answer is written down before the next
 * request.
 */
import type { CarriedReply, CarriedResult } from "../../shared/api/carried.ts";
import { earliest, fitting, grownBatch, isPoison, waitAfter } from "../outbox/plan.ts";
import type { Trigger } from "../outbox/trigger.ts";
import { unlessUnwanted } from "../outbox/uploads.ts";
import { ApiProblem, UnreadableReply } from "../problem.ts";
import type { BlobRow, CarriedRow, Pace } from "../store/rows.ts";
import type { CarryStore, Load } from "./store.ts";

/** What the carrier asks of the server. Each rejects with ApiProblem, Offline or UnreadableReply. */
export interface CarryWire {
  carry(entries: readonly string[]): Promise<CarriedReply>;
  putBlob(did: string, blob: BlobRow): Promise<void>;
}

export type CarryStep =
  | { readonly kind: "claims"; readonly batch: readonly CarriedRow[] }
  | { readonly kind: "blob"; readonly row: CarriedRow; readonly hash: string }
  | { readonly kind: "idle"; readonly wakeAt: number | null };

/** Claims first, photos after, which wait by themselves when the photo store is away: pure. */
export function nextCarryStep({ rows, pace }: Load, now: number): CarryStep {
  const batch = fitting(
    rows.filter(({ detail }) => detail === "queued"),
    pace.batch,
  );
  const row = rows.find(({ detail, blobs }) => detail === "received" && blobs.length > 0);
  const hash = row?.blobs[0]?.hash;
  if (batch.length === 0 && hash === undefined) return { kind: "idle", wakeAt: null };
  const start = earliest(pace, now);
  if (start > now) return { kind: "idle", wakeAt: start };
  if (batch.length > 0) return { kind: "claims", batch };
  const photosAt = earliest(pace.photos, now);
  return row && hash !== undefined && photosAt <= now
    ? { kind: "blob", row, hash }
    : { kind: "idle", wakeAt: photosAt };
}

/** A row after the server's word on it: pure. */
export function mergeCarried(row: CarriedRow, result: CarriedResult): CarriedRow {
  if (result.h !== row.h || result.st === "retry") return row;
  if (result.st === "received") return { ...row, detail: "received", code: null, about: result.about };
  // what the server will never store, it takes no photo for
  return { ...row, detail: "refused", code: result.code, about: null };
}

export interface CarrierParts {
  readonly store: CarryStore;
  readonly wire: CarryWire;
  readonly now: () => number;
  readonly random: () => number;
  /** told what stopped the last request, null when it went well */
  readonly onProblem: (problem: unknown) => void;
}

export function createCarrier({ store, wire, now, random, onProblem }: CarrierParts) {
  /** Sends what one person carries. @returns when to run again (Date.now()), or null */
  async function run(uid: string, trigger: Trigger): Promise<number | null> {
    if (trigger !== "timer") await nudge(uid, trigger === "start");
    for (;;) {
      const load = await store.load(uid);
      const step = nextCarryStep(load, now());
      if (step.kind === "idle") return step.wakeAt;
      try {
        await (step.kind === "claims" ? offer(load, step.batch) : upload(load, step.row, step.hash));
        onProblem(null);
      } catch (error) {
        onProblem(error);
        await store.save(afterCarryFailure(load.pace, step, error));
      }
    }
  }

  async function nudge(uid: string, start: boolean) {
    const { rows, pace } = await store.load(uid);
    if (rows.length === 0) return;
    const again = start ? rows.filter(({ detail }) => detail === "set_aside") : [];
    await store.save({
      pace: { ...pace, waitUntil: 0, photos: { ...pace.photos, waitUntil: 0 } },
      rows: again.map(requeued),
    });
  }

  async function offer({ pace }: Load, batch: readonly CarriedRow[]) {
    const { results } = await wire.carry(batch.map(({ jws }) => jws));
    const byHash = new Map(results.map((result) => [result.h, result]));
    const rows = batch.flatMap((row) => {
      const result = byHash.get(row.h);
      return result && result.st !== "retry" ? [mergeCarried(row, result)] : [];
    });
    const waits = results.flatMap((result) => (result.st === "retry" ? [result.ra] : []));
    // an answer that settles nothing would be asked for again at once: wait as after a failure
    if (rows.length === 0 && waits.length === 0) throw new UnreadableReply("an answer that settles nothing");
    await store.save({
      rows,
      pace: {
        batch: batch.length >= pace.batch ? grownBatch(pace.batch) : pace.batch,
        failures: 0,
        waitUntil: 0,
        notBefore: waits.length > 0 ? now() + Math.max(...waits) : pace.notBefore,
        photos: { ...pace.photos, waitUntil: 0 },
      },
    });
  }

  async function upload({ pace }: Load, row: CarriedRow, hash: string) {
    const blob = await store.blob(row.h, hash);
    if (blob) await wire.putBlob(row.did, blob).catch(unlessUnwanted);
    await store.save({
      rows: [{ ...row, blobs: row.blobs.filter((one) => one.hash !== hash) }],
      pace: { ...pace, photos: { ...pace.photos, failures: 0, waitUntil: 0 } },
      sent: { h: row.h, hash },
    });
  }

  function afterCarryFailure(pace: Pace, step: Exclude<CarryStep, { kind: "idle" }>, error: unknown) {
    const at = { now: now(), random };
    if (step.kind === "blob") return { pace: { ...pace, photos: waitAfter(pace.photos, error, at) } };
    const { batch } = step;
    if (error instanceof ApiProblem && error.ours && isPoison(error)) {
      if (batch.length > 1) return { pace: { ...pace, batch: Math.ceil(batch.length / 2) } };
      if (batch.length === 1) return { pace, rows: batch.map(setAside) };
    }
    return { pace: { ...pace, batch: 1, ...waitAfter(pace, error, at) } };
  }

  return { run };
}

const setAside = (row: CarriedRow): CarriedRow => ({ ...row, detail: "set_aside" });
const requeued = (row: CarriedRow): CarriedRow => ({ ...row, detail: "queued" });
