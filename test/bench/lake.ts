/**
 * The photo store: puts and gets a second of sealed photos, some at a time as a class sends them, into a folder (on a disk
 * that is asked to sync) and into a real S3 server on this machine; and by how much sealing lengthens a put, from plain and
 * sealed puts of the same photos in turns: by the clock, and by the processor time of this process, which others on the
 * machine disturb less. The S3 server's own time is in the first and not in the second.
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
  readonly encryptCpuOverheadPct: number;
}
/** Milliseconds by the clock, and of the processor. */
interface Spent {
  readonly ms: number;
  readonly cpuMs: number;
}
const sum = (spent: readonly Spent[]): Spent => ({
  ms: spent.reduce((total, { ms }) => total + ms, 0),
  cpuMs: spent.reduce((total, { cpuMs }) => total + cpuMs, 0),
});

/** Does the work so often, some at a time. */
async function time(count: number, work: (index: number) => Promise<unknown>): Promise<Spent> {
  const began = performance.now();
  const before = process.cpuUsage();
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
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
  const plain = () => time(TURN, (i) => lake.put(plainName(), photo(i)));
  const sealed = () =>
    time(TURN, async (i) => {
      const userId = students[(kept.length + i) % STUDENTS] ?? "";
      const lakeName = await putPhoto(s, { userId, kind: "checkin", record: uuidv7() }, photo(i));
      kept.push({ userId, lakeName });
    });
  const pair = async () => {
    const spent: { plain: Spent[]; sealed: Spent[] } = { plain: [], sealed: [] };
    for (let i = 0; i < PER_ROUND / TURN; i++) {
      // each goes first as often as second
      if (i % 2 === 0) spent.plain.push(await plain());
      spent.sealed.push(await sealed());
      if (i % 2 === 1) spent.plain.push(await plain());
    }
    return { plain: sum(spent.plain), sealed: sum(spent.sealed) };
  };
  // every folder is there
  await time(256, (i) => lake.put(`sealed/checkin/${i.toString(16).padStart(2, "0")}/first`, photo(i)));
  await pair();
  const rounds: { plain: Spent; sealed: Spent }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await pair());
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
  return {
    putPerSecond: round((PER_ROUND * 1000) / median(rounds.map(({ sealed: { ms } }) => ms))),
    getPerSecond: round((gets.length * 1000) / getMs),
    encryptOverheadPct: round((median(rounds.map((one) => one.sealed.ms / one.plain.ms)) - 1) * 100),
    encryptCpuOverheadPct: round((median(rounds.map((one) => one.sealed.cpuMs / one.plain.cpuMs)) - 1) * 100),
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
