import type { Sql } from "postgres";

/** What is backed up: everything that belongs to the database, the queue's jobs among it. */
const SCHEMAS = ["public", "keys", "graphile_worker"];
const BACKUP = "soak_backup";

interface Table {
  readonly from: string;
  readonly to: string;
  /** those that are stored and not computed */
  readonly columns: string;
}

/** Copies every table of the database beside it, as a backup of this moment. */
export async function takeBackup(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe(`drop schema if exists ${BACKUP} cascade; create schema ${BACKUP}`);
    for (const { from, to, columns } of await tablesOf(tx))
      await tx.unsafe(`create unlogged table ${to} as select ${columns} from ${from}`);
  });
}

/** Puts every table back as it was: what came since is gone, as it is when a database is restored from its backup. */
export async function restoreBackup(sql: Sql): Promise<void> {
  await sql.begin(async (tx) => {
    // neither triggers nor foreign keys have a word in it
    await tx`set local session_replication_role = replica`;
    for (const { from, to, columns } of await tablesOf(tx)) {
      const back = `insert into ${from} (${columns}) overriding system value select ${columns} from ${to}`;
      await tx.unsafe(`delete from ${from}; ${back}`);
    }
  });
}

const tablesOf = (sql: Pick<Sql, "unsafe">): Promise<Table[]> =>
  sql.unsafe<Table[]>(
    `select format('%I.%I', n.nspname, c.relname) as "from",
      format('${BACKUP}.%I', n.nspname || '_' || c.relname) as "to",
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname = any($1) order by 1`,
    [SCHEMAS],
  );
