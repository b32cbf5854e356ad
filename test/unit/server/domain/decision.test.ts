import { describe, expect, it } from "vitest";
import { decide, type PhotoFindings } from "../../../../server/domain/decision.ts";
import type { OutcomeCode } from "../../../../shared/protocol/sync.ts";

const bounds = { tHi: 0.45, tLo: 0.3, agreement: 0.99, landmarks: 0.35 };
const found = (over: Partial<Extract<PhotoFindings, { ok: true }>> = {}): PhotoFindings => ({
  ok: true,
  faces: 1,
  score: 0.8,
  agreement: 0.9999,
  landmarkError: 0.05,
  copy: false,
  ...over,
});

describe("the decision on a photo", () => {
  it.each<[string, PhotoFindings, OutcomeCode[], boolean, string, string | null]>([
    ["accepts a face that passes", found(), [], true, "accepted", null],
    ["accepts at the upper threshold", found({ score: 0.45 }), [], true, "accepted", null],
    ["leaves a doubtful face to a person", found({ score: 0.449 }), [], true, "review", "face_doubtful"],
    ["leaves the lower threshold to a person", found({ score: 0.3 }), [], true, "review", "face_doubtful"],
    ["refuses another face", found({ score: 0.299 }), [], true, "rejected", "face_mismatch"],
    [
      "refuses another face whatever was claimed",
      found({ score: 0, agreement: 0 }),
      [],
      true,
      "rejected",
      "face_mismatch",
    ],
    [
      "refuses another face whatever else is in doubt",
      found({ score: 0 }),
      ["time_late"],
      true,
      "rejected",
      "face_mismatch",
    ],
    ["refuses a photo without a face", found({ faces: 0, score: null }), [], true, "rejected", "no_face"],
    [
      "leaves several faces to a person, even when the one compared is another's",
      found({ faces: 2, score: 0 }),
      [],
      true,
      "review",
      "faces_many",
    ],
    [
      "leaves a photo that was used before to a person",
      found({ copy: true }),
      [],
      true,
      "review",
      "duplicate_photo",
    ],
    [
      "refuses another face on a photo that was used before",
      found({ copy: true, score: 0 }),
      [],
      true,
      "rejected",
      "face_mismatch",
    ],
    ["leaves a false embedding to a person", found({ agreement: 0.98 }), [], true, "review", "emb_mismatch"],
    [
      "leaves another model's embedding to a person",
      found({ agreement: null }),
      [],
      true,
      "review",
      "emb_mismatch",
    ],
    [
      "leaves landmarks beside the face to a person",
      found({ landmarkError: 0.36 }),
      [],
      true,
      "review",
      "landmarks",
    ],
    [
      "leaves a doubt of claim time to a person",
      found(),
      ["clock_back", "time_late"],
      true,
      "review",
      "clock_back",
    ],
    ["leaves evidence too weak for the policy to a person", found(), [], false, "review", "evidence"],
    [
      "refuses what cannot be decoded",
      { ok: false, code: "photo_undecodable" },
      [],
      true,
      "rejected",
      "photo_undecodable",
    ],
    [
      "refuses what is too large",
      { ok: false, code: "photo_too_large" },
      [],
      true,
      "rejected",
      "photo_too_large",
    ],
    [
      "refuses a photo of other dimensions",
      { ok: false, code: "photo_mismatch" },
      [],
      true,
      "rejected",
      "photo_mismatch",
    ],
    [
      "never takes a score that is no number",
      found({ score: Number.NaN }),
      [],
      true,
      "review",
      "face_doubtful",
    ],
  ])("%s", (_what, findings, doubts, suffices, state, code) => {
    expect(decide(findings, bounds, { doubts, lacking: suffices ? null : "evidence" })).toEqual({
      state,
      code,
    });
  });
});
