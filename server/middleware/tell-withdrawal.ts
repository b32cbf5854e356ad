import type { Context } from "hono";
import { WITHDRAWN_HEADER } from "../../shared/api/rights.ts";
import type { EntryResult } from "../../shared/protocol/sync.ts";
import type { Db, Env } from "../context.ts";
import { lastWithdrawal } from "../queries/withdrawals.ts";

/** Whether one of these outcomes is what a withdrawal makes of a check-in: only then it costs a question. */
export const mayTellOfWithdrawal = (results: readonly EntryResult[]): boolean =>
  results.some(({ code }) => code === "evidence");

/**
 * Tells a device that its owner has withdrawn the consent to the face, so that it destroys what it holds. In a header, because
 * phones with an older app refuse an answer with a field that they do not know.
 */
export async function tellWithdrawal(c: Context<Env>, db: Db, userId: string): Promise<void> {
  const at = await lastWithdrawal(db, userId);
  if (at) c.header(WITHDRAWN_HEADER, String(at.getTime()));
}
