import { cosine, meanEmbedding } from "../../shared/face/geometry.ts";
import type { Services } from "../context.ts";
import { Best, DUPLICATE_FROM } from "../domain/duplicates.ts";
import { storeDuplicates } from "../queries/duplicates.ts";
import { findEnrolment } from "../queries/enrolments.ts";
import { anchorPage, anchorsOfEnrolment, type TemplateRow } from "../queries/references.ts";
import { openTemplate } from "./references.ts";

/** Templates that are in memory at a time: some 2 MB. */
const PAGE = 1000;
/** More likenesses than these say that something else is wrong. */
const KEPT = 20;

/**
 * Searches everybody's anchors for the face of an enrolment (1:N), a page at a time, and hands likenesses to the administrator.
 * It decides nothing: neither the enrolment nor anybody's check-in waits for it. Repeating it changes nothing.
 */
export async function searchDuplicates(s: Services, { enrolmentId }: { enrolmentId: string }): Promise<void> {
  const { recogniser } = s;
  if (!recogniser) throw new Error("recognition is unavailable");
  const enrolment = await findEnrolment(s.db, enrolmentId);
  if (!enrolment || (enrolment.status !== "awaiting" && enrolment.status !== "confirmed")) return;
  const { model } = recogniser;
  const own = await openAll(s, await anchorsOfEnrolment(s.db, enrolmentId, model.digest));
  if (own.length === 0) return;
  const probe = meanEmbedding(own);
  const best = new Best(KEPT, DUPLICATE_FROM[model.id]);
  let compared = 0;
  for await (const { userId, embeddings } of everybodyElse(s, model.digest, enrolment.userId)) {
    compared++;
    best.offer({ userId, score: cosine(probe, meanEmbedding(embeddings)) });
  }
  await s.db.transaction((tx) =>
    storeDuplicates(tx, {
      enrolmentId,
      userId: enrolment.userId,
      modelDigest: model.digest,
      compared,
      likenesses: best.kept,
    }),
  );
}

async function openAll(s: Services, rows: readonly TemplateRow[]): Promise<Float32Array[]> {
  const opened = await Promise.all(rows.map((row) => openTemplate(s, row)));
  return opened.filter((embedding) => embedding !== null);
}

/** Each other person's anchors; never more than a page of them in memory. */
async function* everybodyElse(s: Services, modelDigest: string, exceptUserId: string) {
  let after: { userId: string; id: string } | null = null;
  let held: TemplateRow[] = [];
  for (;;) {
    const page: TemplateRow[] = await anchorPage(s.db, { modelDigest, exceptUserId, after }, PAGE);
    for (const row of page) {
      const [first] = held;
      if (first && first.userId !== row.userId) {
        yield* person(await openAll(s, held), first.userId);
        held = [];
      }
      held.push(row);
    }
    const last = page.at(-1);
    if (page.length < PAGE || !last) break;
    after = { userId: last.userId, id: last.id };
  }
  const [first] = held;
  if (first) yield* person(await openAll(s, held), first.userId);
}

/** Nobody, where nothing opened: the student's key is erased. */
function* person(embeddings: readonly Float32Array[], userId: string) {
  if (embeddings.length > 0) yield { userId, embeddings };
}
