import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesToObtain, loadModels, MANIFEST, type ManifestFile } from "../../../models/manifest.ts";
import { ModelUnavailableError, obtain } from "../../../models/obtain.ts";

const bytes = Buffer.from("the weights");
const item: ManifestFile = {
  id: "test",
  file: "test.onnx",
  // port 9 of this machine: nobody answers
  source: { url: "https://127.0.0.1:9/test.onnx" },
  sha256: createHash("sha256").update(bytes).digest("hex"),
  bytes: bytes.length,
  licence: "none",
  licenceUrl: "https://example.org/licence",
  purpose: { en: "a test", es: "a test" },
  role: "embedder",
  input: "",
  output: "",
};

describe("model files", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "presente-models-"));
    await mkdir(join(root, "mirror"));
  });
  afterEach(() => rm(root, { recursive: true }));
  const places = () => ({ dir: join(root, "files"), mirror: join(root, "mirror") });
  const quick = { attempts: 1 };

  it("come from the mirror folder and are kept", async () => {
    await writeFile(join(root, "mirror", "test.onnx"), bytes);
    expect(await obtain(item, places(), quick)).toBe("mirror");
    expect(await obtain(item, places(), quick)).toBe("kept");
    expect(await readFile(join(root, "files", "test.onnx"))).toEqual(bytes);
  });

  it("with another digest are refused wherever they lie, in one sentence that says so", async () => {
    await mkdir(join(root, "files"));
    await writeFile(join(root, "files", "test.onnx"), "spoilt");
    await writeFile(join(root, "mirror", "test.onnx"), "also spoilt");
    const refusal = await obtain(item, places(), quick).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ModelUnavailableError);
    expect(String(refusal)).toMatch(/refused in .*files.*refused in the mirror folder/);
  });

  it("that are nowhere are named, with where was looked and what to do", async () => {
    const refusal = String(await obtain(item, places(), quick).catch((error: unknown) => error));
    for (const part of [
      "test.onnx",
      join(root, "files"),
      join(root, "mirror"),
      "https://127.0.0.1:9/",
      "npm run models",
    ])
      expect(refusal).toContain(part);
  });

  it("that are missing or spoilt make recognition unavailable, never an error", async () => {
    await writeFile(join(root, "w600k_mbf_int8.onnx"), "spoilt");
    const set = await loadModels({ recognitionModel: "arcface-mbf" }, root);
    expect(set.unavailable?.en).toMatch(/face_landmarker\.task is missing.*w600k_mbf_int8\.onnx is refused/);
    expect(set.unavailable?.es).toMatch(/falta face_landmarker\.task.*se rechaza w600k_mbf_int8\.onnx/);
    expect(set).toMatchObject({ landmarker: null, embedder: null, detector: null });
    expect(set.notices).toHaveLength(MANIFEST.length);
    expect(set.notices.every(({ inUse }) => !inUse)).toBe(true);
  });

  it("of a chosen recognition model leave the other model alone", () => {
    const files = filesToObtain(["omz-0095"]).map(({ file }) => file);
    expect(files).not.toContain("w600k_mbf_int8.onnx");
    expect(files.indexOf("face-reidentification-retail-0095.bin")).toBeLessThan(
      files.indexOf("face-reidentification-retail-0095.onnx"),
    );
  });
});
