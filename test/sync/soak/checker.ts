import type { Sql } from "postgres";
import type { EntryRow } from "../../../client/store/rows.ts";
import type { Lake } from "../../../server/lake/lake.ts";

/** What the simulation knows of each check-in that a student was told is saved, by content hash. */
export interface SavedCheckIn {
  readonly uid: string;
  readonly meetingId: string;
}

export interface Verdict {
  readonly checkIns: number;
  /** at the server once, decided, its photo in the lake */
  readonly delivered: number;
  /** neither on the phone any more nor at the server */
  readonly lost: number;
  /** more than one entry, mark or attendance for it */
  readonly doubled: number;
  /** the phone held the server's word that it is there, and it was not */
  readonly ackedMissing: number;
  /** chains that the server found split */
  readonly forks: number;
  /** not delivered when all has been calm for long, though not lost */
  readonly stuck: number;
  /** what the phone shows of it is not what the server decided */
  readonly untold: number;
  /** decided without its photo in the lake */
  readonly photosMissing: number;
  readonly states: Readonly<Record<string, number>>;
}

interface ServerEntry {
  readonly hash: string;
  readonly state: string;
  readonly code: string | null;
  readonly photo: string | null;
  readonly rows: number;
  readonly marks: number;
}

/** Keyed by content hash: a checker keyed by (device, sequence) would call an overwritten entry fine. */
export async function judge(
  { sql, lake }: { sql: Sql; lake: Lake },
  saved: ReadonlyMap<string, SavedCheckIn>,
  acknowledged: ReadonlySet<string>,
  falselyAcknowledged: ReadonlySet<string>,
  onPhones: ReadonlyMap<string, EntryRow>,
): Promise<Verdict> {
  const entries = new Map((await serverEntries(sql)).map((row) => [row.hash, row]));
  const attended = await attendances(sql);
  const forks = await sql<
    { n: number }[]
  >`select count(*)::int as n from audit where action = 'device_forked'`;
  const verdict = { delivered: 0, lost: 0, doubled: 0, stuck: 0, untold: 0, photosMissing: 0 };
  const states = new Map<string, number>();
  for (const [h, { uid, meetingId }] of saved) {
    const there = entries.get(h);
    const here = onPhones.get(h);
    if (!there) {
      if (here) verdict.stuck += 1;
      else verdict.lost += 1;
      continue;
    }
    const name = there.code === null ? there.state : `${there.state}: ${there.code}`;
    states.set(name, (states.get(name) ?? 0) + 1);
    if (there.rows > 1 || there.marks > 1 || (attended.get(`${meetingId} ${uid}`) ?? 0) > 1)
      verdict.doubled += 1;
    const decided = there.state !== "pending";
    const photographed = there.photo !== null && (await lake.head(there.photo)) !== null;
    if (there.state === "accepted" && !photographed) verdict.photosMissing += 1;
    else if (decided) verdict.delivered += 1;
    else verdict.stuck += 1;
    if (decided && here && here.detail !== there.state) verdict.untold += 1;
  }
  // missing at the end, or when it was acknowledged, though the phone may have offered it again since
  const missing = [...acknowledged].filter((h) => !entries.has(h) || falselyAcknowledged.has(h));
  return {
    checkIns: saved.size,
    ...verdict,
    ackedMissing: missing.length,
    forks: forks[0]?.n ?? 0,
    states: Object.fromEntries([...states].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

const serverEntries = (sql: Sql) => sql<ServerEntry[]>`
  select e.hash, min(e.state) as state, min(e.code) as code, count(distinct e.ctid)::int as rows,
    (select min(b.lake_name) from blob b where b.did = min(e.did::text)::uuid and b.hash = min(e.photo_hash)) as photo,
    (select count(*)::int from mark m where m.entry_hash = e.hash and m.source = 'automatic') as marks
  from entry e group by e.hash`;

async function attendances(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ key: string; n: number }[]>`
    select meeting_id || ' ' || user_id as key, count(*)::int as n from attendance group by 1`;
  return new Map(rows.map(({ key, n }) => [key, n]));
}

/** What must be nought. */
export const DAMAGE = [
  "lost",
  "doubled",
  "ackedMissing",
  "forks",
  "stuck",
  "untold",
  "photosMissing",
] as const;
export const isDamaged = (verdict: Verdict): boolean => DAMAGE.some((kind) => verdict[kind] > 0);
