import { expect, test } from "vitest";
import { judgeCapture, verdictOf } from "../../../../client/outbox/verdict.ts";
import { LocalProblem } from "../../../../client/problem.ts";
import { floatBytes, toBase64Url } from "../../../../shared/bytes.ts";

const limits = { tHi: 0.45, tLo: 0.3 };

test.each([
  [0.9, "match"],
  [0.45, "match"],
  [0.4499, "doubtful"],
  [0.3, "doubtful"],
  [0.2999, "mismatch"],
  [-1, "mismatch"],
])("a cosine of %f is a %s", (score, verdict) => {
  expect(verdictOf(score, limits)).toEqual({ score, verdict });
});

const unit = (...values: number[]) => Float32Array.from(values);
const templates = {
  model: { id: "tiny", digest: "d".repeat(43), dimension: 2 },
  ...limits,
  embeddings: [unit(1, 0), unit(0.8, 0.6)].map((vector) => toBase64Url(floatBytes(vector))),
};

test("a probe is compared with the mean of the student's own templates", () => {
  const judged = judgeCapture({ embedding: unit(1, 0), model: templates.model }, templates);
  expect(judged.score).toBeCloseTo(1.8 / Math.hypot(1.8, 0.6), 6);
  expect(judgeCapture({ embedding: unit(-1, 0), model: templates.model }, templates).verdict).toBe(
    "mismatch",
  );
});

test("templates of another model cannot be compared with: the server decides", () => {
  const other = { ...templates.model, digest: "e".repeat(43) };
  expect(judgeCapture({ embedding: unit(1, 0), model: other }, templates).verdict).toBe("doubtful");
  expect(() =>
    judgeCapture({ embedding: unit(1, 0), model: templates.model }, { ...templates, embeddings: [] }),
  ).toThrow(LocalProblem);
});
