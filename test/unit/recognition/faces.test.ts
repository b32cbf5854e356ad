import { spawnSync } from "node:child_process";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModels } from "../../../models/manifest.ts";
import { createRecogniser } from "../../../server/recognition/pool.ts";
import type { Recogniser } from "../../../server/recognition/recogniser.ts";
import { cosine } from "../../../shared/face/geometry.ts";
import { RECOGNITION_MODEL_IDS } from "../../../shared/face/recognition.ts";
import { evaluate } from "../../bench/evaluate.ts";
import { listFaces } from "../../bench/faces.ts";
import { describeWithModels, FACES_DIR } from "../../support/needs.ts";

const labelled = join(FACES_DIR, "labelled");

for (const model of RECOGNITION_MODEL_IDS) {
  await describeWithModels(
    `recognition with ${model}`,
    () => {
      let recogniser: Recogniser;
      beforeAll(async () => {
        const models = await loadModels({ recognitionModel: model });
        const made = await createRecogniser(models, { modelId: model, workers: 2 });
        if (!made) throw new Error("no recogniser");
        recogniser = made;
      });
      afterAll(() => recogniser.close());

      it("finds every face and tells four people apart", async () => {
        const faces = (await listFaces(labelled)).filter(({ identity }) => identity <= "subject-04");
        const { evaluation } = await evaluate(recogniser, model, faces);
        expect(evaluation).toMatchObject({
          images: 40,
          facesFound: 40,
          genuinePairs: 180,
          impostorPairs: 600,
        });
        expect(evaluation.tar["1e-3"]).toBeGreaterThanOrEqual(0.98);
        expect(evaluation.tar["1e-4"]).toBeNull();
      });

      it("knows a face again when it is small in a large picture, beside a larger picture's edge, or tiny", async () => {
        const [first] = await listFaces(labelled);
        if (!first) throw new Error("no faces");
        const original = await sharp(first.path).jpeg({ quality: 95 }).toBuffer();
        const background = sharp({
          create: { width: 1600, height: 1200, channels: 3, background: "#6a7a80" },
        });
        const far = await background
          .composite([{ input: original, left: 900, top: 300 }])
          .jpeg({ quality: 92 })
          .toBuffer();
        const tiny = await sharp(original).resize(100).jpeg({ quality: 95 }).toBuffer();
        const [reference, ...others] = await Promise.all(
          [original, far, tiny].map((photo) => recogniser.analyse(photo, null)),
        );
        if (!reference?.ok || !reference.own) throw new Error("no face");
        for (const other of others) {
          if (!other.ok || !other.own) throw new Error("no face");
          expect(cosine(reference.own, other.own)).toBeGreaterThan(0.75);
        }
      });
    },
    { models: [model], faces: true },
  );
}

it("evaluate refuses a folder that is not there with a sentence and exit code 2", () => {
  const program = join(import.meta.dirname, "../../bench/evaluate.ts");
  const done = spawnSync(
    process.execPath,
    ["--import", "tsx", program, "--faces", "no-such-folder", "--json"],
    {
      encoding: "utf8",
    },
  );
  expect(done.status).toBe(2);
  expect(done.stderr).toMatch(/There is no folder .*no-such-folder\./);
  expect(done.stdout).toBe("");
});
