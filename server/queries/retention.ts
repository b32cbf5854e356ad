import { type SQL, sql } from "drizzle-orm";
import {
  audit,
  blob,
  enrolment,
  enrolmentPhoto,
  entry,
  galleryPhoto,
  keyBackup,
  photo,
  request,
  requestAttachment,
} from "../../drizzle/schema.ts";
import type { RetentionClass, RetentionDays } from "../../shared/api/retention.ts";
import type { Db } from "../context.ts";

/** What of the audit log is kept for a time: who looked at what. */
export const LOOKS = ["photo_viewed", "document_viewed", "report_fetched"] as const;

const daysOf = (days: number) => sql`make_interval(days => ${days}::int)`;

/**
 * Leaves those alone that cannot be due, before anything is sorted: a check-in is kept for so many days at least, and what is announced
 * by several is as young as the last of them.
 */
const oldEnough = (days: number, now: Date): SQL => {
  const before = sql`${now.toISOString()}::timestamptz - ${daysOf(days)}`;
  return sql`and e.received_at <= ${before} and not exists (select 1 from ${entry} n
    where n.did = b.did and n.photo_hash = b.hash and n.received_at > ${before})`;
};

/** Leaves references alone that are young, or that another hand destroys: most of the old photos. */
const noYoungReference = (days: RetentionDays, now: Date): SQL => sql`
  and not exists (select 1 from ${galleryPhoto} w where w.entry_hash = e.hash and (w.state = 'retired'
    or w.received_at > ${now.toISOString()}::timestamptz - ${daysOf(days.window_photo)}))`;

/**
 * Photos of check-ins with their class and when they are due. A photo is as young as the last check-in that announced it, and
 * while a student contests the mark of that meeting, it is kept for as long as an undecided one.
 */
const checkInPhotos = (days: RetentionDays, more = sql``): SQL => sql`
  select distinct on (b.hash, b.did) b.hash, b.did, b.lake_name, e.hash as entry_hash, e.user_id, e.meeting_id, e.state, p.id as photo_id,
    case when g.state = 'retired' then 'retired_photo' when g.photo_id is not null then 'window_photo'
      when e.state = 'accepted' then 'accepted_photo' when e.state = 'rejected' then 'rejected_photo'
      else 'undecided_photo' end as class,
    case when g.state = 'retired' then g.destroy_at
      when g.photo_id is not null then g.received_at + ${daysOf(days.window_photo)}
      when e.state = 'accepted' then greatest(coalesce(e.decided_at, e.received_at) + ${daysOf(days.accepted_photo)}, held.until)
      when e.state = 'rejected' then greatest(coalesce(e.decided_at, e.received_at) + ${daysOf(days.rejected_photo)}, held.until)
      else e.received_at + ${daysOf(days.undecided_photo)} end as due_at
  from ${blob} b
  join ${entry} e on e.did = b.did and e.photo_hash = b.hash
  left join ${photo} p on p.lake_name = b.lake_name
  left join ${galleryPhoto} g on g.photo_id = p.id
  left join lateral (select max(r.created_at) + ${daysOf(days.undecided_photo)} as until from ${request} r
    where r.meeting_id = e.meeting_id and r.user_id = e.user_id and r.kind = 'contest' and r.state = 'open') held on true
  where b.lake_name is not null ${more}
  order by b.hash, b.did, (e.state in ('pending', 'review')) desc, e.decided_at desc nulls last`;

/** Embeddings that phones sent. Of a reference it stays with the photo: its decision may have to be scored again. */
const embeddings = (days: RetentionDays): SQL => sql`
  select distinct on (b.hash, b.did) b.hash, b.did, b.lake_name, e.user_id,
    case when e.state in ('pending', 'review') then e.received_at + ${daysOf(days.undecided_photo)}
      else coalesce(e.decided_at, e.received_at) + ${daysOf(days.embedding)} end as due_at
  from ${blob} b
  join ${entry} e on e.did = b.did and e.embedding_hash = b.hash
  where not exists (select 1 from ${galleryPhoto} g where g.entry_hash = e.hash)
  order by b.hash, b.did, (e.state in ('pending', 'review')) desc, e.decided_at desc nulls last`;

/** Students with enrolment photos that count or wait, and when they were last here. */
const enrolled = (days: RetentionDays): SQL => sql`
  select n.user_id, n.photos, greatest(n.since, (select max(e.received_at) from ${entry} e where e.user_id = n.user_id))
    + ${daysOf(days.enrolment_photo)} as due_at
  from (select x.user_id, count(ep.photo_id)::int as photos, max(coalesce(x.decided_at, x.created_at)) as since
    from ${enrolment} x join ${enrolmentPhoto} ep on ep.enrolment_id = x.id and ep.photo_id is not null
    where x.status <> 'uploading' group by x.user_id) n`;

const unfinished = (days: RetentionDays): SQL => sql`
  select x.id, x.user_id, (select count(*) from ${enrolmentPhoto} ep where ep.enrolment_id = x.id and ep.photo_id is not null)::int as photos,
    x.created_at + ${daysOf(days.unfinished_enrolment)} as due_at
  from ${enrolment} x where x.status = 'uploading'
    and exists (select 1 from ${enrolmentPhoto} ep where ep.enrolment_id = x.id)`;

/** Documents; of a request that nobody decides, the time begins at last by itself. */
const documents = (days: RetentionDays, undecidedDays: number): SQL => sql`
  select a.request_id, a.lake_name, r.user_id, least(
      case when r.state = 'open' then 'infinity'::timestamptz else greatest(coalesce(r.decided_at, r.created_at), a.created_at) end,
      a.created_at + ${daysOf(undecidedDays)}) + ${daysOf(days.document)} as due_at
  from ${requestAttachment} a join ${request} r on r.id = a.request_id`;

const looks = (days: RetentionDays): SQL => sql`
  select l.id, l.at + ${daysOf(days.viewing_log)} as due_at from ${audit} l
  where l.action in (${sql.join(
    LOOKS.map((action) => sql`${action}`),
    sql`, `,
  )})`;

const backups = (days: RetentionDays): SQL => sql`
  select k.id, k.path, k.host, k.made_at + ${daysOf(days.key_backup)} as due_at from ${keyBackup} k where k.deleted_at is null`;

export interface ClassCount {
  readonly class: RetentionClass;
  readonly kept: number;
  readonly due: number;
  readonly nextDue: Date | null;
}

/** How much of each class is kept, how much of it is due, and when the next is. */
export async function countRetained(
  db: Db,
  { days, undecidedDays, now }: { days: RetentionDays; undecidedDays: number; now: Date },
): Promise<ClassCount[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const tally = (of: SQL, kind: SQL, n: SQL = sql`1`) => sql`
    select ${kind} as class, coalesce(sum(${n}), 0)::int as kept,
      coalesce(sum(${n}) filter (where t.due_at <= ${at}), 0)::int as due, (extract(epoch from min(t.due_at) filter (where isfinite(t.due_at))) * 1000)::float8 as next_ms from (${of}) t group by 1`;
  const rows = await db.execute<{ class: RetentionClass; kept: number; due: number; next_ms: number | null }>(
    sql.join(
      [
        tally(checkInPhotos(days), sql`t.class`),
        tally(embeddings(days), sql`'embedding'`),
        tally(enrolled(days), sql`'enrolment_photo'`, sql`t.photos`),
        tally(unfinished(days), sql`'unfinished_enrolment'`, sql`t.photos`),
        tally(documents(days, undecidedDays), sql`'document'`),
        tally(looks(days), sql`'viewing_log'`),
        tally(backups(days), sql`'key_backup'`),
      ],
      sql` union all `,
    ),
  );
  return rows.map(({ class: of, kept, due, next_ms }) => ({
    class: of,
    kept,
    due,
    nextDue: next_ms === null ? null : new Date(next_ms),
  }));
}

const due = <T extends Record<string, unknown>>(db: Db, of: SQL, now: Date, limit: number, more = sql``) =>
  db.execute<T>(
    sql`select * from (${of}) t where t.due_at <= ${now.toISOString()}::timestamptz ${more} order by t.due_at limit ${limit}`,
  );

export interface DuePhoto extends Record<string, unknown> {
  readonly hash: string;
  readonly did: string;
  readonly lake_name: string;
  readonly entry_hash: string;
  readonly user_id: string;
  readonly meeting_id: string;
  readonly state: "pending" | "accepted" | "review" | "rejected";
  readonly photo_id: string | null;
  readonly class: RetentionClass;
}
/** Photos of check-ins whose time has come; retired references have a hand of their own (jobs/rotate.ts). */
export const duePhotos = (db: Db, days: RetentionDays, now: Date, limit: number) => {
  const least = Math.min(days.window_photo, days.accepted_photo, days.rejected_photo, days.undecided_photo);
  return due<DuePhoto & Record<string, unknown>>(
    db,
    checkInPhotos(days, sql`${oldEnough(least, now)} ${noYoungReference(days, now)}`),
    now,
    limit,
    sql`and t.class <> 'retired_photo'`,
  );
};

export const dueEmbeddings = (db: Db, days: RetentionDays, now: Date, limit: number) =>
  due<{ hash: string; did: string; lake_name: string | null }>(db, embeddings(days), now, limit);

export const dueStudents = (db: Db, days: RetentionDays, now: Date, limit: number) =>
  due<{ user_id: string; photos: number }>(db, enrolled(days), now, limit);

export const dueEnrolments = (db: Db, days: RetentionDays, now: Date, limit: number) =>
  due<{ id: string; user_id: string }>(db, unfinished(days), now, limit);

export const dueDocuments = (db: Db, days: RetentionDays, undecidedDays: number, now: Date, limit: number) =>
  due<{ request_id: string; lake_name: string; user_id: string }>(
    db,
    documents(days, undecidedDays),
    now,
    limit,
  );

export const dueBackups = (db: Db, days: RetentionDays, host: string, now: Date) =>
  due<{ id: string; path: string }>(db, backups(days), now, 100, sql`and t.host = ${host}`);

/** Forgets who looked at what before an instant. @returns how many looks */
export async function forgetLooks(db: Db, before: Date): Promise<number> {
  const rows = await db.execute(sql`delete from ${audit} l where l.at <= ${before.toISOString()}::timestamptz
    and l.action in (${sql.join(
      LOOKS.map((action) => sql`${action}`),
      sql`, `,
    )}) returning 1`);
  return rows.length;
}
