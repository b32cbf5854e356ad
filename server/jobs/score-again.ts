import type { Services } from "../context.ts";
import { decidedWithWindow, logTemplateEvent } from "../queries/templates.ts";
import { commitScoredAgain } from "../queries/score-again.ts";
import { verificationContext } from "../queries/verification.ts";
import { referencesOf } from "./references.ts";
import { judgePhoto } from "./verify-entry.ts";

/**
 * After references were purged: scores again every decision in which the window had a say since then, with what is left. One that no
 * longer holds goes to a person; nobody is refused by it. A check-in whose photo is no longer here stays as it was decided.
 */
export async function scoreAgain(
  s: Services,
  { userId, from, actorId }: { userId: string; from: string; actorId: string },
): Promise<void> {
  const { recogniser } = s;
  if (!recogniser) throw new Error("recognition is unavailable");
  const references = await referencesOf(s, recogniser, { userId });
  if (!references) return;
  let changed = 0;
  const hashes = await decidedWithWindow(s.db, userId, new Date(from));
  for (const hash of hashes) {
    const context = await verificationContext(s.db, hash);
    if (!context) continue;
    const judged = await judgePhoto(s, { recogniser, context, references, earlier: null });
    if ("missing" in judged) continue;
    if (await commitScoredAgain(s.db, context, { judged, actorId })) changed++;
  }
  const detail = { decisions: hashes.length, changed };
  await logTemplateEvent(s.db, { userId, kind: "scored_again", actorId, detail, at: new Date() });
}
