import { sql } from "drizzle-orm";
import type { SendingPhone } from "../../support/sending-phone.ts";
import { chance } from "../soak/random.ts";
import {
  type Delivery,
  judgeDelivery,
  openStage,
  phonesOf,
  shotOf,
  type Stage,
  untilThere,
} from "./stage.ts";

export interface ServerKills extends Delivery {
  readonly kills: number;
  /** claims whose answer died with the server */
  readonly claimsInDoubt: number;
  readonly restartP50Ms: number;
}

const PHONES = 3;
/** Where the kill falls: the answer cannot be made yet, the answer is made but never arrives, or anywhere in a queue of claims. */
const MOMENTS = ["answer unmade", "answer lost", "within a queue"] as const;

/** The server is killed (-9) between a claim's commit and its answer; it starts again on the same database, and the phones try again. */
export async function killServers(
  { times, seed }: { times: number; seed: string },
  say: (line: string) => void,
): Promise<ServerKills> {
  const stage = await openStage({ spare: true });
  const phones = await phonesOf(stage, PHONES);
  const chances = chance(seed, "server");
  const saved: string[] = [];
  const restarts: number[] = [];
  let claimsInDoubt = 0;
  try {
    for (let round = 0; round < times; round++) {
      const moment = MOMENTS[round % MOMENTS.length];
      const each = moment === "within a queue" ? 5 : 1;
      const fresh = await sealEach(stage, phones, each);
      saved.push(...fresh);
      const enough = moment === "within a queue" ? chances.whole(1, fresh.length) : fresh.length;
      const unlock = moment === "answer unmade" ? await lockTimeTokens(stage) : null;
      if (moment === "answer lost") stage.wire.set("held");
      const sending = phones.map((phone) => phone.run("event"));
      await untilThere("committed claims", async () =>
        (await committed(stage, fresh)) >= enough ? true : null,
      );
      if (moment === "answer lost")
        await untilThere("answers", () => (stage.wire.answersHeld() >= phones.length ? true : null));
      await stage.server.kill();
      await unlock?.();
      await Promise.all(sending);
      claimsInDoubt += phones
        .flatMap(({ entries }) => [...entries.values()])
        .filter(({ detail }) => detail === "sent").length;
      stage.wire.set("open");
      const began = performance.now();
      await stage.server.start();
      restarts.push(performance.now() - began);
      await Promise.all(phones.map((phone) => phone.run("event")));
      if ((round + 1) % 10 === 0) say(`server: ${round + 1} kills, ${saved.length} check-ins`);
    }
    await Promise.all(phones.map((phone) => phone.sendUntil(() => phone.settled)));
    const delivery = await judgeDelivery(stage, saved);
    const restartP50Ms = Math.round(restarts.toSorted((a, b) => a - b)[Math.floor(restarts.length / 2)] ?? 0);
    return { kills: times, claimsInDoubt, restartP50Ms, ...delivery };
  } finally {
    for (const phone of phones) phone.close();
    await stage.close();
  }
}

async function sealEach({ school }: Stage, phones: readonly SendingPhone[], each: number): Promise<string[]> {
  const meetings = await school.openMeetings(each);
  const sealed: string[] = [];
  for (const [i, phone] of phones.entries())
    for (const meeting of meetings) sealed.push(await phone.seal(meeting, await shotOf(i)));
  return sealed;
}

async function committed(stage: Stage, hashes: readonly string[]): Promise<number> {
  const [row] = await stage.sql<{ n: number }[]>`
    select count(*)::int as n from entry where hash = any(${hashes as string[]})`;
  return row?.n ?? 0;
}

/**
 * An answer needs its time token remembered, which comes after the commit: with the table locked, every claim is
 * committed and none is answered. @returns what unlocks
 */
async function lockTimeTokens({ db }: Stage): Promise<() => Promise<void>> {
  let unlock = () => {};
  const held = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((locked, failed) => {
    done = db
      .transaction(async (tx) => {
        await tx.execute(sql`lock table time_token in share mode`);
        locked();
        await held;
      })
      .catch(failed);
  });
  return async () => {
    unlock();
    await done;
  };
}
