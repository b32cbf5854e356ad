/**
 * The photo store: puts and gets a second of sealed photos, some at a time as a class sends them, into a folder (on a disk
 * that is asked to sync) and into a real S3 server on this machine; and by how much sealing lengthens a put, from plain and
 * sealed puts of the same photos in turns: by the clock, some at a time and one at a time, and by the processor time of this
 * process, which others on the machine disturb less. The S3 server's own time is in the first two and not in the last.
 */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { user } from "../../drizzle/schema.ts";
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { createConfig } from "../../server/config.ts";
import type { Services } from "../../server/context.ts";
import { createFolderLake } from "../../server/lake/folder.ts";
import type { Lake } from "../../server/lake/lake.ts";
import { openS3Lake } from "../../server/lake/s3.ts";
import { createServices } from "../../server/services.ts";
import { getPhoto, putPhoto } from "../../server/vault/photos.ts";
import { s3Missing, startRadosgw } from "../support/radosgw.ts";
import type { BenchOptions } from "./bench.ts";
import { percentile } from "./statistics.ts";

/** A phone's photo (RECOGNITION.md). */
const PHOTO_BYTES = 38_000;
const STUDENTS = 40;
const AT_A_TIME = 8;
const ROUNDS = 30;
/** Photos of each kind in a round: plain and sealed ones take turns in it. */
const PER_ROUND = 80;
const TURN = 20;

interface Figures {
  readonly putPerSecond: number;
  readonly getPerSecond: number;
  readonly encryptOverheadPct: number;
  readonly encryptAlonePct: number;
  readonly encryptCpuOverheadPct: number;
}
/** Milliseconds by the clock, and of the processor. */
interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}
/** The same puts, plain and sealed. */
interface Pair {
  readonly plain: Spent;
  readonly sealed: Spent;
}
const sum = (spent: readonly Spent[]): Spent => ({
  ms: spent.reduce((total, { ms }) => total + ms, 0),
  cpuMs: spent.reduce((total, { cpuMs }) => total + cpuMs, 0),
});

/** Does the work so often, some at a time. */
async function time(
  count: number,
  work: (index: number) => Promise<unknown>,
  atATime = AT_A_TIME,
): Promise<Spent> {
  const began = performance.now();
  const before = process.cpuUsage();
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - began, cpuMs: (user + system) / 1000 };
}

async function measure(lake: Lake, services: Services, students: readonly string[]): Promise<Figures> {
  const s = { lake, vault: services.vault };
  const photos = Array.from({ length: TURN }, () => randomBytes(PHOTO_BYTES));
  const photo = (i: number) => photos[i % TURN] ?? Buffer.alloc(PHOTO_BYTES);
  const kept: { userId: string; lakeName: string }[] = [];
  // spread over folders as sealed ones are
  const plainName = () => {
    const name = randomBytes(32).toString("hex");
    return `sealed/checkin/${name.slice(0, 2)}/${name}`;
  };
  const plain = (atATime: number) => time(TURN, (i) => lake.put(plainName(), photo(i)), atATime);
  const sealed = (atATime: number) => {
    // a photo has been announced by its hash before it comes
    const records = Array.from({ length: TURN }, () => randomBytes(32).toString("hex"));
    const put = async (i: number) => {
      const userId = students[(kept.length + i) % STUDENTS] ?? "";
      const of = { userId, kind: "checkin", record: records[i] ?? "" } as const;
      kept.push({ userId, lakeName: await putPhoto(s, of, photo(i)) });
    };
    return time(TURN, put, atATime);
  };
  const pair = async (atATime: number) => {
    const spent: { plain: Spent[]; sealed: Spent[] } = { plain: [], sealed: [] };
    for (let i = 0; i < PER_ROUND / TURN; i++) {
      // each goes first as often as second
      if (i % 2 === 0) spent.plain.push(await plain(atATime));
      spent.sealed.push(await sealed(atATime));
      if (i % 2 === 1) spent.plain.push(await plain(atATime));
    }
    return { plain: sum(spent.plain), sealed: sum(spent.sealed) };
  };
  // every folder is there
  await time(256, (i) => lake.put(`sealed/checkin/${i.toString(16).padStart(2, "0")}/first`, photo(i)));
  await pair(AT_A_TIME);
  const rounds: Pair[] = [];
  const alone: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await pair(AT_A_TIME));
    if (round % 2 === 0) alone.push(await pair(1));
  }
  const median = (values: readonly number[]) =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.5,
    );
  const gets = kept.slice(-400);
  const { ms: getMs } = await time(gets.length, async (i) => {
    const one = gets[i];
    if (one && (await getPhoto(s, one)) === null) throw new Error("a photo of the bench was not there");
  });
  const round = (value: number) => Math.round(value * 10) / 10;
  const overheadPct = (pairs: readonly Pair[], of: (spent: Spent) => number) =>
    round((median(pairs.map((one) => of(one.sealed) / of(one.plain))) - 1) * 100);
  return {
    putPerSecond: round((PER_ROUND * 1000) / median(rounds.map(({ sealed: { ms } }) => ms))),
    getPerSecond: round((gets.length * 1000) / getMs),
    encryptOverheadPct: overheadPct(rounds, ({ ms }) => ms),
    encryptAlonePct: overheadPct(alone, ({ ms }) => ms),
    encryptCpuOverheadPct: overheadPct(rounds, ({ cpuMs }) => cpuMs),
  };
}

/** lake{folder, s3}: of sealed photos of 38 kB; s3 is null where no S3 server is to be had. */
export async function benchLake({ say }: BenchOptions): Promise<Record<string, unknown>> {
  const folder = await mkdtemp(join(tmpdir(), "presente-bench-"));
  const config = createConfig({ NODE_ENV: "test", LOG_LEVEL: "warn", DATA_DIR: join(folder, "data") });
  const { services, close } = await createServices(config, { assets: NO_ASSETS, recogniser: null });
  try {
    const students = Array.from({ length: STUDENTS }, () => uuidv7());
    await services.db
      .insert(user)
      .values(students.map((id) => ({ id, name: "Student", email: `${id}@bench.example` })));
    // keys are made at the enrolment, long before
    await Promise.all(students.map((id) => services.vault.sealer.nameOf(id, "checkin", "")));
    say("lake: folder");
    const inFolder = await measure(await createFolderLake(join(folder, "photos")), services, students);
    const missing = s3Missing();
    if (missing !== null) {
      say(`lake: ${missing}`);
      return { lake: { folder: inFolder, s3: null } };
    }
    say("lake: S3");
    const server = await startRadosgw();
    try {
      const lake = await openS3Lake(await server.bucket());
      const inS3 = await measure(lake, services, students);
      await lake.close();
      return { lake: { folder: inFolder, s3: inS3 } };
    } finally {
      await server.close();
    }
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
