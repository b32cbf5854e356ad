import { FaceLandmarker, type FaceLandmarkerOptions } from "@mediapipe/tasks-vision";
import ModuleFactory from "@mediapipe/tasks-vision/vision_wasm_module_internal.js";

/**
 * Starts a FaceLandmarker on the processor (the GPU delegate fails on many campus phones). Its loader is in our bundle and
 * its WASM is handed over compiled, so MediaPipe fetches nothing itself.
 */
export async function startFaceLandmarker(
  wasm: WebAssembly.Module,
  model: Uint8Array,
  options: FaceLandmarkerOptions,
): Promise<FaceLandmarker> {
  const refused = new Promise<never>((_, reject) => {
    // what the bundle looks for in the worker's scope; each createFromOptions takes it away, so it is set before each
    Object.assign(self, {
      ModuleFactory,
      Module: {
        instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
          WebAssembly.instantiate(wasm, imports).then(receive, reject);
          return {};
        },
        // its running commentary helps nobody; failures come as exceptions
        print: () => undefined,
        printErr: () => undefined,
      },
      custom_dbg: () => undefined,
    });
  });
  const created = FaceLandmarker.createFromOptions(
    { wasmLoaderPath: "", wasmBinaryPath: "" },
    { ...options, baseOptions: { modelAssetBuffer: model, delegate: "CPU" } },
  );
  return Promise.race([created, refused]);
}
