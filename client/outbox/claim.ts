import { db } from "../store/db.ts";
import { parseRow, stored } from "../store/guard.ts";
import { EntryRow } from "../store/rows.ts";
import { currentStudent } from "../store/settings.ts";

/** The signed claim of the signed-in student's own check-in, exactly as sealed; null when it is not on this phone. */
export async function claimOnPhone(h: string): Promise<string | null> {
  const uid = await currentStudent.read();
  const row = await stored(() => db.entries.get(h));
  if (row === undefined) return null;
  const entry = parseRow(EntryRow, row);
  return entry.uid === uid ? entry.jws : null;
}
