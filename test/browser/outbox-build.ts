import { join, resolve } from "node:path";
import { build } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Builds the page of outbox-page/ with the real service worker into a folder below .cache/. @returns the folder */
export async function buildOutboxPage(name: string): Promise<string> {
  const outDir = join(resolve(import.meta.dirname, "../.."), ".cache", name);
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
  return outDir;
}
