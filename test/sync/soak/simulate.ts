import { chance } from "./random.ts";
import * as v from "valibot";
import type { EntryRow } from "../../../client/store/rows.ts";
import type { Services } from "../../../server/context.ts";
import { fromBase64Url } from "../../../shared/bytes.ts";
import { Receipt, SyncReply } from "../../../shared/protocol/sync.ts";
import { DAY_MS, dayCount, foundCampus, HOUR_MS, TERM_START } from "./campus.ts";
import { judge, type SavedCheckIn, type Verdict } from "./checker.ts";
import { CAMPUS, type Schedule } from "./clock.ts";
import { type Fault, Injected, type Plant, RATES } from "./faults.ts";
import type { ClientApp, PhoneGlobals } from "./phone/bundle.ts";
import type { Outgoing } from "./phone/life.ts";
import { Owner } from "./phone/owner.ts";
import { Phone } from "./phone/phone.ts";
import { plantFault } from "./plants.ts";
import { SimulatedServer } from "./server/server.ts";
import type { Trace } from "./trace.ts";

/** Check-ins of one phone in a term. */
const CHECK_INS_A_PHONE = 9;
/** Days without faults, on which every app is opened once, before the verdict. */
const CALM_DAYS = 5;
const MINUTE_MS = 60_000;

export interface SimulationParts {
  readonly services: Services;
  readonly schedule: Schedule;
  readonly boot: (globals: PhoneGlobals) => ClientApp;
  readonly checkIns: number;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly plant: Plant | null;
  readonly trace: Trace;
  /** told now and then: how many check-ins are saved so far */
  readonly onProgress: (saved: number) => void;
}

export interface Outcome extends Verdict {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly plant: Plant | null;
  readonly phones: number;
  readonly requests: number;
  readonly injected: Readonly<Record<string, number>>;
  /** of everything that phones and jobs did: the same for the same seed */
  readonly digest: string;
}

/** Runs one term of one campus: with faults while it lasts, then some calm days, then the verdict. */
export async function simulate(parts: SimulationParts): Promise<Outcome> {
  const { services, schedule, boot, checkIns, faults, plant, trace } = parts;
  const seed = String(parts.seed);
  const students = Math.ceil(checkIns / CHECK_INS_A_PHONE);
  const injected = new Injected(faults);
  const planted = plantFault(plant, services.db, seed);
  await planted.prepare?.(services.sql);
  const campus = await foundCampus(services, seed, {
    students,
    checkIns: (i) => Math.min(CHECK_INS_A_PHONE, checkIns - i * CHECK_INS_A_PHONE),
  });
  const server = new SimulatedServer({
    services,
    schedule,
    injected,
    seed,
    trace,
    ...(planted.serve && { serve: planted.serve }),
  });
  const saved = new Map<string, SavedCheckIn>();
  const acknowledged = new Set<string>();
  const falselyAcknowledged = new Set<string>();
  /** at the server, committed, since the last restore: asked once */
  const present = new Set<string>();
  let requests = 0;

  const onAnswer = async (request: Outgoing, status: number, body: string) => {
    requests += 1;
    if (request.path !== "/v1/sync" || status !== 200) return;
    const told = acknowledgedIn(body);
    for (const h of told) acknowledged.add(h);
    const unknown = told.filter((h) => !present.has(h));
    const missing = new Set(await absent(services, unknown));
    for (const h of unknown) (missing.has(h) ? falselyAcknowledged : present).add(h);
  };
  injected.calmDown();
  const phones: Phone[] = [];
  const owners: Owner[] = [];
  for (const student of campus) {
    const onSaved = (h: string, meetingId: string) => void saved.set(h, { uid: student.uid, meetingId });
    const phone = new Phone({
      boot,
      schedule,
      injected,
      server,
      seed,
      trace,
      student,
      onSend: planted.phone.onSend,
      onAnswer,
    });
    const { beforeSeal } = planted.phone;
    const owner = new Owner({ phone, schedule, injected, onSaved, beforeSeal });
    await phone.prepare();
    owner.planTerm();
    phones.push(phone);
    owners.push(owner);
  }
  injected.rage();
  const days = dayCount(CHECK_INS_A_PHONE);
  const end = TERM_START + days * DAY_MS;
  const restore = async () => {
    await server.restore();
    present.clear();
  };
  planRestores({ schedule, injected, server, seed, restore }, days);
  const run = async (until: number) => {
    while (schedule.next() < until) {
      await schedule.step();
      parts.onProgress(saved.size);
    }
  };
  await run(end);
  injected.calmDown();
  const chances = chance(seed, "visits");
  for (let day = 0; day < CALM_DAYS; day++) {
    const opens = end + day * DAY_MS + 9 * HOUR_MS;
    const unsettled = await unsettledPhones(services, phones);
    if (unsettled.size === 0) break;
    for (const owner of owners) {
      if (unsettled.has(owner.phone)) owner.planVisit(opens + chances.whole(0, 3600) * 1000);
    }
    await run(end + (day + 1) * DAY_MS);
  }
  const onPhones = new Map<string, EntryRow>();
  for (const phone of phones) for (const entry of await phone.entries()) onPhones.set(entry.h, entry);
  const verdict = await judge(services, saved, acknowledged, falselyAcknowledged, onPhones);
  return {
    ...verdict,
    seed: parts.seed,
    faults,
    plant,
    phones: phones.length,
    requests,
    injected: Object.fromEntries([...injected.counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    digest: trace.digest(),
  };
}

/**
 * On some evenings a backup is taken, and hours later the database is put back to it. Phones keep photos for a day after
 * their receipt, so no backup is older than that.
 */
function planRestores(
  {
    schedule,
    injected,
    server,
    seed,
    restore,
  }: {
    schedule: Schedule;
    injected: Injected;
    server: SimulatedServer;
    seed: string;
    restore: () => Promise<void>;
  },
  days: number,
): void {
  const chances = chance(seed, "restore");
  for (let day = 0; day < days; day++) {
    const taken = TERM_START + day * DAY_MS + chances.whole(0, 14 * 60) * MINUTE_MS;
    const restored = taken + chances.whole(10, 20 * 60) * MINUTE_MS;
    if (!chances.hit(RATES.restoreDay) || !injected.on("restore")) continue;
    schedule.at(taken, CAMPUS, () => server.backUp());
    schedule.at(restored, CAMPUS, restore);
  }
}

/** Hashes that an answer says the server has: by its receipt, and by what it says of each. */
function acknowledgedIn(body: string): string[] {
  const reply = v.parse(SyncReply, JSON.parse(body));
  const payload = reply.rcpt?.split(".")[1];
  const receipt = payload && v.parse(Receipt, JSON.parse(new TextDecoder().decode(fromBase64Url(payload))));
  const told = reply.results.filter(({ st }) => st !== "retry" && st !== "rejected").map(({ h }) => h);
  return [...new Set([...told, ...(receipt ? receipt.entries.map(({ h }) => h) : [])])];
}

async function absent({ sql }: Services, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await sql<
    { hash: string }[]
  >`select hash from entry where hash = any(${sql.array([...hashes])})`;
  const there = new Set(rows.map(({ hash }) => hash));
  return hashes.filter((hash) => !there.has(hash));
}

/** Those whose queue is not done: something of theirs is undecided, or they have not heard of it. */
async function unsettledPhones({ sql }: Services, phones: readonly Phone[]): Promise<Set<Phone>> {
  const rows = await sql<{ hash: string; state: string }[]>`select hash, state from entry`;
  const states = new Map(rows.map(({ hash, state }) => [hash, state]));
  const unsettled = new Set<Phone>();
  for (const phone of phones) {
    const entries = await phone.entries();
    const open = entries.some(({ h, detail }) => detail === "pending" || states.get(h) !== detail);
    if (open) unsettled.add(phone);
  }
  return unsettled;
}
