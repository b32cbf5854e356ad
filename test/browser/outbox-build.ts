import { join } from "node:path";
import { build } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Builds the page of outbox-page/ with the real service worker into a folder. */
export async function buildOutboxPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: join(import.meta.dirname, "outbox-page"),
    logLevel: "warn",
    plugins: [
      VitePWA({
        strategies: "injectManifest",
        srcDir: "../../../client/sw",
        filename: "sw.ts",
        injectRegister: false,
        manifest: false,
      }),
    ],
    build: { outDir, emptyOutDir: true, target: "es2022", modulePreload: { polyfill: false } },
  });
}
