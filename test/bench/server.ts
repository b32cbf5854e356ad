/**
 * The server's side of a check-in, on the photos of a class: how many a second go the whole way from the synced claim to
 * the committed outcome (upload, queue in PostgreSQL, recognition, transaction, photo in the folder lake, everything on a
 * disk that is asked to sync), beside the floor: the same recognition steps alone, in a bare loop on every core.
 */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import sharp from "sharp";
import { entry } from "../../drizzle/schema.ts";
import { loadModels } from "../../models/manifest.ts";
import { createApp } from "../../server/app.ts";
import { NO_ASSETS } from "../../server/assets/prepare.ts";
import { createConfig } from "../../server/config.ts";
import type { Services } from "../../server/context.ts";
import { startWorkers } from "../../server/jobs/workers.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { startThread } from "../../server/recognition/thread.ts";
import { createServices } from "../../server/services.ts";
import type { RecognitionModelId } from "../../shared/face/recognition.ts";
import { classroom, enrolledStudent, type Student } from "../support/classroom.ts";
import type { Sealed } from "../support/phone.ts";
import { type Shot, takeShot } from "../support/shots.ts";
import type { TestServices } from "../support/services.ts";
import type { BenchOptions } from "./bench.ts";
import { type LabelledFace, listFaces } from "./faces.ts";
import { percentile } from "./statistics.ts";

/** Photos of a phone: 640 px wide. */
const WIDTH_PX = 640;
const STUDENTS = 8;
const ENROLMENT_SHOTS = 5;
/** Each student's other photos are sent this often, each time encoded anew: other bytes, the same face. */
const ENCODINGS = Array.from({ length: 21 }, (_, i) => 95 - i);
/** Of each student's photos as many are the warm-up: connections, plans, and compiled code of a server that has run for a while. */
const WARM_UP = 62;
const FLOOR_ROUNDS = 1;
/** Photos of one student that are uploaded at a time. */
const AT_A_TIME = 4;

const encode = async (path: string, quality: number) =>
  sharp(await readFile(path))
    .resize({ width: WIDTH_PX })
    .jpeg({ quality })
    .toBuffer();

/** Shots of one identity with exactly one face in view. */
async function shotsOf(
  recogniser: Recogniser,
  faces: readonly LabelledFace[],
  quality: number,
): Promise<Shot[]> {
  const shots = await Promise.all(
    faces.map(async ({ path }) => {
      const jpeg = await encode(path, quality);
      const seen = await recogniser.analyse(jpeg, null);
      return seen.ok && seen.faces === 1 ? takeShot(recogniser, jpeg) : null;
    }),
  );
  return shots.filter((shot) => shot !== null);
}

interface Sitter {
  readonly student: Student;
  readonly probes: readonly Shot[];
}

async function enrolClass(
  test: TestServices,
  recogniser: Recogniser,
  faces: readonly LabelledFace[],
  say: (line: string) => void,
) {
  const sitters: Sitter[] = [];
  for (const identity of new Set(faces.map((face) => face.identity))) {
    if (sitters.length === STUDENTS) break;
    const own = faces.filter((face) => face.identity === identity);
    const shots = await shotsOf(recogniser, own, 93);
    const student = await enrolledStudent(test, shots.slice(0, ENROLMENT_SHOTS)).catch((error: unknown) => {
      say(`server: ${identity} is left out (${error instanceof Error ? error.message : String(error)})`);
      return null;
    });
    if (!student) continue;
    const probes: Shot[] = [];
    for (const quality of ENCODINGS)
      probes.push(...(await shotsOf(recogniser, own.slice(ENROLMENT_SHOTS), quality)));
    sitters.push({ student, probes });
  }
  return sitters;
}

/** Uploads what has been claimed and waits until every outcome is committed. @returns milliseconds and outcomes */
async function verifyAll(
  { db }: Services,
  meetingId: string,
  claims: readonly { student: Student; sealed: Sealed[] }[],
) {
  const undecided = async () => {
    const waiting = and(eq(entry.meetingId, meetingId), eq(entry.state, "pending"));
    return (await db.select({ hash: entry.hash }).from(entry).where(waiting).limit(1)).length > 0;
  };
  // signed before the clock runs: that is the phones' work
  const uploads = await Promise.all(
    claims.map(({ student, sealed }) => Promise.all(sealed.map((one) => student.phone.readyToUpload(one)))),
  );
  const started = performance.now();
  // as many at a time as a class has phones: a few photos of each student
  await Promise.all(
    uploads.flatMap((own) =>
      Array.from({ length: AT_A_TIME }, async (_, lane) => {
        for (const upload of own.filter((__, i) => i % AT_A_TIME === lane)) await upload();
      }),
    ),
  );
  // seldom enough to cost nothing beside what it waits for
  while (await undecided()) await new Promise((resolve) => setTimeout(resolve, 50));
  const durationMs = performance.now() - started;
  const rows = await db.select({ state: entry.state }).from(entry).where(eq(entry.meetingId, meetingId));
  return {
    durationMs,
    decided: rows.length,
    accepted: rows.filter(({ state }) => state === "accepted").length,
  };
}

async function claimAll(
  meetingId: string,
  sitters: readonly { student: Student; probes: readonly Shot[] }[],
) {
  const claims: { student: Student; sealed: Sealed[] }[] = [];
  for (const { student, probes } of sitters) {
    const sealed: Sealed[] = [];
    for (const probe of probes) {
      const one = await student.phone.seal(meetingId, probe);
      await student.phone.sync(one);
      sealed.push(one);
    }
    claims.push({ student, sealed });
  }
  return claims;
}

/** Photos a second of the recognition steps alone, a thread a core; every thread has ended when it answers. */
async function measureFloor(model: RecognitionModelId, shots: readonly Shot[]) {
  const models = await loadModels({ recognitionModel: model });
  const { path = "", digest = "" } = models.embedder ?? {};
  const sessions = { detector: models.detector?.path ?? "", embedders: [{ model, digest, path }] };
  const photos = shots.map(({ jpeg, claim }) => ({ jpeg, claimed: claim.lmk.map((tenths) => tenths / 10) }));
  const cores = availableParallelism();
  const threads = Array.from({ length: cores }, (_, core) =>
    startThread(new URL("./server-floor.ts", import.meta.url), {
      sessions,
      photos: photos.filter((_, i) => i % cores === core),
      rounds: FLOOR_ROUNDS,
    }),
  );
  await Promise.all(threads.map((thread) => once(thread, "message")));
  const answers = threads.map((thread) => once(thread, "message"));
  const ends = threads.map((thread) => once(thread, "exit"));
  for (const thread of threads) thread.postMessage("go");
  const results = (await Promise.all(answers)).map(([result]) => result as FloorResult);
  await Promise.all(ends);
  const steps = results.flatMap((result) => result.steps);
  return {
    perSecond: (steps.length * 1000) / Math.max(...results.map(({ durationMs }) => durationMs)),
    steps,
  };
}
interface FloorResult {
  readonly durationMs: number;
  readonly steps: readonly { decode: number; detect: number; embed: number }[];
}

const spread = (values: readonly number[]) => {
  const ascending = values.toSorted((a, b) => a - b);
  return { p50: round(percentile(ascending, 0.5)), p95: round(percentile(ascending, 0.95)) };
};
const round = (value: number) => Math.round(value * 100) / 100;

/** server{…}: durations in ms of one worker with its core (embedMs: one embedding), rates in photos a second. */
export async function benchServer({
  model,
  faces: dir,
  say,
}: BenchOptions): Promise<Record<string, unknown>> {
  const faces = await listFaces(join(dir, "labelled"));
  const folder = await mkdtemp(join(tmpdir(), "presente-bench-"));
  const config = {
    ...createConfig({ NODE_ENV: "test", LOG_LEVEL: "warn", DATA_DIR: folder }),
    recognitionModel: model,
  };
  const { services, close } = await createServices(config, { assets: NO_ASSETS });
  try {
    const { recogniser } = services;
    if (!recogniser) throw new Error(services.models.unavailable?.en ?? "recognition is unavailable");
    await startWorkers(services);
    const test: TestServices = { services, app: createApp(services), close: async () => {} };
    say("server: enrols a class");
    const sitters = await enrolClass(test, recogniser, faces, say);
    const people = sitters.map(({ student }) => student.person);
    const warm = await classroom(test, people);
    const first = sitters.map(({ student, probes }) => ({ student, probes: probes.slice(0, WARM_UP) }));
    const rest = sitters.map(({ student, probes }) => ({ student, probes: probes.slice(WARM_UP) }));
    const shots = rest.flatMap(({ probes }) => probes);
    await verifyAll(services, warm.meeting.id, await claimAll(warm.meeting.id, first));
    say("server: floor");
    const before = await measureFloor(model, shots);
    say("server: whole way");
    const { meeting } = await classroom(test, people);
    const verified = await verifyAll(services, meeting.id, await claimAll(meeting.id, rest));
    say("server: floor again");
    const after = await measureFloor(model, shots);
    const steps = [...before.steps, ...after.steps];
    return {
      server: {
        workers: recogniser.workers,
        photos: shots.length,
        accepted: verified.accepted,
        decodeMs: spread(steps.map(({ decode }) => decode)),
        detectMs: spread(steps.map(({ detect }) => detect)),
        embedMs: spread(steps.map(({ embed }) => embed / 2)),
        verifyPerSecond: round((verified.decided * 1000) / verified.durationMs),
        floorPerSecond: round((before.perSecond + after.perSecond) / 2),
      },
    };
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}
