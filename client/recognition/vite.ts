import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";

/**
 * Takes onnxruntime-web without its embedded loader, whose threads would start from our own worker's file. Its loader is a
 * file of its own (`?url`), and the WASM of both runtimes comes from /assets/parts, so nothing is bundled twice.
 */
export function recognitionVitePlugin(): Plugin {
  const ort = dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.mjs"));
  return {
    name: "presente:recognition",
    enforce: "pre",
    config: () => ({
      resolve: { alias: [{ find: /^onnxruntime-web\/wasm$/, replacement: join(ort, "ort.wasm.min.mjs") }] },
      worker: { format: "es" as const },
    }),
    transform(code, id) {
      if (!id.endsWith("/vision_wasm_module_internal.js")) return null;
      // MediaPipe's loader names a file that is not in its package (the worker hands the WASM over), and asks for Node
      return code
        .replaceAll(/new URL\((?="vision_wasm_module)/g, "new URL(/* @vite-ignore */ ")
        .replaceAll(`await import("node:module")`, "{}");
    },
  };
}
