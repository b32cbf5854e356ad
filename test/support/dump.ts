import type { Sql } from "postgres";

/** The rows of each table as text (bytes in hex), by "schema.table": what pg_dump would have. */
export type Dump = ReadonlyMap<string, readonly string[]>;

/** Copies every table. @param without schemas that are left out, as by `pg_dump --exclude-table-data` */
export async function dumpTables(sql: Sql, without: readonly string[] = []): Promise<Dump> {
  const tables = await sql<{ name: string }[]>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
      and not table_schema = any(${[...without]}) order by 1`;
  const dump = new Map<string, string[]>();
  for (const { name } of tables) {
    const rows = await sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`);
    dump.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return dump;
}

/** Puts a dump into a database that has the tables. */
export async function restoreTables(sql: Sql, dump: Dump): Promise<void> {
  await sql.begin(async (tx) => {
    // as pg_restore does: no foreign key looks at the order of the tables
    await tx`set local session_replication_role = replica`;
    for (const [name, rows] of dump) {
      await tx.unsafe(`delete from ${name}`);
      if (rows.length === 0) continue;
      await tx.unsafe(`insert into ${name} select (r::${name}).* from unnest($1::text[]) as r`, [[...rows]]);
    }
  });
}
