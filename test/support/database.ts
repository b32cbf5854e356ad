import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";

const TEMPLATE = "template_presente";

/** A fresh database with every migration applied, cloned from the template in some 50 ms. */
export async function cloneDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await asRoot(`create database ${name} template ${TEMPLATE}`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asRoot(`drop database if exists ${name} with (force)`) };
}

async function asRoot(statement: string): Promise<void> {
  const sql = postgres(inject("postgresUrl"), { max: 1, onnotice: () => {} });
  try {
    // one clone at a time: PostgreSQL refuses a template that another session is copying
    await sql`select pg_advisory_lock(1)`;
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
