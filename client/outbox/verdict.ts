/** What the phone tells the student at once. A hint: the server decides from the photo alone. */
import type { OwnTemplates } from "../../shared/api/enrolment.ts";
import { bytesFloat, fromBase64Url } from "../../shared/bytes.ts";
import { cosine, meanEmbedding } from "../../shared/face/geometry.ts";
import { LocalProblem } from "../problem.ts";
import type { Capture } from "../recognition/types.ts";

export interface Verdict {
  /** cosine of the probe and the mean of the own templates */
  readonly score: number;
  /**
   * "match": sealed and sent by itself. "doubtful": sent too; a teacher may have to look. "mismatch": not sent by itself; the
   * student takes the photo again, or sends it anyway for the teacher to look.
   */
  readonly verdict: "match" | "doubtful" | "mismatch";
}

/** The verdict for a score. Thresholds are cosines: tHi at or above, tLo below. */
export function verdictOf(score: number, { tHi, tLo }: Pick<OwnTemplates, "tHi" | "tLo">): Verdict {
  if (score >= tHi) return { score, verdict: "match" };
  return { score, verdict: score >= tLo ? "doubtful" : "mismatch" };
}

/**
 * Compares a capture with the student's own templates. While the server changes its model they may be of another one than the
 * capture: then the phone knows nothing, and the server decides.
 * @throws LocalProblem template_missing when there are none
 */
export function judgeCapture(
  capture: Pick<Capture, "embedding" | "model">,
  templates: OwnTemplates,
): Verdict {
  if (templates.embeddings.length === 0) throw new LocalProblem("template_missing");
  const sameModel = templates.model.digest === capture.model.digest;
  const fits = sameModel && templates.model.dimension === capture.embedding.length;
  if (!fits) return { score: 0, verdict: "doubtful" };
  const reference = meanEmbedding(templates.embeddings.map((text) => bytesFloat(fromBase64Url(text))));
  return verdictOf(cosine(capture.embedding, reference), templates);
}
