import { Me } from "../../../shared/api/account.ts";
import * as v from "valibot";
import * as schema from "../../../drizzle/schema.ts";
import { setUser } from "../../../server/queries/users.ts";
import { cookieOf, registration } from "../../support/people.ts";
import type { SendingPhone } from "../../support/sending-phone.ts";
import { chance } from "../soak/random.ts";
import { type Delivery, judgeDelivery, openStage, pause, phonesOf, shotOf, type Stage } from "./stage.ts";

/** What the phones were answered while something was away. */
export interface Answers {
  readonly requests: number;
  /** 503 with Retry-After */
  readonly unavailable: number;
  /** any other 5xx, and 503 without Retry-After */
  readonly serverErrors: number;
  /** no answer at all, though the server was there */
  readonly unanswered: number;
  readonly slowestMs: number;
}
export interface DatabaseCrashes extends Delivery, Answers {
  readonly crashes: number;
  /** the server process ended by itself */
  readonly serverDeaths: number;
  /** after the last crash a teacher's live list heard of a new check-in again after this time, s */
  readonly liveAgainS: number;
}

const PHONES = 8;

/** PostgreSQL crashes under load and stays away for a while, again and again; the server is left alone. */
export async function crashDatabases(
  { times, seed }: { times: number; seed: string },
  say: (line: string) => void,
): Promise<DatabaseCrashes> {
  const stage = await openStage();
  const phones = await phonesOf(stage, PHONES);
  const chances = chance(seed, "database");
  const closing = new AbortController();
  try {
    const list = await followList(stage, closing.signal);
    const load = await startLoad(stage, phones);
    for (let crash = 0; crash < times; crash++) {
      await pause(chances.whole(1500, 3000));
      stage.postgres.crash();
      await pause(chances.whole(200, 4000));
      stage.postgres.start();
      say(`database: ${crash + 1} crashes, ${load.saved.length} check-ins`);
    }
    await pause(1000);
    await load.stop();
    await Promise.all(phones.map((phone) => phone.sendUntil(() => phone.settled, 1000)));
    const liveAgainS = await heardAgain(stage, list, phones);
    const saved = phones.flatMap(({ entries }) => [...entries.keys()]);
    const delivery = await judgeDelivery(stage, saved);
    return {
      crashes: times,
      serverDeaths: stage.server.died() ? 1 : 0,
      liveAgainS,
      ...answersOf(phones),
      ...delivery,
    };
  } finally {
    closing.abort();
    for (const phone of phones) phone.close();
    await stage.close();
  }
}

/** Each phone makes check-ins and sends, without end. */
export async function startLoad(stage: Stage, phones: readonly SendingPhone[]) {
  const saved: string[] = [];
  // opened before anything is away
  const meetings = await stage.school.openMeetings(2000);
  let next = 0;
  const going = new AbortController();
  const running = phones.map(async (phone, i) => {
    while (!going.signal.aborted) {
      const meeting = meetings[next++];
      if (meeting === undefined) return;
      saved.push(await phone.seal(meeting, await shotOf(i)));
      await phone.run("event");
      await pause(150);
    }
  });
  return {
    saved,
    async stop() {
      going.abort();
      await Promise.all(running);
    },
  };
}

export function answersOf(phones: readonly SendingPhone[]): Answers {
  const seen = phones.flatMap((phone) => phone.seen);
  const told = seen.filter(({ status, retryAfter }) => status === 503 && retryAfter !== null);
  return {
    requests: seen.length,
    unavailable: told.length,
    serverErrors: seen.filter((one) => (one.status ?? 0) >= 500).length - told.length,
    unanswered: seen.filter(({ status }) => status === null).length,
    slowestMs: Math.round(Math.max(...seen.map(({ ms }) => ms))),
  };
}

interface FollowedList {
  readonly meetingId: string;
  /** events so far that name students */
  rows: number;
}

/** A teacher watches a meeting's live list from before the first crash on. */
async function followList(stage: Stage, signal: AbortSignal): Promise<FollowedList> {
  const { url } = stage.server;
  const body = JSON.stringify(registration());
  const registered = await fetch(`${url}/v1/account/register`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body,
  });
  const { id } = v.parse(Me, await registered.json());
  await setUser(stage.db, id, { role: "teacher" });
  const { courseId } = stage.school;
  await stage.db.insert(schema.courseMember).values({ courseId, userId: id, role: "teacher" });
  const [meetingId = ""] = await stage.school.openMeetings(1);
  const list: FollowedList = { meetingId, rows: 0 };
  const headers = { cookie: cookieOf(registered.headers), accept: "text/event-stream" };
  const follow = async () => {
    const answer = await fetch(`${url}/v1/meetings/${meetingId}/events`, { headers, signal });
    if (!answer.ok || !answer.body) throw new Error(`the live list was refused: ${answer.status}`);
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      const text = decoder.decode(chunk, { stream: true });
      list.rows += text.split("event: row").length - 1;
    }
  };
  // a stream that breaks is opened again, as the app does
  void (async () => {
    while (!signal.aborted) {
      await follow().catch(() => {});
      await pause(500);
    }
  })();
  return list;
}

/** Check-ins are made in the followed meeting until the list tells of one. @returns s */
async function heardAgain(
  stage: Stage,
  list: FollowedList,
  phones: readonly SendingPhone[],
): Promise<number> {
  const began = Date.now();
  const before = list.rows;
  for (const [i, phone] of phones.entries()) {
    await phone.seal(list.meetingId, await shotOf(i));
    await phone.sendUntil(() => phone.settled, 1000);
    // what happened while nobody listened is not told; the next check-in is
    for (let wait = 0; wait < 20 && list.rows === before; wait++) await pause(250);
    if (list.rows > before) break;
  }
  if (list.rows === before) throw new Error("the live list never heard of a check-in again");
  return Math.round((Date.now() - began) / 1000);
}
