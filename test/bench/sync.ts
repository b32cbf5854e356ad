import { pino } from "pino";
import { connect } from "../../server/db.ts";
import { startOwnPostgres } from "../support/own-postgres.ts";
import { heavier } from "../support/heavier.ts";
import { startProxy } from "../support/proxy.ts";
import { type Face, School } from "../support/school.ts";
import { SendingPhone } from "../support/sending-phone.ts";
import { serverProcess } from "../support/server-process.ts";
import { captureOf, MODEL } from "../sync/soak/face.ts";
import type { Bench } from "./bench.ts";
import { percentile } from "./statistics.ts";

const PHONES = Number(process.env["BENCH_PHONES"] ?? 500);
const CHECK_INS = 5;
/** Within this time all have come back. */
const RETURN_MS = Number(process.env["BENCH_RETURN_MS"] ?? 60_000);
/** A phone's photo: 640×480 at quality 0.9 */
const PHOTO_BYTES = 40_000;
/** After this time nothing more is waited for: what is missing then is lost. */
const LIMIT_MS = 15 * 60_000;
const SLOW_PHONES = Number(process.env["BENCH_SLOW_PHONES"] ?? 100);
const SLOW_LINK = { bitsPerSecond: 50_000, roundTripMs: 800, loss: 0.05, handshakes: 2, random: Math.random };

/**
 * sync{…}: phones with real keys, signatures and the client's own sender, in this process; the server in one of its own, over
 * loopback. A claim's time is from its phone's return, with all its check-ins queued, to the server's word on it.
 * bytesPerCheckIn: request and answer with their headers, one claim, no photo, without TLS. The server looks at photos with
 * a tiny recogniser: how fast the real one is, the bench "server" says.
 */
export const benchSync: Bench = async ({ say }) => {
  const postgres = await startOwnPostgres();
  try {
    const database = await connect(postgres.url, pino({ level: "silent" }));
    const server = await serverProcess({ databaseUrl: postgres.url });
    try {
      const school = await new School(database.db).found();
      say("sync: bytes of a claim");
      const bytes = await claimBytes(school, server.port);
      say("sync: slow link");
      const slowLink = await slowClaims(school, server.port, database.sql);
      say(`sync: ${PHONES} phones`);
      const rush = await rushHour(school, server.port, database.sql, say);
      return { sync: { ...rush, ...bytes, slowLink } };
    } finally {
      await server.close();
      await database.close();
    }
  } finally {
    await postgres.close();
  }
};

type Sql = Awaited<ReturnType<typeof connect>>["sql"];

/** People who share some faces: what a face is does not matter here. */
async function admit(school: School, count: number, portOf: (i: number) => number): Promise<SendingPhone[]> {
  const faces: Face[] = [];
  for (let i = 0; i < count; i++) faces.push({ embedding: (await faceOf(i)).embedding, model: MODEL });
  const students = await school.admit(faces);
  return students.map((student, i) => new SendingPhone(student, () => portOf(i)));
}
const FACES = 20;
const shots = new Map<number, ReturnType<typeof captureOf>>();
const faceOf = (i: number) => {
  const shot = shots.get(i % FACES) ?? captureOf(`person ${i % FACES}`, "check-in");
  shots.set(i % FACES, shot);
  return shot;
};
async function sealed(phone: SendingPhone, i: number, meetings: readonly string[]): Promise<void> {
  const shot = await faceOf(i);
  for (const meeting of meetings) {
    await phone.seal(meeting, { ...shot, jpeg: heavier(new Uint8Array(shot.jpeg), PHOTO_BYTES).buffer });
  }
}

async function claimBytes(school: School, port: number) {
  const wire = await startProxy(port);
  const [phone] = await admit(school, 1, () => wire.port);
  if (!phone) throw new Error("no phone");
  try {
    const meetings = await school.openMeetings(5);
    const bytes: { up: number; down: number }[] = [];
    phone.onClaimed = () =>
      bytes.push({ up: wire.passed.up - before.up, down: wire.passed.down - before.down });
    let before = { up: 0, down: 0 };
    for (const meeting of meetings) {
      await sealed(phone, 0, [meeting]);
      before = { ...wire.passed };
      await phone.sendUntil(() => phone.settled);
    }
    const median = (way: "up" | "down") => percentile(ascending(bytes.map((one) => one[way])), 0.5);
    const [bytesUp, bytesDown] = [median("up"), median("down")];
    return { bytesPerCheckIn: bytesUp + bytesDown, bytesUp, bytesDown };
  } finally {
    phone.close();
    await wire.close();
  }
}

async function slowClaims(school: School, port: number, sql: Sql) {
  const wire = await startProxy(port, SLOW_LINK);
  const phones = await admit(school, SLOW_PHONES, () => wire.port);
  const [meeting = ""] = await school.openMeetings(1);
  try {
    const times = await Promise.all(
      phones.map(async (phone, i) => {
        await sealed(phone, i, [meeting]);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20_000));
        const from = Date.now();
        let answeredMs = Number.NaN;
        const left = new Promise<void>((resolve) => {
          phone.onClaimed = () => {
            answeredMs = Date.now() - from;
            resolve();
          };
        });
        // the photo follows, but nobody waits for it here
        const sending = phone.sendUntil(() => phone.claimed).catch(() => {});
        await left;
        phone.close();
        await sending;
        const [hash = ""] = phone.entries.keys();
        const [row] = await sql<
          { at: number }[]
        >`select (extract(epoch from received_at) * 1000)::float8 as at from entry where hash = ${hash}`;
        return { arrivedMs: (row?.at ?? Number.NaN) - from, answeredMs };
      }),
    );
    const arrived = ascending(times.map(({ arrivedMs }) => arrivedMs));
    const answered = ascending(times.map(({ answeredMs }) => answeredMs));
    return {
      phones: SLOW_PHONES,
      claimP50Ms: whole(percentile(arrived, 0.5)),
      claimP95Ms: whole(percentile(arrived, 0.95)),
      answeredP50Ms: whole(percentile(answered, 0.5)),
      answeredP95Ms: whole(percentile(answered, 0.95)),
    };
  } finally {
    await wire.close();
  }
}

async function rushHour(school: School, port: number, sql: Sql, say: (line: string) => void) {
  const phones = await admit(school, PHONES, () => port);
  const meetings = await school.openMeetings(CHECK_INS);
  for (const [i, phone] of phones.entries()) await sealed(phone, i, meetings);
  say("sync: all check-ins are sealed; the network is back");
  const began = Date.now();
  const claimMs: number[] = [];
  let claimedAt = began;
  await Promise.all(
    phones.map(async (phone, i) => {
      await new Promise((resolve) => setTimeout(resolve, (i / PHONES) * RETURN_MS));
      const from = Date.now();
      phone.onClaimed = () => {
        claimedAt = Date.now();
        claimMs.push(claimedAt - from);
      };
      // nobody looks at it meanwhile: it asks at its own pace
      await phone.sendUntil(() => phone.settled || Date.now() - began > LIMIT_MS, LIMIT_MS);
    }),
  );
  const drainedS = (Date.now() - began) / 1000;
  const hashes = phones.flatMap(({ entries }) => [...entries.keys()]);
  const [stored] = await sql<{ there: number; accepted: number; marks: number }[]>`
    select count(*)::int as there, (count(*) filter (where state = 'accepted'))::int as accepted,
      (select count(*)::int from mark where entry_hash = any(${hashes}) and source = 'automatic') as marks
    from entry where hash = any(${hashes})`;
  const seen = phones.flatMap((phone) => phone.seen);
  const refused = seen.filter(({ status }) => status === 503);
  const requests = ascending(seen.filter(({ what }) => what === "claims").map(({ ms }) => ms));
  for (const phone of phones) phone.close();
  const times = ascending(claimMs);
  return {
    phones: PHONES,
    checkIns: hashes.length,
    lost: hashes.length - (stored?.there ?? 0),
    accepted: stored?.accepted ?? 0,
    doubled: Math.max(0, (stored?.marks ?? 0) - hashes.length),
    claimP50Ms: whole(percentile(times, 0.5)),
    claimP95Ms: whole(percentile(times, 0.95)),
    requestP95Ms: whole(percentile(requests, 0.95)),
    claimsPerSecond: whole((claimMs.length * 10_000) / (claimedAt - began)) / 10,
    claimsAfterS: whole((claimedAt - began) / 1000),
    drainedS: whole(drainedS),
    requests: seen.length,
    told503: refused.length,
    otherServerErrors:
      seen.filter(({ status }) => (status ?? 0) >= 500).length -
      refused.filter(({ retryAfter }) => retryAfter !== null).length,
    unanswered: seen.filter(({ status }) => status === null).length,
  };
}

const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b);
const whole = Math.round;
