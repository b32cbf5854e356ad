import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelSet } from "../../../models/manifest.ts";
import { tinyModels } from "../../../models/tiny.ts";
import { createRecogniser } from "../../../server/recognition/pool.ts";
import type { Recogniser } from "../../../server/recognition/recogniser.ts";
import { cosine } from "../../../shared/face/geometry.ts";

/** Dark pictures with bright patches, which the tiny detector takes for faces. */
const picture = (...patches: [number, number][]) =>
  sharp({ create: { width: 320, height: 320, channels: 3, background: "#101010" } })
    .composite(
      patches.map(([left, top]) => ({
        input: { create: { width: 64, height: 64, channels: 3 as const, background: "#fafafa" } },
        left,
        top,
      })),
    )
    .jpeg({ quality: 95 })
    .toBuffer();

/** A worker's program that ends, or falls silent, as its one byte says. */
const UNRELIABLE = `
import { parentPort } from "node:worker_threads";
import { existsSync, writeFileSync } from "node:fs";
const mark = new URL("./crashed", import.meta.url);
parentPort.on("message", (message) => {
  if (message === "end") return parentPort.close();
  const kind = message.jpeg[0];
  const first = !existsSync(mark);
  writeFileSync(mark, "");
  if (kind === 1 || (kind === 2 && first)) process.exit(1);
  if (kind === 3) return;
  parentPort.postMessage({ analysis: { ok: false, code: "photo_too_large" } });
});
parentPort.postMessage({ ready: true });
`;

describe("the recognition pool", () => {
  let dir: string;
  let models: ModelSet;
  let recogniser: Recogniser;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "presente-pool-"));
    models = await tinyModels(dir);
    await writeFile(join(dir, "unreliable.mts"), UNRELIABLE);
    const made = await createRecogniser(models, { modelId: "arcface-mbf", workers: 1 });
    if (!made) throw new Error("no recogniser");
    recogniser = made;
  });
  afterAll(async () => {
    await recogniser.close();
    await rm(dir, { recursive: true });
  });

  const unreliable = async (options: { jobTimeoutMs?: number; maxWaiting?: number } = {}) => {
    await rm(join(dir, "crashed"), { force: true });
    const program = pathToFileURL(join(dir, "unreliable.mts"));
    const made = await createRecogniser(models, { modelId: "arcface-mbf", workers: 1, program, ...options });
    if (!made) throw new Error("no recogniser");
    return made;
  };

  it("finds the one face and embeds it, the same way each time", async () => {
    const photo = await picture([128, 128]);
    const first = await recogniser.analyse(photo, null);
    const again = await recogniser.analyse(photo, null);
    if (!first.ok || !again.ok || !first.own || !again.own) throw new Error("no embedding");
    expect(first).toMatchObject({ width: 320, height: 320, faces: 1, claimed: null });
    expect(cosine(first.own, again.own)).toBeCloseTo(1, 6);
  });

  it("says how many faces there are, and that there is none", async () => {
    expect(await recogniser.analyse(await picture([0, 0], [256, 256]), null)).toMatchObject({ faces: 2 });
    expect(await recogniser.analyse(await picture(), null)).toMatchObject({
      faces: 0,
      face: null,
      own: null,
    });
  });

  it("aligns by claimed landmarks too, and takes none that coincide", async () => {
    const photo = await picture([128, 128]);
    const seen = await recogniser.analyse(photo, null);
    if (!seen.ok || !seen.face || !seen.own) throw new Error("no face");
    const claimed = await recogniser.analyse(photo, seen.face.landmarks);
    if (!claimed.ok || !claimed.claimed) throw new Error("no claimed embedding");
    expect(cosine(claimed.claimed, seen.own)).toBeCloseTo(1, 6);
    expect(await recogniser.analyse(photo, Array(10).fill(5))).toMatchObject({ ok: true, claimed: null });
  });

  it("answers what is no photo with a code and goes on", async () => {
    expect(await recogniser.analyse(Buffer.from("no photo"), null)).toEqual({
      ok: false,
      code: "photo_undecodable",
    });
    expect(await recogniser.analyse(await picture([128, 128]), null)).toMatchObject({ faces: 1 });
  });

  it("lets go of a photo that is no longer wanted", async () => {
    const abort = new AbortController();
    const photo = await picture([128, 128]);
    const running = recogniser.analyse(photo, null);
    const waiting = recogniser.analyse(photo, null, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
    expect(await running).toMatchObject({ faces: 1 });
  });

  it("is not there without model files", async () => {
    expect(
      await createRecogniser({ ...models, detector: null }, { modelId: "arcface-mbf", workers: 1 }),
    ).toBeNull();
  });

  it("tries a photo again in a new worker when the first one ended", async () => {
    const pool = await unreliable();
    expect(await pool.analyse(Uint8Array.of(2), null)).toEqual({ ok: false, code: "photo_too_large" });
    await pool.close();
  });

  it("calls a photo that ends two workers undecodable, and goes on with the next", async () => {
    const pool = await unreliable();
    const [poison, next] = await Promise.all([1, 0].map((kind) => pool.analyse(Uint8Array.of(kind), null)));
    expect(poison).toEqual({ ok: false, code: "photo_undecodable" });
    expect(next).toEqual({ ok: false, code: "photo_too_large" });
    await pool.close();
  });

  it("gives up on a silent worker", async () => {
    const pool = await unreliable({ jobTimeoutMs: 50 });
    expect(await pool.analyse(Uint8Array.of(3), null)).toEqual({ ok: false, code: "photo_undecodable" });
    await pool.close();
  });

  it("refuses more photos than may wait", async () => {
    const pool = await unreliable({ maxWaiting: 1 });
    const first = pool.analyse(Uint8Array.of(0), null);
    const second = pool.analyse(Uint8Array.of(0), null);
    await expect(pool.analyse(Uint8Array.of(0), null)).rejects.toMatchObject({ code: "unavailable" });
    await Promise.all([first, second]);
    await pool.close();
  });
});
