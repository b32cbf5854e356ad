import { existsSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { connect, type OpenDatabase } from "../../../server/db.ts";
import { type OwnPostgres, startOwnPostgres } from "../../support/own-postgres.ts";
import { type Proxy, startProxy } from "../../support/proxy.ts";
import { School } from "../../support/school.ts";
import { SendingPhone } from "../../support/sending-phone.ts";
import { type ServerProcess, serverProcess } from "../../support/server-process.ts";
import { captureOf, MODEL } from "../soak/face.ts";
import { heavier } from "../../support/heavier.ts";

/** A PostgreSQL, a server and a wire, each to be hurt on its own, and a school that uses them. */
export interface Stage extends OpenDatabase {
  readonly postgres: OwnPostgres;
  readonly server: ServerProcess;
  readonly wire: Proxy;
  readonly school: School;
  close(): Promise<void>;
}

export async function openStage(
  options: { env?: Record<string, string>; spare?: boolean } = {},
): Promise<Stage> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    const postgres = await startOwnPostgres();
    closers.push(postgres.close);
    const database = await connect(postgres.url, pino({ level: "silent" }));
    closers.push(database.close);
    const server = await serverProcess({ databaseUrl: postgres.url, ...options });
    closers.push(server.close);
    const wire = await startProxy(server.port);
    closers.push(wire.close);
    const school = await new School(database.db).found();
    return { ...database, postgres, server, wire, school, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Students of the school with phones behind the wire. */
export async function phonesOf({ school, wire }: Stage, count: number): Promise<SendingPhone[]> {
  const faces = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const { embedding } = await captureOf(`person ${i}`, "enrolment");
      return { embedding, model: MODEL };
    }),
  );
  const students = await school.admit(faces);
  return students.map((student) => new SendingPhone(student, () => wire.port));
}

/** A photo of the i-th person, unlike every other in its bytes. */
export async function shotOf(i: number, bytes = 8_000) {
  const shot = await captureOf(`person ${i}`, "check-in");
  return { ...shot, jpeg: heavier(new Uint8Array(shot.jpeg), bytes).buffer };
}

/** What became of the check-ins that were called saved, by content hash. All but the first two must be nought. */
export interface Delivery {
  readonly saved: number;
  readonly delivered: number;
  /** not at the server */
  readonly lost: number;
  /** more than one entry, automatic mark or attendance for it */
  readonly doubled: number;
  /** at the server, but not accepted and marked */
  readonly undecided: number;
  /** accepted, and no photo in the store */
  readonly photosMissing: number;
}

/** @param saved each in a meeting of its own */
export async function judgeDelivery({ sql, server }: Stage, saved: Iterable<string>): Promise<Delivery> {
  const rows = await sql<Row[]>`
    select e.hash, e.state,
      (select count(*)::int from entry o where o.hash = e.hash
        or (o.did = e.did and o.seq = e.seq) or (o.did = e.did and o.photo_hash = e.photo_hash)) as entries,
      (select count(*)::int from mark m where m.entry_hash = e.hash and m.source = 'automatic') as marks,
      (select count(*)::int from attendance a where a.meeting_id = e.meeting_id and a.user_id = e.user_id) as attendances,
      (select b.lake_name from blob b where b.did = e.did and b.hash = e.photo_hash) as photo
    from entry e`;
  const byHash = new Map(rows.map((row) => [row.hash, row]));
  const found = { saved: 0, delivered: 0, lost: 0, doubled: 0, undecided: 0, photosMissing: 0 };
  for (const hash of saved) {
    found.saved += 1;
    const row = byHash.get(hash);
    if (!row) found.lost += 1;
    else if (row.entries > 1 || row.marks > 1 || row.attendances > 1) found.doubled += 1;
    else if (row.state !== "accepted" || row.marks !== 1 || row.attendances !== 1) found.undecided += 1;
    else if (row.photo === null || !existsSync(join(server.dataDir, "photos", row.photo)))
      found.photosMissing += 1;
    else found.delivered += 1;
  }
  return found;
}
interface Row {
  readonly hash: string;
  readonly state: string;
  readonly entries: number;
  readonly marks: number;
  readonly attendances: number;
  readonly photo: string | null;
}

/** Looks again and again until there is something. @throws Error after a minute: something hangs */
export async function untilThere<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  const limit = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > limit) throw new Error(`it never came to be: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
