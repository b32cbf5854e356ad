import { eq } from "drizzle-orm";
import { serverSecret } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Stores a secret under its name unless there is one already. @returns the one that is kept */
export async function keepSecret(db: Db, name: string, value: Buffer): Promise<Buffer> {
  await db.insert(serverSecret).values({ name, value }).onConflictDoNothing();
  const [row] = await db.select().from(serverSecret).where(eq(serverSecret.name, name));
  if (!row) throw new Error(`the secret ${name} was not stored`);
  return row.value;
}
