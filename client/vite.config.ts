import { join } from "node:path";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { manifest } from "./manifest.ts";
import { recognitionVitePlugin } from "./recognition/vite.ts";

const root = import.meta.dirname;

/** Where `npm run dev` has the server; vite hands it whatever is not the client. */
const backend = process.env["DEV_BACKEND"] ?? "http://127.0.0.1:8081";

export default defineConfig({
  root,
  publicDir: join(root, "public"),
  cacheDir: join(root, "../.cache/vite"),
  plugins: [
    recognitionVitePlugin(),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "sw",
      filename: "sw.ts",
      injectRegister: false,
      manifest,
      injectManifest: {
        // the recognition files come in parts (server/assets) and are cached when they are first wanted
        globPatterns: ["**/*.{js,mjs,css,html,svg,png,woff2,webmanifest}"],
        // charts and what is shown with them need the server anyway: no phone installs them
        globIgnores: ["**/analysis-*", "**/drawing-*"],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
      },
    }),
  ],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [recognitionVitePlugin()] },
  build: {
    outDir: join(root, "../dist/client"),
    emptyOutDir: true,
    target: "es2022",
    // data: addresses are for pictures only, and the content policy knows it
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    headers: {
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    },
    proxy: { "/v1": backend, "/assets/parts": backend, "/healthz": backend, "/readyz": backend },
  },
});
