/** Emscripten's loader of MediaPipe's vision tasks, as an ES module. */
declare module "@mediapipe/tasks-vision/vision_wasm_module_internal.js" {
  export default function ModuleFactory(module: object): Promise<object>;
}
/** The address of a file that vite emits as it is. */
declare module "onnxruntime-web/ort-wasm-simd-threaded.mjs?url" {
  const url: string;
  export default url;
}
