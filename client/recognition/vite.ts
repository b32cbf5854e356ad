import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/**
 * Takes onnxruntime-web without its embedded loader, whose threads would start from our own worker's file. Its loader is a
 * file of its own (`?url`), and its WASM comes from /assets/parts, so that neither is bundled twice.
 */
export function recognitionVitePlugin(): Plugin {
  const ort = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.mjs"));
  return {
    name: "presente:recognition",
    config: () => ({
      resolve: { alias: [{ find: /^onnxruntime-web\/wasm$/, replacement: join(ort, "ort.wasm.min.mjs") }] },
      worker: { format: "es" as const },
    }),
  };
}
