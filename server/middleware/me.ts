import type { Me } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import { CONSENT_VERSION } from "../domain/consent-text.ts";
import { toMe } from "../domain/views.ts";
import { ProblemError } from "../problem.ts";
import { findMe } from "../queries/users.ts";

/** The account as its owner sees it. @throws ProblemError sign_in_needed when it is gone */
export async function meOf(db: Db, userId: string): Promise<Me> {
  const found = await findMe(db, userId, CONSENT_VERSION);
  if (!found) throw new ProblemError("sign_in_needed");
  return toMe(found);
}
